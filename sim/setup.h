/* What all replicates of one scenario share, derived once and const: the clock, the seeds, the layout, the network. */
#ifndef FLY_SETUP_H
#define FLY_SETUP_H

#include "sim/mechanism.h"
#include "sim/network.h"
#include "sim/series.h"

struct fly_setup {
    const struct fly_scenario *scenario;
    const struct fly_mechanism *const *mechanisms; /* NULL-terminated: those switched on by this scenario */
    size_t n_mechanisms;
    struct fly_layout layout;
    struct fly_network network;
    uint32_t n_agents;
    double step_weeks;        /* D */
    uint32_t n_steps;
    uint32_t steps_per_row;   /* recorded every so many steps */
    size_t n_rows;            /* 1 + n_steps / steps_per_row */
    uint64_t seed_population, seed_network, seed_dynamics;
    uint64_t n_replicates;    /* as the scenario asks */
};

/* Derives everything from a checked scenario; reads the network's file if it names one (its findings go to `found`). */
int fly_setup_init(struct fly_setup *setup, const struct fly_scenario *scenario, struct fly_diagnostics *found,
                   struct fly_error *error);
void fly_setup_free(struct fly_setup *setup);

/* The week that row k ends at. */
double fly_setup_week(const struct fly_setup *setup, size_t row);

/* Bytes of one replicate in memory (columns, network, messages), as expected before it runs. */
uint64_t fly_setup_memory(const struct fly_setup *setup);

/* The sections of the engine itself: run, seed, time, market, network. */
extern const struct fly_schema *fly_engine_schema(void);

#endif
