/* One parameter at a time: what each default that is marked "(chosen" does to the difference of a KPI between two
 * scenarios, b - a. It is the market that is uncertain, so a change is made in both, by the rule of analysis/vary.h. */
#ifndef FLY_TORNADO_H
#define FLY_TORNADO_H

#include "analysis/compare.h"
#include "analysis/vary.h"
#include "sim/ensemble.h"

enum fly_tornado_side { FLY_LOW, FLY_HIGH, FLY_N_TORNADO_SIDES };

enum fly_tornado_state {
    FLY_TORNADO_MATTERS, /* the KPI of at least one scenario is another in at least one replicate */
    FLY_TORNADO_IDLE,    /* neither side changes the KPI of either scenario in any replicate, not by a bit */
    FLY_TORNADO_SKIPPED  /* no side could be run */
};

/* The scenarios with one parameter set to another value. It exists if one of `sets` does. */
struct fly_tornado_change {
    char *sets[2];   /* "section.key=value" for scenario a and b; NULL: nothing changes there; owned */
    char *refusal;   /* why a scenario with it is none; else NULL; owned */
    double *kpi[2];  /* [n_replicates] of a and b; owned */
    double *by_pair; /* [n_replicates]: b - a; owned */
    struct fly_kpi_comparison result;
    struct fly_estimate shift; /* of the difference from that of the unchanged scenarios, replicate by replicate */
    bool was_run, has_effect;
    bool turns;  /* the other scenario is ahead, on average */
    bool surely; /* it turns, and the interval of the difference leaves out 0 */
};

struct fly_tornado_entry {
    char *name;     /* as --set takes it; owned */
    char *value[2]; /* in a and b, as an INI would hold it; NULL: it has no such section; owned */
    struct fly_variation variations[2];
    struct fly_tornado_change changes[FLY_N_TORNADO_SIDES];
    enum fly_tornado_state state;
    const char *reason;        /* of a skipped one: a refusal, or a constant text */
    struct fly_estimate swing; /* the largest less the smallest difference of low, unchanged and high, by replicate */
    size_t order;              /* in which it was listed */
};

/* Caller-owned; a zeroed struct may be freed. */
struct fly_tornado {
    struct fly_tornado_entry *entries; /* after a run: by swing, then the idle ones, then the skipped ones; owned */
    size_t n, capacity, n_of[FLY_TORNADO_SKIPPED + 1];
    size_t n_run, n_turns, n_sure; /* changes: that were run; that turn the answer; that surely do */
    double *kpi[2], *by_pair;      /* of the unchanged scenarios; owned */
    struct fly_kpi_comparison base;
};

/* How the scenarios were loaded and are to be run. */
struct fly_tornado_plan {
    const char *paths[2];
    const char *const *sets; /* [n_sets]: the user's own, before a change */
    size_t n_sets;
    const struct fly_results *base; /* of a and b as they are; before they have run without records */
    const struct fly_kpi *kpi;
    struct fly_ensemble_options ensemble;
    double batch_bytes; /* for the records of changes that run side by side; 0: 256 MiB */
};

/* Lists what can be changed, and finds out which changes are refused. */
int fly_tornado_list(struct fly_tornado *tornado, const struct fly_tornado_plan *plan, struct fly_error *error);

/* How many scenarios fly_tornado_run will run, each in all replicates. */
size_t fly_tornado_runs(const struct fly_tornado *tornado);

/* Bytes that this needs at a time, beside the markets of its threads. */
double fly_tornado_memory(const struct fly_tornado *tornado, const struct fly_tornado_plan *plan);

/* Runs every change and sorts the entries. No bit of the result depends on the number of threads. */
int fly_tornado_run(struct fly_tornado *tornado, const struct fly_tornado_plan *plan, struct fly_error *error);

void fly_tornado_free(struct fly_tornado *tornado);

/* Whether a difference turns the answer that the base gives: whoever is better, the other one is ahead, on average. */
bool fly_tornado_turns(const struct fly_estimate *base, const struct fly_estimate *difference, int better);

/* Loads scenario s (0: a, 1: b) with a change. */
int fly_tornado_load(struct fly_scenario *scenario, const struct fly_tornado_plan *plan,
                     const struct fly_tornado_change *change, size_t s, struct fly_diagnostics *found);

/* Keeps why a change is refused: the first error found. FLY_OK or FLY_ERR_MEMORY. */
int fly_tornado_refuse(struct fly_tornado_change *change, const struct fly_diagnostics *found);

#endif
