/* Derives from a checked scenario what all its replicates share, and knows which sections a scenario may have. */
#include "sim/setup.h"

#include "sim/alloc.h"
#include "sim/design_axis.h"
#include "sim/precision.h"
#include "sim/weeks.h"
#include "sim/worker.h"
#include "sim/world.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const struct fly_param run_rows[] = {FLY_RUN_PARAMS(FLY_PARAM_ROW, fly_run_params)};
static const struct fly_param seed_rows[] = {FLY_SEED_PARAMS(FLY_PARAM_ROW, fly_seed_params)};
static const struct fly_param time_rows[] = {FLY_TIME_PARAMS(FLY_PARAM_ROW, fly_time_params)};
static const struct fly_param market_rows[] = {FLY_MARKET_PARAMS(FLY_PARAM_ROW, fly_market_params)};

const struct fly_param_table fly_run_table = FLY_PARAM_TABLE_READ_ONCE(
    "run", fly_run_params, run_rows, "How often the simulation is repeated, and from which seed.");
const struct fly_param_table fly_seed_table = FLY_PARAM_TABLE_READ_ONCE(
    "seed", fly_seed_params, seed_rows, "Seeds of single kinds of randomness, to hold one fixed while another varies.");
const struct fly_param_table fly_time_table = FLY_PARAM_TABLE_READ_ONCE(
    "time", fly_time_params, time_rows, "The clock: how long, in which steps, how often recorded.");
const struct fly_param_table fly_market_table = FLY_PARAM_TABLE_READ_ONCE(
    "market", fly_market_params, market_rows, "The people or accounts that could become customers.");

enum { MAX_TABLES = 64 };

static void check_all(const struct fly_scenario *scenario, struct fly_diagnostics *found);

/* Built at first use from constant tables, always to the same content. Called from serial code only. */
const struct fly_schema *fly_engine_schema(void)
{
    static const struct fly_param_table *tables[MAX_TABLES] = {
        &fly_scenario_table, &fly_run_table,        &fly_seed_table,       &fly_time_table,
        &fly_market_table,   &fly_segment_table,    &fly_network_table,    &fly_sweep_table,
        &fly_axis_table,     &fly_experiment_table, &fly_sensitivity_table};
    static struct fly_schema schema = {.tables = tables, .check = check_all};
    if (schema.n_tables) return &schema;
    size_t n = 11;
    for (const struct fly_mechanism *const *m = fly_mechanisms; *m; m++)
        for (const struct fly_param_table *const *table = (*m)->params; table && *table; table++) {
            assert(n < MAX_TABLES);
            tables[n++] = *table;
        }
    schema.n_tables = n;
    return &schema;
}

static size_t stage_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    static const char *const names[] = {
#define STAGE_LABEL(name, label, doc) #label,
        FLY_STAGES(STAGE_LABEL)
#undef STAGE_LABEL
    };
    memcpy(labels, names, sizeof names);
    return FLY_N_STAGES;
}

const struct fly_dim fly_stage_dim = {"stage", "Where an agent stands on its journey.", stage_labels, NULL};

/* The two leading digits of a positive number; what comes after them is dropped. */
static double round_down(double value)
{
    const double unit = pow(10, floor(log10(value)) - 1);
    return floor(value / unit * (1 + 1e-12)) * unit;
}

static void warn_large_step(const struct fly_section *section, size_t r, double h, double step,
                            struct fly_diagnostics *found)
{
    char half_step[FLY_WEEKS_TEXT], limit[FLY_WEEKS_TEXT];
    fly_diagnose(found, FLY_WARNING, section->origins[r].file, section->origins[r].line,
                 "%s%s%s.%s times time.step is %.3g: a step is long against it, and what compounds (word of "
                 "mouth, referrals) comes late by about half a step, %s; a time.step of at most %s avoids this",
                 section->table->section, section->name[0] ? "." : "", section->name, section->table->rows[r].name, h,
                 fly_weeks_print(step / 2, 3, half_step),
                 fly_weeks_print(round_down(FLY_LARGE_STEP * step / h), 9, limit));
}

static void warn_no_probability(const struct fly_section *section, size_t r, double h, struct fly_diagnostics *found)
{
    fly_diagnose(
        found, FLY_WARNING, section->origins[r].file, section->origins[r].line,
        "%s%s%s.%s times time.step is %.3g: time.law = discrete takes it for a probability, and it counts as 1",
        section->table->section, section->name[0] ? "." : "", section->name, section->table->rows[r].name, h);
}

/* Hazards are turned into probabilities per step; a large one biases whatever compounds. In discrete time they are
 * such probabilities. */
static void warn_large_hazards(const struct fly_scenario *scenario, const struct fly_time_params *time,
                               struct fly_diagnostics *found)
{
    const bool is_discrete = time->law == FLY_DISCRETE;
    for (size_t s = 0; s < scenario->n_sections; s++) {
        const struct fly_section *section = &scenario->sections[s];
        if (!fly_scenario_is_sound(scenario, section->table) || fly_section_is_off(section)) continue;
        for (size_t r = 0; r < section->table->n_rows; r++) {
            const struct fly_param *row = &section->table->rows[r];
            const double h = row->type == FLY_HAZARD ? fly_param_number(row, section->values) * time->step : 0;
            if (h <= (is_discrete ? 1 : FLY_LARGE_STEP) * (1 + 1e-9)) continue;
            if (is_discrete)
                warn_no_probability(section, r, h, found);
            else
                warn_large_step(section, r, h, time->step, found);
        }
    }
}

static double most_allowed(const char *key)
{
    return time_rows[fly_param_find(&fly_time_table, key)].max;
}

static void check_time(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_time_table)) return;
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const double record = time->record > 0 ? time->record : time->step;
    const struct fly_origin step_at = fly_scenario_origin(scenario, &fly_time_table, "", "step");
    const struct fly_origin record_at =
        fly_origin_or(fly_scenario_origin(scenario, &fly_time_table, "", "record"), step_at);
    const struct fly_origin horizon =
        fly_origin_or(fly_scenario_origin(scenario, &fly_time_table, "", "horizon"), record_at);
    const bool is_whole = fly_weeks_divide(record, time->step);
    const double right_record = is_whole ? record : fly_weeks_nearest(record, time->step, most_allowed("record"));
    char instead[FLY_WEEKS_TEXT];
    if (!is_whole)
        fly_diagnose(found, FLY_ERROR, record_at.file, record_at.line,
                     "time.record = %g weeks is not a whole number of steps of %g weeks: write %s", record, time->step,
                     fly_weeks_print(right_record, 9, instead));
    if (!fly_weeks_divide(time->horizon, record) && !fly_weeks_divide(time->horizon, right_record))
        fly_diagnose(
            found, FLY_ERROR, horizon.file, horizon.line,
            "time.horizon = %g weeks is not a whole number of recorded intervals of %g weeks: write %s", time->horizon,
            record,
            fly_weeks_print(fly_weeks_nearest(time->horizon, right_record, most_allowed("horizon")), 9, instead));
    if (time->horizon / time->step >= FLY_MAX_STEPS)
        fly_diagnose(found, FLY_ERROR, horizon.file, horizon.line,
                     "time.horizon / time.step is %.0f steps; at most %d are allowed", time->horizon / time->step,
                     FLY_MAX_STEPS - 1);
    warn_large_hazards(scenario, time, found);
}

static void check_pairs(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_run_table)) return;
    const struct fly_run_params *run = fly_scenario_values(scenario, &fly_run_table);
    const struct fly_origin at = fly_origin_or(fly_scenario_origin(scenario, &fly_run_table, "", "replicates"),
                                               fly_scenario_origin(scenario, &fly_run_table, "", "antithetic"));
    if (run->antithetic && run->replicates % 2)
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "run.replicates = %" PRIu64 " is odd, but with run.antithetic = yes replicates come in pairs: "
                     "write %" PRIu64,
                     run->replicates, run->replicates + 1);
}

static void check_all(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    check_pairs(scenario, found);
    check_time(scenario, found);
    fly_segment_check(scenario, found);
    fly_network_check(scenario, found);
    for (const struct fly_mechanism *const *m = fly_mechanisms; *m; m++)
        if ((*m)->check) (*m)->check(scenario, found);
    fly_axis_check_all(scenario, found);
    if (fly_scenario_is_sound(scenario, &fly_run_table)) (void)fly_precision_of(scenario, found);
}

/* Drawing a network is no mechanism: its calls are held against those of all mechanisms. */
static int check_network_calls(struct fly_error *error)
{
    for (const struct fly_mechanism *const *m = fly_mechanisms; *m; m++)
        for (size_t i = 0; i < (*m)->n_slots; i++)
            for (size_t k = 0; k < FLY_NETWORK_CALLS; k++)
                if (fly_call_number((*m)->slots[i].call) == fly_call_number(fly_network_calls[k]))
                    return fly_fail(error, FLY_ERR_INTERNAL, "random slots of %s (%s) and %s collide", (*m)->name,
                                    (*m)->slots[i].decision, fly_network_calls[k]);
    return FLY_OK;
}

/* Two decisions on one word would be correlated, and two calls with one number would be the same draws. */
static int check_slots(struct fly_error *error)
{
    for (const struct fly_mechanism *const *a = fly_mechanisms; *a; a++)
        for (size_t i = 0; i < (*a)->n_slots; i++)
            for (const struct fly_mechanism *const *b = fly_mechanisms; b <= a; b++)
                for (size_t j = 0; j < (b == a ? i : (*b)->n_slots); j++) {
                    const struct fly_slot *x = &(*a)->slots[i], *y = &(*b)->slots[j];
                    const bool same_call = !strcmp(x->call, y->call);
                    const bool same_word = x->word == y->word || x->word == FLY_WHOLE_CALL || y->word == FLY_WHOLE_CALL;
                    if ((same_call && same_word) ||
                        (!same_call && fly_call_number(x->call) == fly_call_number(y->call)))
                        return fly_fail(error, FLY_ERR_INTERNAL, "random slots of %s (%s) and %s (%s) collide",
                                        (*a)->name, x->decision, (*b)->name, y->decision);
                }
    return FLY_OK;
}

static int list_mechanisms(struct fly_setup *setup, struct fly_error *error)
{
    size_t n_all = 0;
    while (fly_mechanisms[n_all])
        n_all++;
    const struct fly_mechanism **enabled = fly_alloc(n_all + 1, sizeof enabled[0]);
    if (!enabled) return fly_fail(error, FLY_ERR_MEMORY, "no memory for the list of mechanisms");
    for (size_t m = 0; m < n_all; m++)
        if (!fly_mechanisms[m]->enabled || fly_mechanisms[m]->enabled(setup->scenario))
            enabled[setup->n_mechanisms++] = fly_mechanisms[m];
    setup->mechanisms = enabled;
    /* All mechanisms are laid out, also those switched off: every scenario of a comparison has the same variables. */
    return fly_layout_init(&setup->layout, fly_mechanisms, n_all, setup->scenario, error);
}

static void set_clock_and_seeds(struct fly_setup *setup)
{
    const struct fly_time_params *time = fly_scenario_values(setup->scenario, &fly_time_table);
    const struct fly_seed_params *seed = fly_scenario_values(setup->scenario, &fly_seed_table);
    const struct fly_run_params *run = fly_scenario_values(setup->scenario, &fly_run_table);
    const struct fly_market_params *market = fly_scenario_values(setup->scenario, &fly_market_table);
    setup->n_agents = (uint32_t)market->agents;
    setup->initial_customers = (size_t)llround(market->initial_customers * (double)market->agents);
    setup->segments = fly_segments_make(setup->scenario, setup->n_agents);
    setup->step_weeks = time->step;
    setup->is_discrete = time->law == FLY_DISCRETE;
    setup->n_steps = (uint32_t)llround(time->horizon / time->step);
    setup->steps_per_row = time->record > 0 ? (uint32_t)llround(time->record / time->step) : 1;
    setup->n_rows = 1 + setup->n_steps / setup->steps_per_row;
    setup->seed_population = seed->population ? seed->population : run->seed;
    setup->seed_network = seed->network ? seed->network : run->seed;
    setup->seed_dynamics = seed->dynamics ? seed->dynamics : run->seed;
    setup->n_replicates = run->replicates;
    setup->is_antithetic = run->antithetic;
}

int fly_setup_describe(struct fly_setup *setup, const struct fly_scenario *scenario, struct fly_error *error)
{
    int ret = FLY_OK;
    *setup = (struct fly_setup){.scenario = scenario};
    FLY_TRY(check_slots(error));
    FLY_TRY(check_network_calls(error));
    set_clock_and_seeds(setup);
    FLY_TRY(list_mechanisms(setup, error));
out:
    if (ret < 0) fly_setup_free(setup);
    return ret;
}

int fly_setup_connect(struct fly_setup *setup, struct fly_diagnostics *found, struct fly_error *error)
{
    int ret = fly_network_init(&setup->network, setup->scenario, setup->n_agents, found, error);
    if (ret < 0) fly_setup_free(setup);
    return ret;
}

int fly_setup_init(struct fly_setup *setup, const struct fly_scenario *scenario, struct fly_diagnostics *found,
                   struct fly_error *error)
{
    int ret = fly_setup_describe(setup, scenario, error);
    return ret < 0 ? ret : fly_setup_connect(setup, found, error);
}

void fly_setup_free(struct fly_setup *setup)
{
    fly_layout_free(&setup->layout);
    fly_network_free(&setup->network);
    fly_free((void *)setup->mechanisms);
    *setup = (struct fly_setup){0};
}

double fly_setup_week(const struct fly_setup *setup, size_t row)
{
    return (double)(row * setup->steps_per_row) * setup->step_weeks;
}

uint64_t fly_setup_memory(const struct fly_setup *setup)
{
    const uint64_t n_blocks = (setup->n_agents + UINT64_C(4095)) / FLY_BLOCK;
    uint64_t per_agent = sizeof(uint8_t) + sizeof(uint16_t), kept = 0;
    for (size_t m = 0; m < setup->n_mechanisms; m++)
        kept += setup->mechanisms[m]->kept_size;
    for (size_t m = 0; m < setup->n_mechanisms; m++)
        for (size_t c = 0; c < setup->mechanisms[m]->n_columns; c++)
            per_agent += setup->mechanisms[m]->columns[c].size;
    const uint64_t per_block = sizeof(struct fly_block) + 4 * sizeof(struct fly_chunk);
    return n_blocks * (FLY_BLOCK * per_agent + per_block) + kept + fly_network_memory(&setup->network) +
           sizeof(struct fly_worker) + fly_record_size(&setup->layout, setup->n_rows);
}
