/* What a result file is told of a tornado: variables over its parameters, and over both ends of what they are changed
 * to. */
#include "analysis/tornado_table.h"

#include "sim/alloc.h"
#include "sim/schema.h"

#include <assert.h>

static const char *const ends[FLY_N_TORNADO_SIDES] = {[FLY_LOW] = "low", [FLY_HIGH] = "high"};
static const char *const states[] = {
    [FLY_TORNADO_MATTERS] = "matters", [FLY_TORNADO_IDLE] = "idle", [FLY_TORNADO_SKIPPED] = "skipped"};

/* ---- numbers ---- */

static double was_run(const struct fly_tornado_row *row, int side)
{
    return row->was_run[side];
}

static double difference(const struct fly_tornado_row *row, int side)
{
    return row->difference[side].mean;
}

static double difference_low(const struct fly_tornado_row *row, int side)
{
    return row->difference[side].low;
}

static double difference_high(const struct fly_tornado_row *row, int side)
{
    return row->difference[side].high;
}

static double swing(const struct fly_tornado_row *row, int side)
{
    (void)side;
    return row->swing.mean;
}

static double swing_low(const struct fly_tornado_row *row, int side)
{
    (void)side;
    return row->swing.low;
}

static double swing_high(const struct fly_tornado_row *row, int side)
{
    (void)side;
    return row->swing.high;
}

static const struct {
    const char *name, *doc;
    size_t n_sides;
    double (*of)(const struct fly_tornado_row *row, int side);
} numbers[] = {
    {FLY_VAR_TORNADO, "mean difference of the KPI, second scenario less first, with the parameter at this end", 2,
     difference},
    {FLY_VAR_TORNADO_LOW, "lower end of its 95 % interval", 2, difference_low},
    {FLY_VAR_TORNADO_HIGH, "upper end of its 95 % interval", 2, difference_high},
    {FLY_VAR_TORNADO_RUN, "1 where this end was run", 2, was_run},
    {FLY_VAR_SWING, "largest less smallest difference of low end, unchanged and high end", 1, swing},
    {FLY_VAR_SWING_LOW, "lower end of its 95 % interval", 1, swing_low},
    {FLY_VAR_SWING_HIGH, "upper end of its 95 % interval", 1, swing_high},
};

/* ---- texts ---- */

static const char *kpi(const struct fly_tornado_table *table, size_t row)
{
    (void)row;
    return table->kpi;
}

static const char *value(const struct fly_tornado_table *table, size_t row)
{
    return table->rows[row].value;
}

static const char *low_at(const struct fly_tornado_table *table, size_t row)
{
    return table->rows[row].at[FLY_LOW];
}

static const char *high_at(const struct fly_tornado_table *table, size_t row)
{
    return table->rows[row].at[FLY_HIGH];
}

static const char *state(const struct fly_tornado_table *table, size_t row)
{
    return states[table->rows[row].state];
}

static const char *note(const struct fly_tornado_table *table, size_t row)
{
    return table->rows[row].note;
}

static const struct {
    const char *name, *doc;
    const char *(*of)(const struct fly_tornado_table *table, size_t row);
} texts[] = {
    {FLY_VAR_TORNADO_KPI, "the KPI that the differences are of", kpi},
    {FLY_VAR_TORNADO_VALUE, "the parameter as it is; first / second scenario where they differ", value},
    {FLY_VAR_TORNADO_LOW_AT, "the parameter at the low end", low_at},
    {FLY_VAR_TORNADO_HIGH_AT, "the parameter at the high end", high_at},
    {FLY_VAR_TORNADO_STATE, "matters: the KPI changes; idle: it does not, not by a bit; skipped: it was not run",
     state},
    {FLY_VAR_TORNADO_NOTE, "why the parameter, or one end, was not run", note},
};

enum { N_NUMBERS = sizeof numbers / sizeof numbers[0], N_TEXTS = sizeof texts / sizeof texts[0] };

_Static_assert((int)N_NUMBERS + (int)N_TEXTS == (int)FLY_TORNADO_EXTRAS, "every variable has its extra");

/* ---- both ---- */

/* Variables of numbers take two places of `numbers` for each row, the labels the first places of `texts`. */
static void fill_numbers(struct fly_tornado_extras *extras, const struct fly_tornado_table *table)
{
    const size_t n = table->n;
    for (size_t v = 0; v < N_NUMBERS; v++) {
        double *values = extras->numbers + v * n * FLY_N_TORNADO_SIDES;
        for (size_t r = 0; r < n; r++)
            for (size_t side = 0; side < numbers[v].n_sides; side++)
                values[r * numbers[v].n_sides + side] = numbers[v].of(&table->rows[r], (int)side);
        extras->extras[extras->n++] = (struct fly_extra){.name = numbers[v].name,
                                                         .doc = numbers[v].doc,
                                                         .n_dims = numbers[v].n_sides,
                                                         .dims = {FLY_COORD_FACTOR, FLY_COORD_END},
                                                         .labels = {extras->texts, ends},
                                                         .n_labels = {n, FLY_N_TORNADO_SIDES},
                                                         .values = values};
    }
}

static void fill_texts(struct fly_tornado_extras *extras, const struct fly_tornado_table *table)
{
    const size_t n = table->n;
    for (size_t r = 0; r < n; r++)
        extras->texts[r] = table->rows[r].name;
    for (size_t v = 0; v < N_TEXTS; v++) {
        const char **cells = extras->texts + (v + 1) * n;
        for (size_t r = 0; r < n; r++)
            cells[r] = texts[v].of(table, r);
        extras->extras[extras->n++] = (struct fly_extra){.name = texts[v].name,
                                                         .doc = texts[v].doc,
                                                         .n_dims = 1,
                                                         .dims = {FLY_COORD_FACTOR},
                                                         .labels = {extras->texts},
                                                         .n_labels = {n},
                                                         .texts = cells};
    }
}

int fly_tornado_extras_make(struct fly_tornado_extras *extras, const struct fly_tornado_table *table)
{
    assert(extras && table);
    *extras = (struct fly_tornado_extras){0};
    if (table->n == 0) return FLY_OK;
    extras->numbers = fly_alloc(table->n * N_NUMBERS * FLY_N_TORNADO_SIDES, sizeof *extras->numbers);
    extras->texts = fly_alloc(table->n * (N_TEXTS + 1), sizeof *extras->texts);
    if (!extras->numbers || !extras->texts) {
        fly_tornado_extras_free(extras);
        return FLY_ERR_MEMORY;
    }
    fill_numbers(extras, table);
    fill_texts(extras, table);
    return FLY_OK;
}

void fly_tornado_extras_free(struct fly_tornado_extras *extras)
{
    assert(extras);
    fly_free(extras->numbers);
    fly_free(extras->texts);
    *extras = (struct fly_tornado_extras){0};
}
