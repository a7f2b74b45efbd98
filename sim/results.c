/* Makes room for the records of all scenarios and replicates of one run. */
#include "sim/results.h"

#include "sim/alloc.h"
#include "sim/utf8.h"

#include <assert.h>
#include <string.h>

/* A scenario's name is its label and the name of its group in the result file, where "." and "/" have a meaning. */
static int check_name(const struct fly_scenario *scenario, struct fly_error *error)
{
    const char *name = scenario->name;
    assert(name);
    char *copy = fly_copy_text(name);
    if (!copy) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the names of scenarios.");
    const bool is_text = fly_utf8_mend(copy);
    int ret = FLY_OK;
    if (!is_text || !*name || strcmp(name, ".") == 0 || strchr(name, '/'))
        ret = fly_fail(error, FLY_ERR_USAGE, "%s: '%s' cannot be the name of a scenario%s; rename the file.",
                       scenario->path, copy, is_text ? "" : ", which is UTF-8 without control characters");
    fly_free(copy);
    return ret;
}

static int check_names(const struct fly_setup *setups, size_t n, struct fly_error *error)
{
    for (size_t i = 0; i < n; i++) {
        int ret = check_name(setups[i].scenario, error);
        if (ret < 0) return ret;
        for (size_t k = 0; k < i; k++)
            if (strcmp(setups[i].scenario->name, setups[k].scenario->name) == 0)
                return fly_fail(error, FLY_ERR_USAGE, "%s and %s are both called '%s'; scenarios need different names.",
                                setups[k].scenario->path, setups[i].scenario->path, setups[i].scenario->name);
    }
    return FLY_OK;
}

/* All scenarios of a file share the dimension week. */
static int check_clocks(const struct fly_setup *setups, size_t n, struct fly_error *error)
{
    for (size_t i = 1; i < n; i++)
        if (setups[i].n_rows != setups[0].n_rows || setups[i].step_weeks != setups[0].step_weeks ||
            setups[i].steps_per_row != setups[0].steps_per_row)
            return fly_fail(error, FLY_ERR_USAGE, "%s and %s differ in [time]; scenarios of one run share their weeks.",
                            setups[0].scenario->path, setups[i].scenario->path);
    return FLY_OK;
}

/* All scenarios of a file share which replicates are pairs. */
static int check_pairs(const struct fly_setup *setups, size_t n, struct fly_error *error)
{
    for (size_t i = 1; i < n; i++)
        if (setups[i].is_antithetic != setups[0].is_antithetic)
            return fly_fail(error, FLY_ERR_USAGE, "%s and %s differ in run.antithetic; scenarios of one run share it.",
                            setups[0].scenario->path, setups[i].scenario->path);
    return FLY_OK;
}

int fly_results_check(const struct fly_setup *setups, size_t n_scenarios, struct fly_error *error)
{
    assert(setups && n_scenarios > 0);
    int ret;
    FLY_TRY(check_names(setups, n_scenarios, error));
    FLY_TRY(check_clocks(setups, n_scenarios, error));
    FLY_TRY(check_pairs(setups, n_scenarios, error));
out:
    return ret;
}

static int init_records(struct fly_results *results, struct fly_error *error)
{
    for (size_t s = 0; s < results->n_scenarios; s++)
        for (size_t r = 0; r < results->n_replicates; r++) {
            const struct fly_setup *setup = &results->setups[s];
            int ret = fly_record_init(fly_results_record(results, s, r), &setup->layout, setup->n_rows);
            if (ret < 0)
                return fly_fail(error, ret, "No memory for %zu replicates of %zu scenarios; ask for fewer.",
                                results->n_replicates, results->n_scenarios);
        }
    return FLY_OK;
}

int fly_results_init(struct fly_results *results, const struct fly_setup *setups, size_t n_scenarios,
                     uint32_t first_replicate, size_t n_replicates, struct fly_error *error)
{
    assert(results && setups && n_scenarios > 0 && n_replicates > 0);
    int ret = FLY_OK;
    *results = (struct fly_results){.setups = setups, .first_replicate = first_replicate, .command = ""};
    FLY_TRY(fly_results_check(setups, n_scenarios, error));
    if (n_replicates <= SIZE_MAX / n_scenarios)
        results->records = fly_alloc(n_scenarios * n_replicates, sizeof *results->records);
    if (!results->records) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory for %zu replicates.", n_replicates));
    results->n_scenarios = n_scenarios;
    results->n_replicates = n_replicates;
    FLY_TRY(init_records(results, error));
out:
    if (ret < 0) fly_results_free(results);
    return ret;
}

void fly_results_free(struct fly_results *results)
{
    assert(results);
    for (size_t i = 0; i < results->n_scenarios * results->n_replicates; i++)
        fly_record_free(&results->records[i]);
    fly_free(results->records);
    *results = (struct fly_results){0};
}

/* A part of a record, in the form of a source. */
static int read_part(const void *self, struct fly_job job, enum fly_part part, size_t index, void *values,
                     struct fly_error *error)
{
    (void)error;
    const struct fly_results *results = self;
    const struct fly_layout *layout = &results->setups[job.scenario].layout;
    const struct fly_record *record = fly_results_record(results, job.scenario, job.replicate);
    assert(job.point == 0 && job.scenario < results->n_scenarios && job.replicate < results->n_replicates);
    fly_record_part(record, layout, part, index, values);
    return FLY_OK;
}

struct fly_record_source fly_results_source(const struct fly_results *results)
{
    assert(results);
    return (struct fly_record_source){results, read_part};
}
