/* The plug-in contract: a mechanism is one file in models/ that fills one struct fly_mechanism. The engine calls all of
 * them in the order of the registry and knows none by name. */
#ifndef FLY_MECHANISM_H
#define FLY_MECHANISM_H

#include "sim/rng.h"
#include "sim/series.h"

struct fly_world;
struct fly_block;
struct fly_move;

struct fly_column {
    const char *name;
    size_t size;  /* bytes per agent */
    bool cleared; /* zeroed before each replicate; otherwise undefined until the mechanism writes it */
};

/* clang-format off */
struct fly_mechanism {
    const char *name;
    const char *doc;                                /* one sentence; the file's head has the equations */
    const struct fly_param_table *const *params;    /* NULL-terminated */
    const struct fly_series *series;  size_t n_series;
    const struct fly_grid *grids;     size_t n_grids;
    const struct fly_kpi *kpis;       size_t n_kpis;
    const struct fly_slot *slots;     size_t n_slots;
    const struct fly_column *columns; size_t n_columns;
    size_t state_size;                              /* of its state in one replicate, zeroed before start */
    size_t kept_size;                               /* of what it keeps from replicate to replicate: fly_world_kept */

    bool (*enabled)(const struct fly_scenario *);                        /* NULL: always */
    void (*check)(const struct fly_scenario *, struct fly_diagnostics *); /* values that must agree; may be NULL; begins with fly_scenario_is_sound */

    /* All may be NULL. `state` is the mechanism's own, of state_size. */
    int  (*start)(struct fly_world *, void *state, struct fly_error *);  /* once per replicate, before step 0 */
    void (*populate)(struct fly_block *, const void *state);             /* parallel: the agents of week 0 */
    void (*open_step)(struct fly_world *, void *state);                  /* serial: this step's rates */
    void (*act)(struct fly_block *, const void *state);                  /* parallel: own agents only; may post */
    void (*receive)(struct fly_block *, const void *state);              /* parallel: own agents and their messages */
    void (*moved)(struct fly_block *, const void *state, const struct fly_move *moves, uint32_t n_moves);
    void (*close_step)(struct fly_world *, void *state);                 /* serial: stocks, ledger, real series */
    void (*finish)(const struct fly_world *, const void *state, double *kpis); /* its own KPIs, in its table's order */
};
/* clang-format on */

/* The registry, NULL-terminated: declared here, defined in models/registry.c, or in a test. */
extern const struct fly_mechanism *const fly_mechanisms[];

#endif
