# Checks a result file as hdf5r or rhdf5 reads it against the program's own export in CSV.
#
# usage: Rscript check.R hdf5r|rhdf5 FOLDER NAME...: FOLDER/NAME.h5 against FOLDER/NAME/*.csv
#
# R has the dimensions in the opposite order, and so the values in the same one.

arguments <- commandArgs(trailingOnly = TRUE)
package <- arguments[1]
undefined <- -2^63

check <- function(good, ...) if (!isTRUE(good)) stop("check.R: ", ..., call. = FALSE)

# The functions that read the file at hand, and the tables of its export.
values_of <- attribute_of <- exported <- NULL

# What is read of a file; labels are asked for again and again.
open_file <- function(path) {
    known <- new.env()
    if (package == "hdf5r") {
        file <- hdf5r::H5File$new(path, "r")
        read <- function(name) file[[name]]$read(drop = FALSE)
        attributes <- function(name) hdf5r::h5attributes(file[[name]])
    } else {
        read <- function(name) suppressWarnings(rhdf5::h5read(path, name, bit64conversion = "double"))
        attributes <- function(name) suppressWarnings(rhdf5::h5readAttributes(path, name))
    }
    once <- function(kind, name, how) {
        key <- paste(kind, name)
        if (is.null(known[[key]])) known[[key]] <- how(name)
        known[[key]]
    }
    values_of <<- function(name) once("values", name, read)
    attribute_of <<- function(name, what) once("attributes", name, attributes)[[what]]
}

read_table <- function(folder, name) {
    table <- read.csv(file.path(folder, paste0(name, ".csv")), colClasses = "character", na.strings = character(), check.names = FALSE,
                      encoding = "UTF-8")
    table[] <- lapply(table, function(column) sub("^'", "", column))
    table
}

# Text cells are told from numbers by what the file has.
same <- function(found, told) {
    if (is.character(found)) return(identical(enc2utf8(as.vector(found)), enc2utf8(told)))
    found <- as.double(as.vector(found))
    found[found == undefined] <- NA
    told <- suppressWarnings(as.double(told))
    identical(is.na(found), is.na(told)) && all(is.na(told) | abs(found - told) <= 1e-14 * abs(told))
}

check_values <- function(name, told) {
    values <- values_of(name)
    scale <- attribute_of(name, "scale_factor")
    if (!is.null(scale)) {
        values[as.vector(values) == undefined] <- NA
        values <- values * as.double(scale)
    }
    check(length(values) == length(told), name, ": ", length(values), " values instead of ", length(told))
    check(same(values, told), name, ": other values")
}

check_labels <- function(dims, rows, columns) {
    for (i in seq_along(dims))
        check(same(values_of(dims[i]), unique(rows[[columns[i]]])), "labels of ", dims[i], ": ", toString(values_of(dims[i])))
}

check_variable <- function(row) {
    dims <- strsplit(row$dimensions, " ")[[1]]
    for (pair in list(c("unit", "units"), c("meaning", "long_name"), c("parameter", "parameter"))) {
        found <- attribute_of(row$name, pair[2])
        check(identical(if (is.null(found)) "" else enc2utf8(as.vector(found)), row[[pair[1]]]), row$name, ": ", pair[2], " is ", found)
    }
    extents <- vapply(dims, function(dim) length(values_of(dim)), 1L)
    check(all(rev(dim(values_of(row$name))) == extents), row$name, ": other dimensions than ", row$dimensions)
    rows <- exported[[row$table]]
    if (row$table %in% c("series", "grids")) {
        check(identical(as.vector(attribute_of(row$name, "kind")), row$kind), row$name, ": another kind")
        rows <- rows[rows[[if (row$table == "series") "series" else "grid"]] == row$name, ]
        columns <- ifelse(dims %in% c("point", "scenario", "replicate", "week") | row$table == "grids", dims, "label")
        check_labels(dims, rows, columns)
        check_values(row$name, rows$value)
    } else if (row$table == "sensitivity") {
        check_labels(dims, rows, dims)
        check_values(row$name, rows[[switch(row$name, sensitivity_low = "low", sensitivity_high = "high", "value")]])
    } else {
        check_values(row$name, rows[[row$name]])
    }
}

check_file <- function(folder) {
    open_file(paste0(folder, ".h5"))
    tables <- c("variables", "points", "replicates", "kpis", "summary", "series", "grids", "sensitivity")
    exported <<- sapply(tables, function(name) read_table(folder, name), simplify = FALSE)
    variables <- exported$variables
    for (i in which(variables$table != "" & variables$kind != "kpi")) check_variable(variables[i, ])
    kpis <- variables[variables$kind == "kpi", ]
    check(same(values_of("kpi"), kpis$name), "KPIs have other names")
    check(same(values_of("kpi_unit"), kpis$unit), "KPIs have other units")
    check_values("kpi_value", exported$kpis$value)
    if (nrow(exported$summary) == 0) return()
    table <- values_of("summary/table")
    check(identical(names(table), names(exported$summary)), "summary has columns ", toString(names(table)))
    for (column in names(table)) check(same(table[[column]], exported$summary[[column]]), "summary: ", column)
}

for (name in arguments[-(1:2)]) {
    tryCatch(check_file(file.path(arguments[2], name)), error = function(e) stop(name, ": ", conditionMessage(e), call. = FALSE))
}
