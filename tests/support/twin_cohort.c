/* The twin's cohorts: at the end of each step everybody is asked when and how he joined and whether he still is a
 * customer; what he pays is noted where he belongs. */
#include "tests/support/twin_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { PAID, REFERRED, OTHER };

static const double STANDARD_WEEKS = 26;

static double length_of(const struct twin *t)
{
    return t->p.cohort_length > 0 ? t->p.cohort_length : STANDARD_WEEKS;
}

/* 0 at the start; then 1 up to and including week L, and so on. */
static size_t period_of(const struct twin *t, double week)
{
    return (size_t)ceil(week / length_of(t) * (1 - 1e-9));
}

void twin_cohort_start(struct twin *t)
{
    struct twin_grids *grids = t->grids;
    grids->n = 1 + period_of(t, t->setup->n_steps * t->D);
    assert(grids->n <= TWIN_COHORTS);
    for (size_t c = 0; c < grids->n; c++)
        for (size_t age = 0; age < grids->n; age++)
            for (size_t origin = 0; origin < TWIN_ORIGINS; origin++) {
                const int64_t empty = c + age < grids->n ? 0 : FLY_UNDEFINED;
                grids->active[c][age][origin] = grids->revenue[c][age][origin] = empty;
                grids->joined[c][origin] = 0;
            }
}

void twin_cohort_join(struct twin *t, struct person *person)
{
    person->cohort = period_of(t, t->week);
    person->origin = person->source >= FIRST_CHANNEL ? PAID : person->source == REFERRAL ? REFERRED : OTHER;
    t->grids->joined[person->cohort][person->origin]++;
}

void twin_cohort_pay(struct twin *t, const struct person *person, int64_t money)
{
    t->grids->revenue[person->cohort][period_of(t, t->week) - person->cohort][person->origin] += money;
}

void twin_cohort_close(struct twin *t)
{
    const size_t period = period_of(t, t->week);
    for (size_t c = 0; c <= period; c++)
        memset(t->grids->active[c][period - c], 0, sizeof t->grids->active[c][period - c]);
    for (uint32_t id = 0; id < t->setup->n_agents; id++) {
        const struct person *person = &t->people[id];
        if (person->stage == CUSTOMER) t->grids->active[person->cohort][period - person->cohort][person->origin]++;
    }
}

const int64_t *twin_grid_value(const struct twin_grids *grids, const char *grid, const size_t at[FLY_GRID_DIMS])
{
    if (!strcmp(grid, "cohort_joined")) return &grids->joined[at[0]][at[1]];
    if (!strcmp(grid, "cohort_active")) return &grids->active[at[0]][at[1]][at[2]];
    if (!strcmp(grid, "referral_generations")) return &grids->generations[at[0]];
    if (!strcmp(grid, "referral_offspring")) return &grids->offspring[at[0]][at[1]];
    if (!strcmp(grid, "cohort_revenue")) return &grids->revenue[at[0]][at[1]][at[2]];
    return NULL;
}
