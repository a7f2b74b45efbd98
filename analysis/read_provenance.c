/* Reads out of a result file where it comes from: the program, the command, the scenarios as they were said. */
#include "analysis/read_variable.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>
#include <hdf5_hl.h>
#include <string.h>

/* ---- texts and numbers beside the variables ---- */

/* A string of variable or fixed length, as a copy. NULL: it is none. */
static char *read_string(hid_t type, size_t width, hid_t id, herr_t read(hid_t id, hid_t type, void *to))
{
    char *text = NULL, *copy = NULL;
    if (H5Tis_variable_str(type) > 0) {
        if (read(id, type, &text) >= 0) copy = fly_copy_text(text ? text : "");
        if (text) H5free_memory(text);
        return copy;
    }
    text = fly_alloc(width + 1, 1);
    if (text && read(id, type, text) < 0) {
        fly_free(text);
        return NULL;
    }
    return text;
}

static herr_t read_attribute(hid_t id, hid_t type, void *to)
{
    return H5Aread(id, type, to);
}

static herr_t read_set(hid_t id, hid_t type, void *to)
{
    return H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, to);
}

static bool is_scalar(hid_t space)
{
    return space >= 0 && H5Sget_simple_extent_npoints(space) == 1;
}

static char *text_attribute(hid_t object, const char *name)
{
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) return NULL;
    char *text = NULL;
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    if (type >= 0 && H5Tget_class(type) == H5T_STRING && is_scalar(space))
        text = read_string(type, H5Tget_size(type), attribute, read_attribute);
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    H5Aclose(attribute);
    return text;
}

static char *text_variable(hid_t group, const char *name)
{
    hid_t set = H5Dopen2(group, name, H5P_DEFAULT);
    if (set < 0) return NULL;
    char *text = NULL;
    hid_t type = H5Dget_type(set), space = H5Dget_space(set);
    if (type >= 0 && H5Tget_class(type) == H5T_STRING && is_scalar(space))
        text = read_string(type, H5Tget_size(type), set, read_set);
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    H5Dclose(set);
    return text;
}

static bool read_number(hid_t object, const char *name, hid_t type, void *to)
{
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT), space = attribute < 0 ? -1 : H5Aget_space(attribute);
    const bool is_read = is_scalar(space) && H5Aread(attribute, type, to) >= 0;
    if (space >= 0) H5Sclose(space);
    if (attribute >= 0) H5Aclose(attribute);
    return is_read;
}

/* ---- the file ---- */

int fly_dataset_provenance(const struct fly_dataset *data, struct fly_provenance *provenance, struct fly_error *error)
{
    assert(data && provenance);
    const struct {
        const char *name;
        char **to;
    } texts[] = {{FLY_ATTR_TITLE, &provenance->title},
                 {FLY_ATTR_VERSION, &provenance->version},
                 {FLY_ATTR_REVISION, &provenance->revision},
                 {FLY_ATTR_COMMAND, &provenance->command},
                 {FLY_ATTR_CONTENT, &provenance->content_hash}};
    *provenance = (struct fly_provenance){0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i].to = text_attribute(fly_read_file(data)->id, texts[i].name);
        if (*texts[i].to) continue;
        fly_provenance_free(provenance);
        return fly_read_damaged(data, texts[i].name, error);
    }
    return FLY_OK;
}

void fly_provenance_free(struct fly_provenance *provenance)
{
    assert(provenance);
    fly_free(provenance->title);
    fly_free(provenance->version);
    fly_free(provenance->revision);
    fly_free(provenance->command);
    fly_free(provenance->content_hash);
    *provenance = (struct fly_provenance){0};
}

/* ---- a scenario ---- */

static bool read_source(hid_t group, struct fly_scenario_source *source)
{
    source->path = text_attribute(group, FLY_ATTR_PATH);
    source->text = text_variable(group, FLY_VAR_TEXT);
    return source->path && source->text &&
           read_number(group, FLY_VAR_SEED_POPULATION, H5T_NATIVE_UINT64, &source->seed_population) &&
           read_number(group, FLY_VAR_SEED_NETWORK, H5T_NATIVE_UINT64, &source->seed_network) &&
           read_number(group, FLY_VAR_SEED_DYNAMICS, H5T_NATIVE_UINT64, &source->seed_dynamics) &&
           read_number(group, FLY_ATTR_AGENTS, H5T_NATIVE_UINT64, &source->n_agents) &&
           read_number(group, FLY_ATTR_STEPS, H5T_NATIVE_UINT64, &source->n_steps) &&
           read_number(group, FLY_ATTR_STEP_WEEKS, H5T_NATIVE_DOUBLE, &source->step_weeks);
}

int fly_dataset_source(const struct fly_dataset *data, size_t scenario, struct fly_scenario_source *source,
                       struct fly_error *error)
{
    assert(data && source && scenario < data->scenarios.n);
    *source = (struct fly_scenario_source){0};
    hid_t all = H5Gopen2(fly_read_file(data)->id, FLY_GROUP_SCENARIOS, H5P_DEFAULT);
    hid_t group = all < 0 ? all : H5Gopen2(all, data->scenarios.text[scenario], H5P_DEFAULT);
    const bool is_read = group >= 0 && read_source(group, source);
    if (group >= 0) H5Gclose(group);
    if (all >= 0) H5Gclose(all);
    if (is_read) return FLY_OK;
    fly_scenario_source_free(source);
    return fly_read_damaged(data, FLY_GROUP_SCENARIOS, error);
}

void fly_scenario_source_free(struct fly_scenario_source *source)
{
    assert(source);
    fly_free(source->path);
    fly_free(source->text);
    *source = (struct fly_scenario_source){0};
}
