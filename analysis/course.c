/* Reads one course, labelled or not, and takes its median over replicates. */
#include "analysis/course.h"

#include "analysis/median.h"
#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <string.h>

static const struct fly_variable_about *find(const struct fly_variables_about *all, const char *name, size_t n)
{
    for (size_t i = 0; i < all->n; i++)
        if (strlen(all->items[i].name) == n && strncmp(all->items[i].name, name, n) == 0) return &all->items[i];
    return NULL;
}

static int read_values(struct fly_course *course, const struct fly_dataset *data, const char *label,
                       const struct fly_variable_about *about, struct fly_error *error)
{
    bool is_flow;
    if (label) return fly_dataset_label(data, about->name, label, &course->values, error);
    int ret = fly_dataset_series(data, about->name, &course->values, &is_flow, error);
    return ret == FLY_ERR_USAGE ? fly_dataset_sums(data, about->name, &course->values, error) : ret;
}

int fly_course_read(struct fly_course *course, const struct fly_dataset *data, const char *name,
                    struct fly_error *error)
{
    assert(course && data && name);
    int ret;
    struct fly_variables_about all;
    const size_t n = strcspn(name, ".");
    *course = (struct fly_course){0};
    FLY_TRY(fly_dataset_variables(data, &all, error));
    const struct fly_variable_about *about = find(&all, name, n);
    if (!about || strcmp(about->kind, FLY_KIND_GRID) == 0)
        FLY_TRY(fly_fail(error, FLY_ERR_USAGE, "There is no series '%.*s'", (int)n, name));
    course->name = fly_copy_text(name);
    course->unit = fly_copy_text(about->unit);
    course->is_flow = strcmp(about->kind, FLY_KIND_FLOW) == 0;
    if (!course->name || !course->unit)
        FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for the course of %s", name));
    FLY_TRY(read_values(course, data, name[n] ? name + n + 1 : NULL, about, error));
out:
    fly_variables_about_free(&all);
    if (ret < 0) fly_course_free(course);
    return ret;
}

void fly_course_free(struct fly_course *course)
{
    assert(course);
    fly_free(course->name);
    fly_free(course->unit);
    fly_free(course->values);
    *course = (struct fly_course){0};
}

int fly_course_median(const struct fly_course *course, const struct fly_dataset *data, size_t scenario, double *median,
                      struct fly_error *error)
{
    assert(course && data && scenario < data->scenarios.n && median);
    const size_t n = data->n_replicates;
    double *week = fly_alloc(n, sizeof *week);
    if (!week) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the course of %s", course->name);
    for (size_t w = 0; w < data->n_weeks; w++) {
        for (size_t r = 0; r < n; r++)
            week[r] = course->values[(scenario * n + r) * data->n_weeks + w];
        median[w] = fly_median_of(week, n, data->pairing).median;
    }
    fly_free(week);
    return FLY_OK;
}
