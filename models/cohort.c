/* Cohorts: customers by the period in which they joined, how many of them are still active and what they pay, period by
 * period. Everything is counted, nothing is drawn.
 *
 *   period p = 1, 2, ...: weeks (p - 1) L to p L, the last one cut by the horizon; period 0: the start
 *   cohort c: who joined in period c ("initial" for 0, else its first week); age a: periods since then
 *   active(c, a)  = its customers at the end of period c + a            sum over c + a = p: customers then
 *   revenue(c, a) = what its customers paid in period c + a             sum over all c, a: all revenue
 *   joined(c)     = who joined in period c                              sum over c: initial + new customers
 *
 * Who comes back as a new customer, by way of a stranger, joins the cohort of that time. A former customer who is won
 * back keeps cohort and origin, so that active(c, a) may rise with a. */
#include "models/cohort.h"
#include "models/market.h"
#include "sim/quantity.h"
#include "sim/weeks.h"

#include <assert.h>
#include <math.h>

/* clang-format off */
#define COHORT_PARAMS(X, S) \
    X(S, SWITCH,   enabled, 1, 0, 1, "", "Whether customers are followed by the period in which they joined.") \
    X(S, DURATION, length,  0, 0, 1e6, "weeks", "Length of a period, a whole number of recorded intervals; 0: 26 weeks or a little more, longer where there would be more than 40 periods.")
/* clang-format on */

struct cohort_params {
    COHORT_PARAMS(FLY_PARAM_FIELD, )
};

static const struct fly_param param_rows[] = {COHORT_PARAMS(FLY_PARAM_ROW, cohort_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE_READ_ONCE("cohort", cohort_params, param_rows, "Following customers by when and how they joined.");
static const struct fly_param_table *const params[] = {&table, NULL};

/* ---- periods ---- */

static const double STANDARD_LENGTH = 26;
enum { STANDARD_PERIODS = 40, MOST_COHORTS = FLY_MAX_LABELS };

struct periods {
    double interval; /* weeks between recorded rows */
    size_t rows, n;  /* recorded intervals of a period; how many periods after the start */
};

static size_t periods_of(double n_rows, double rows)
{
    return (size_t)ceil(n_rows / rows * (1 - 1e-12));
}

static struct periods find_periods(const struct fly_scenario *scenario)
{
    const struct cohort_params *p = fly_scenario_values(scenario, &table);
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const double interval = time->record > 0 ? time->record : time->step, n_rows = round(time->horizon / interval);
    double rows = p->length > 0 ? round(p->length / interval) : ceil(STANDARD_LENGTH / interval * (1 - 1e-12));
    if (p->length <= 0 && periods_of(n_rows, rows) > STANDARD_PERIODS) rows = ceil(n_rows / STANDARD_PERIODS);
    return (struct periods){.interval = interval, .rows = (size_t)rows, .n = periods_of(n_rows, rows)};
}

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct cohort_params *)fly_scenario_values(scenario, &table))->enabled;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table) || !fly_scenario_is_sound(scenario, &fly_time_table)) return;
    const struct cohort_params *p = fly_scenario_values(scenario, &table);
    const struct fly_time_params *time = fly_scenario_values(scenario, &fly_time_table);
    const struct fly_origin at = fly_scenario_origin(scenario, &table, "", "length");
    const double interval = time->record > 0 ? time->record : time->step;
    char length[FLY_WEEKS_TEXT], instead[FLY_WEEKS_TEXT];
    if (!p->enabled || p->length <= 0) return;
    if (!fly_weeks_divide(p->length, interval))
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "cohort.length = %g weeks is not a whole number of recorded intervals of %s: write %s", p->length,
                     fly_weeks_print(interval, 9, length),
                     fly_weeks_print(fly_weeks_nearest(p->length, interval, param_rows[1].max), 9, instead));
    else if (find_periods(scenario).n >= MOST_COHORTS) {
        const double least = ceil(round(time->horizon / interval) / (MOST_COHORTS - 1)) * interval;
        fly_diagnose(found, FLY_ERROR, at.file, at.line,
                     "cohort.length = %s makes %zu periods of time.horizon; at most %d are possible: write %s or more",
                     fly_weeks_print(p->length, 9, length), find_periods(scenario).n, MOST_COHORTS - 1,
                     fly_weeks_print(least, 9, instead));
    }
}

/* ---- labels: none when switched off, so that there are no values either ---- */

static size_t cohort_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    if (!enabled(scenario)) return 0;
    const struct periods periods = find_periods(scenario);
    char week[32];
    assert(periods.n < MOST_COHORTS);
    labels[0] = "initial";
    for (size_t p = 1; p <= periods.n; p++) {
        fly_double_print((double)((p - 1) * periods.rows) * periods.interval, week, sizeof week);
        labels[p] = fly_scenario_text(scenario, "%s", week);
    }
    return 1 + periods.n;
}

static size_t age_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    if (!enabled(scenario)) return 0;
    const struct periods periods = find_periods(scenario);
    for (size_t a = 0; a <= periods.n; a++)
        labels[a] = fly_scenario_text(scenario, "%zu", a);
    return 1 + periods.n;
}

enum origin { PAID, REFERRED, OTHER, N_ORIGINS };

static size_t origin_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    labels[PAID] = "paid";
    labels[REFERRED] = "referred";
    labels[OTHER] = "other";
    return enabled(scenario) ? N_ORIGINS : 0;
}

static const struct fly_dim cohort_dim = {
    "cohort", "The period in which customers joined, by its first week; initial: customers of the start.",
    cohort_labels, NULL};
static const struct fly_dim age_dim = {
    "age", "Periods since the one in which a cohort joined; the last period ends with the time simulated.", age_labels,
    "periods"};
static const struct fly_dim origin_dim = {
    "origin", "How customers came: paid (through a channel), referred, or other (initial, word of mouth, unasked).",
    origin_labels, NULL};

/* ---- tables ---- */

/* One series for each origin, in their order: a cell is origin * cohorts + cohort. */
static const struct fly_series series[] = {
    {"cohort_change_paid", FLY_PASSING, &cohort_dim, "agents", "Who joined or came back, less who left: paid."},
    {"cohort_change_referred", FLY_PASSING, &cohort_dim, "agents", "The same: referred."},
    {"cohort_change_other", FLY_PASSING, &cohort_dim, "agents", "The same: other."},
    {"cohort_sales_paid", FLY_PASSING, &cohort_dim, "money", "Revenue: paid."},
    {"cohort_sales_referred", FLY_PASSING, &cohort_dim, "money", "Revenue: referred."},
    {"cohort_sales_other", FLY_PASSING, &cohort_dim, "money", "Revenue: other."},
    {"cohort_joins", FLY_PASSING, &origin_dim, "agents", "Who joined."},
};

static const struct fly_grid grids[] = {
    {"cohort_joined",
     {&cohort_dim, &origin_dim},
     "agents",
     "Customers who joined in the period, the won back not counted."},
    {"cohort_active",
     {&cohort_dim, &age_dim, &origin_dim},
     "agents",
     "Customers of the cohort at the end of the period of this age; no value after the end."},
    {"cohort_revenue",
     {&cohort_dim, &age_dim, &origin_dim},
     "money",
     "What they paid in the period of this age; no value after the end."},
};

static const struct fly_column columns[] = {{"cohort_cell", sizeof(uint16_t), false}};

struct cohort {
    struct fly_cohort shared; /* first: what fly_cohort_of hands out */
    size_t n;                 /* cohorts, and ages */
    uint32_t steps;           /* of a period */
    size_t of_change, of_joins;
    int64_t *joined, *active, *revenue;           /* grids */
    int64_t now_active[N_ORIGINS * MOST_COHORTS]; /* by cell */
};

const struct fly_cohort *fly_cohort_of(const struct fly_world *world)
{
    return fly_world_state(world, "cohort");
}

/* The place of a cohort's age in the grids that have one. */
static size_t place(const struct cohort *cohort, size_t c, size_t age, size_t origin)
{
    return (c * cohort->n + age) * N_ORIGINS + origin;
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct cohort *cohort = state;
    const struct periods periods = find_periods(world->setup->scenario);
    (void)error;
    cohort->n = 1 + periods.n;
    cohort->steps = (uint32_t)periods.rows * world->setup->steps_per_row;
    cohort->shared.cell = fly_world_column(world, "cohort_cell");
    cohort->shared.of_revenue = fly_world_series(world, "cohort_sales_paid");
    cohort->of_change = fly_world_series(world, "cohort_change_paid");
    cohort->of_joins = fly_world_series(world, "cohort_joins");
    assert(fly_world_series(world, "cohort_change_other") == cohort->of_change + OTHER * cohort->n);
    assert(fly_world_series(world, "cohort_sales_other") == cohort->shared.of_revenue + OTHER * cohort->n);
    cohort->joined = fly_world_grid(world, "cohort_joined");
    cohort->active = fly_world_grid(world, "cohort_active");
    cohort->revenue = fly_world_grid(world, "cohort_revenue");
    for (size_t c = 0; c < cohort->n; c++)
        for (size_t k = place(cohort, c, cohort->n - c, 0); k < place(cohort, c + 1, 0, 0); k++)
            cohort->active[k] = cohort->revenue[k] = FLY_UNDEFINED;
    return FLY_OK;
}

/* The period that a step belongs to. */
static size_t period_of(const struct cohort *cohort, uint32_t step)
{
    return step == 0 ? 0 : 1 + (step - 1) / cohort->steps;
}

static enum origin origin_of(uint32_t source)
{
    return source >= FLY_FIRST_CHANNEL ? PAID : source == FLY_SOURCE_REFERRAL ? REFERRED : OTHER;
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct cohort *cohort = state;
    const size_t period = period_of(cohort, block->world->step);
    for (uint32_t k = 0; k < n_moves; k++) {
        uint16_t *cell = &cohort->shared.cell[block->row + moves[k].agent];
        if (moves[k].from == FLY_CUSTOMER) fly_block_count(block, cohort->of_change + *cell, -1);
        if (moves[k].to != FLY_CUSTOMER) continue;
        if (moves[k].from != FLY_FORMER) {
            const enum origin origin = origin_of(fly_class_source(block->class_of[moves[k].agent]));
            *cell = (uint16_t)(origin * cohort->n + period);
            fly_block_count(block, cohort->of_joins + origin, 1);
        }
        fly_block_count(block, cohort->of_change + *cell, 1);
    }
}

/* The last step of a period has the last word on who is active. */
static void close_step(struct fly_world *world, void *state)
{
    struct cohort *cohort = state;
    const size_t period = period_of(cohort, world->step);
    assert(period < cohort->n);
    for (size_t origin = 0; origin < N_ORIGINS; origin++) {
        fly_world_add(world, &cohort->joined[period * N_ORIGINS + origin], world->counts[cohort->of_joins + origin]);
        for (size_t c = 0; c <= period; c++) {
            const size_t cell = origin * cohort->n + c, at = place(cohort, c, period - c, origin);
            cohort->now_active[cell] += world->counts[cohort->of_change + cell];
            cohort->active[at] = cohort->now_active[cell];
            fly_world_add(world, &cohort->revenue[at], world->counts[cohort->shared.of_revenue + cell]);
        }
    }
}

const struct fly_mechanism fly_cohort_mechanism = {
    .name = "cohort",
    .doc = "Customers by when and how they joined: who stays, and what they pay.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .grids = grids,
    .n_grids = FLY_COUNT(grids),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .state_size = sizeof(struct cohort),
    .enabled = enabled,
    .check = check,
    .start = start,
    .moved = moved,
    .close_step = close_step,
};
