/* Reads what a result file says of itself: who wrote it and how, its scenarios, the axes of its experiment, the
 * variables that it has. */
#include "analysis/read_join.h"
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static int read_number(hid_t object, const char *name, hid_t type, void *number)
{
    return fly_read_number_attr(object, name, type, number) ? FLY_OK : FLY_ERR_IO;
}

/* A variable of one text. NULL: it is none. */
static char *read_text_variable(hid_t group, const char *name)
{
    char *text = NULL, *copy = NULL;
    hid_t set = H5Dopen2(group, name, H5P_DEFAULT), type = set < 0 ? set : H5Dget_type(set);
    hid_t space = set < 0 ? set : H5Dget_space(set);
    if (type >= 0 && H5Tis_variable_str(type) > 0 && H5Sget_simple_extent_npoints(space) == 1 &&
        H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) >= 0)
        copy = fly_copy_text(text ? text : "");
    if (text) H5free_memory(text);
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    if (set >= 0) H5Dclose(set);
    return copy;
}

/* ---- the file and its scenarios ---- */

static int read_scenario(const struct fly_dataset *data, hid_t group, struct fly_scenario_about *about,
                         struct fly_error *error)
{
    int ret;
    about->path = fly_read_text_attr(group, FLY_ATTR_PATH);
    if (!about->path) return fly_read_no_memory(FLY_GROUP_SCENARIOS, error);
    about->text = read_text_variable(group, FLY_VAR_TEXT);
    FLY_TRY(about->text ? FLY_OK : FLY_ERR_IO);
    FLY_TRY(read_number(group, FLY_ATTR_AGENTS, H5T_NATIVE_UINT64, &about->n_agents));
    FLY_TRY(read_number(group, FLY_ATTR_STEPS, H5T_NATIVE_UINT64, &about->n_steps));
    FLY_TRY(read_number(group, FLY_ATTR_STEP_WEEKS, H5T_NATIVE_DOUBLE, &about->step_weeks));
    FLY_TRY(isfinite(about->step_weeks) && about->step_weeks > 0 ? FLY_OK : FLY_ERR_IO);
    FLY_TRY(read_number(group, FLY_VAR_SEED_POPULATION, H5T_NATIVE_UINT64, &about->seed_population));
    FLY_TRY(read_number(group, FLY_VAR_SEED_NETWORK, H5T_NATIVE_UINT64, &about->seed_network));
    FLY_TRY(read_number(group, FLY_VAR_SEED_DYNAMICS, H5T_NATIVE_UINT64, &about->seed_dynamics));
out:
    return ret < 0 ? fly_read_damaged(data, FLY_GROUP_SCENARIOS, error) : FLY_OK;
}

static int read_scenarios(const struct fly_dataset *data, struct fly_about *about, struct fly_error *error)
{
    int ret = FLY_OK;
    hid_t all = H5Gopen2(fly_read_file(data)->id, FLY_GROUP_SCENARIOS, H5P_DEFAULT);
    about->scenarios = fly_alloc(data->scenarios.n, sizeof *about->scenarios);
    if (!about->scenarios) FLY_TRY(fly_read_no_memory(FLY_GROUP_SCENARIOS, error));
    for (size_t s = 0; s < data->scenarios.n; s++) {
        hid_t group = all < 0 ? all : H5Gopen2(all, data->scenarios.text[s], H5P_DEFAULT);
        about->n_scenarios++;
        ret = group < 0 ? fly_read_damaged(data, FLY_GROUP_SCENARIOS, error)
                        : read_scenario(data, group, &about->scenarios[s], error);
        if (group >= 0) H5Gclose(group);
        FLY_TRY(ret);
    }
out:
    if (all >= 0) H5Gclose(all);
    return ret;
}

static int read_file(const struct fly_dataset *data, struct fly_about *about, struct fly_error *error)
{
    const hid_t file = fly_read_file(data)->id;
    about->title = fly_read_text_attr(file, FLY_ATTR_TITLE);
    about->version = fly_read_text_attr(file, FLY_ATTR_VERSION);
    about->revision = fly_read_text_attr(file, FLY_ATTR_REVISION);
    about->command = fly_read_text_attr(file, FLY_ATTR_COMMAND);
    about->content = fly_read_text_attr(file, FLY_ATTR_CONTENT);
    (void)read_number(file, FLY_ATTR_FORMAT, H5T_NATIVE_INT, &about->format); /* it was when the file was opened */
    if (!about->title || !about->version || !about->revision || !about->command || !about->content)
        return fly_read_no_memory("the attributes", error);
    return FLY_OK;
}

/* Each command, and each fingerprint, is one line; one that several files share is told once. */
static int add_line(char **lines, const char *line, struct fly_error *error)
{
    const size_t n = strlen(line);
    for (const char *at = *lines; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strcspn(at, "\n") == n && memcmp(at, line, n) == 0) return FLY_OK;
    }
    const size_t size = strlen(*lines) + n + 2;
    char *all = fly_alloc(size, 1);
    if (!all) return fly_read_no_memory("the attributes", error);
    (void)snprintf(all, size, "%s\n%s", *lines, line);
    fly_free(*lines);
    *lines = all;
    return FLY_OK;
}

/* Moves the scenarios of one file behind those of the files before. */
static int add_part(struct fly_about *all, const struct fly_joined_file *part, struct fly_error *error)
{
    struct fly_about own;
    int ret = fly_dataset_about(&part->data, &own, error);
    if (ret < 0) return ret;
    memcpy(all->scenarios + part->first, own.scenarios, own.n_scenarios * sizeof *own.scenarios);
    all->n_scenarios += own.n_scenarios;
    own.n_scenarios = 0;
    ret = add_line(&all->command, own.command, error);
    if (ret == FLY_OK) ret = add_line(&all->content, own.content, error);
    fly_about_free(&own);
    return ret;
}

static int join_about(const struct fly_dataset *data, struct fly_about *about, struct fly_error *error)
{
    int ret;
    FLY_TRY(read_file(&data->parts[0].data, about, error));
    about->scenarios = fly_alloc(data->scenarios.n, sizeof *about->scenarios);
    if (!about->scenarios) FLY_TRY(fly_read_no_memory(FLY_GROUP_SCENARIOS, error));
    for (size_t p = 0; p < data->n_parts; p++)
        FLY_TRY(add_part(about, &data->parts[p], error));
out:
    return ret;
}

int fly_dataset_about(const struct fly_dataset *data, struct fly_about *about, struct fly_error *error)
{
    assert(data && about);
    int ret;
    *about = (struct fly_about){0};
    if (data->n_parts > 0) {
        ret = join_about(data, about, error);
    } else {
        ret = read_file(data, about, error);
        if (ret == FLY_OK) ret = read_scenarios(data, about, error);
    }
    if (ret < 0) fly_about_free(about);
    return ret;
}

void fly_about_free(struct fly_about *about)
{
    assert(about);
    for (size_t s = 0; s < about->n_scenarios; s++) {
        fly_free(about->scenarios[s].path);
        fly_free(about->scenarios[s].text);
    }
    fly_free(about->scenarios);
    fly_free(about->title);
    fly_free(about->version);
    fly_free(about->revision);
    fly_free(about->command);
    fly_free(about->content);
    *about = (struct fly_about){0};
}

/* ---- axes ---- */

static int read_axis(const struct fly_dataset *data, const char *name, struct fly_axis_values *axis,
                     struct fly_error *error)
{
    struct fly_variable variable;
    int ret = fly_read_open(data, name, &variable, error);
    if (ret < 0) return ret;
    axis->name = fly_copy_text(name);
    axis->parameter = fly_read_text_attr(variable.id, FLY_ATTR_PARAMETER);
    axis->unit = fly_read_text_attr(variable.id, FLY_ATTR_UNITS);
    axis->doc = fly_read_text_attr(variable.id, FLY_ATTR_LONG_NAME);
    if (!axis->name || !axis->parameter || !axis->unit || !axis->doc)
        ret = fly_read_no_memory(name, error);
    else if (variable.rank != 1 || variable.extents[0] != data->n_points)
        ret = fly_read_damaged(data, name, error);
    else
        ret = fly_read_doubles(data, &variable, name, &axis->values, error);
    fly_read_close(&variable);
    return ret;
}

/* The names in the root's list of coordinates, one after the other: axes, and the labels of sub-experiments. */
static int read_coordinates(const struct fly_dataset *data, char *list, struct fly_axes *axes, struct fly_error *error)
{
    int ret = FLY_OK;
    char *rest = NULL;
    for (const char *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        if (strcmp(name, FLY_VAR_EXPERIMENT) == 0)
            FLY_TRY(fly_read_named_texts(data, name, &axes->experiments, error));
        else
            FLY_TRY(read_axis(data, name, &axes->items[axes->n++], error));
    }
out:
    return ret;
}

int fly_dataset_axes(const struct fly_dataset *data, struct fly_axes *axes, struct fly_error *error)
{
    assert(data && axes);
    int ret = FLY_OK;
    *axes = (struct fly_axes){0};
    if (data->n_points == 0) return FLY_OK;
    char *list = fly_read_text_attr(fly_read_file(data)->id, FLY_ATTR_COORDINATES);
    axes->items = fly_alloc(list ? strlen(list) + 1 : 0, sizeof *axes->items);
    if (!list || !axes->items) FLY_TRY(fly_read_no_memory("the axes", error));
    FLY_TRY(read_coordinates(data, list, axes, error));
out:
    fly_free(list);
    if (ret < 0) fly_axes_free(axes);
    return ret;
}

void fly_axes_free(struct fly_axes *axes)
{
    assert(axes);
    for (size_t a = 0; a < axes->n; a++) {
        fly_free(axes->items[a].name);
        fly_free(axes->items[a].parameter);
        fly_free(axes->items[a].unit);
        fly_free(axes->items[a].doc);
        fly_free(axes->items[a].values);
    }
    fly_free(axes->items);
    fly_labels_free(&axes->experiments);
    *axes = (struct fly_axes){0};
}

/* ---- variables ---- */

struct list_visit {
    const struct fly_dataset *data;
    struct fly_variables_about *variables;
    struct fly_error *error;
    int ret;
};

static int add_variable(struct list_visit *visit, hid_t set, const char *name)
{
    struct fly_variables_about *all = visit->variables;
    struct fly_variable variable;
    void *items = all->items;
    int ret = fly_grow(&items, &all->capacity, all->n + 1, sizeof *all->items);
    if (ret < 0) return fly_read_no_memory(name, visit->error);
    all->items = items;
    struct fly_variable_about *about = &all->items[all->n++];
    *about = (struct fly_variable_about){.name = fly_read_copy(name),
                                         .kind = fly_read_text_attr(set, FLY_ATTR_KIND),
                                         .unit = fly_read_text_attr(set, FLY_ATTR_UNITS),
                                         .doc = fly_read_text_attr(set, FLY_ATTR_LONG_NAME),
                                         .n_labels = 1};
    if (!about->name || !about->kind || !about->unit || !about->doc) return fly_read_no_memory(name, visit->error);
    FLY_TRY(fly_read_open(visit->data, name, &variable, visit->error));
    for (int d = strcmp(about->kind, FLY_KIND_GRID) == 0 ? 2 : 3; d < variable.rank; d++)
        about->n_labels *= (size_t)variable.extents[d];
    fly_read_close(&variable);
out:
    return ret;
}

/* Called by HDF5 for each object of the root; a positive answer ends the walk. */
static herr_t visit_variable(hid_t file, const char *name, const H5L_info_t *info, void *user)
{
    (void)info;
    struct list_visit *visit = user;
    H5O_info_t object;
    if (H5Oget_info_by_name(file, name, &object, H5P_DEFAULT) < 0 || object.type != H5O_TYPE_DATASET) return 0;
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set >= 0 && H5Aexists(set, FLY_ATTR_KIND) > 0) visit->ret = add_variable(visit, set, name);
    if (set >= 0) H5Dclose(set);
    return visit->ret < 0;
}

int fly_dataset_variables(const struct fly_dataset *data, struct fly_variables_about *variables,
                          struct fly_error *error)
{
    assert(data && variables);
    *variables = (struct fly_variables_about){0};
    if (data->n_parts > 0) return fly_dataset_variables(&data->parts[0].data, variables, error);
    struct list_visit visit = {.data = data, .variables = variables, .error = error};
    if (H5Literate(fly_read_file(data)->id, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, visit_variable, &visit) < 0)
        visit.ret = fly_read_damaged(data, "the list of variables", error);
    if (visit.ret < 0) fly_variables_about_free(variables);
    return visit.ret;
}

void fly_variables_about_free(struct fly_variables_about *variables)
{
    assert(variables);
    for (size_t i = 0; i < variables->n; i++) {
        fly_free(variables->items[i].name);
        fly_free(variables->items[i].kind);
        fly_free(variables->items[i].unit);
        fly_free(variables->items[i].doc);
    }
    fly_free(variables->items);
    *variables = (struct fly_variables_about){0};
}
