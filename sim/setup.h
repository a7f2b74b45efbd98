/* What all replicates of one scenario share, derived once and const: the clock, the seeds, the layout, the network. */
#ifndef FLY_SETUP_H
#define FLY_SETUP_H

#include "sim/mechanism.h"
#include "sim/network.h"
#include "sim/segment.h"
#include "sim/series.h"

/* clang-format off */
#define FLY_RUN_PARAMS(X, S) \
    X(S, COUNT, seed,       1, 0, 18446744073709551615.0, "", "Seed of all randomness; two scenarios with one seed share their random numbers.") \
    X(S, COUNT, replicates, 20, 1, 16777216, "", "Independent repetitions of the whole run.") \
    X(S, TEXT,  precision,  0, 0, 0, "", "Go on beyond run.replicates until the 95 % interval of a KPI, or of its difference between scenarios, is this narrow to either side: npv 1 % (of its mean), or npv 5000.") \
    X(S, COUNT, max_replicates, 10000, 1, 16777216, "", "Where run.precision stops at the latest.") \
    X(S, SWITCH, antithetic, 0, 0, 1, "", "Whether replicates 2k and 2k + 1 are a pair with opposite luck, every random number u in the one being 1 - u in the other; the pairs are independent.")
#define FLY_SEED_PARAMS(X, S) \
    X(S, COUNT, population, 0, 0, 18446744073709551615.0, "", "Seed of individual traits; 0: run.seed.") \
    X(S, COUNT, network,    0, 0, 18446744073709551615.0, "", "Seed of the network; 0: run.seed.") \
    X(S, COUNT, dynamics,   0, 0, 18446744073709551615.0, "", "Seed of all that happens; 0: run.seed.")
#define FLY_TIME_PARAMS(X, S) \
    X(S, DURATION, horizon, 260, 1e-6, 1e6, "weeks", "Simulated time; a whole number of recorded intervals.") \
    X(S, DURATION, step,      1, 1e-6, 520, "weeks", "Length of a step; hazards become 1 - exp(-hazard * step).") \
    X(S, DURATION, record,    0, 0, 1e6,    "weeks", "Length of a recorded interval, a whole number of steps; 0: one step.") \
    X(S, CHOICE,   law,       0, 0, 1, "continuous|discrete", "What a hazard h does in a step: 1 - exp(-h * step), or, as in some papers, the probability h * step (Goldenberg et al. 2001).")
#define FLY_MARKET_PARAMS(X, S) \
    X(S, COUNT, agents, 200000, 1, 2000000000, "agents", "People or accounts in the market; nobody is born.") \
    X(S, SHARE, initial_customers, 0, 0, 1, "", "Share of the market that are customers at week 0, chosen at random (chosen).")
/* clang-format on */

/* From here on the product of a hazard and the step is worth a warning. */
#define FLY_LARGE_STEP 0.2

struct fly_run_params {
    FLY_RUN_PARAMS(FLY_PARAM_FIELD, )
};
struct fly_seed_params {
    FLY_SEED_PARAMS(FLY_PARAM_FIELD, )
};
struct fly_time_params {
    FLY_TIME_PARAMS(FLY_PARAM_FIELD, )
};
struct fly_market_params {
    FLY_MARKET_PARAMS(FLY_PARAM_FIELD, )
};

enum fly_time_law { FLY_CONTINUOUS, FLY_DISCRETE };

extern const struct fly_param_table fly_run_table, fly_seed_table, fly_time_table, fly_market_table;

struct fly_setup {
    const struct fly_scenario *scenario;
    const struct fly_mechanism *const *mechanisms; /* NULL-terminated: those switched on by this scenario */
    size_t n_mechanisms;
    struct fly_layout layout;
    struct fly_network network;
    struct fly_segments segments;
    uint32_t n_agents;
    double step_weeks; /* D */
    bool is_discrete;  /* time.law */
    uint32_t n_steps;
    uint32_t steps_per_row; /* recorded every so many steps */
    size_t n_rows;          /* 1 + n_steps / steps_per_row */
    uint64_t seed_population, seed_network, seed_dynamics;
    size_t initial_customers; /* exactly this many */
    uint64_t n_replicates;    /* as the scenario asks */
    bool is_antithetic;       /* replicates 2j and 2j + 1 are a pair with opposite luck */
};

/* Derives everything from a checked scenario; reads the network's file if it names one (its findings go to `found`). */
int fly_setup_init(struct fly_setup *setup, const struct fly_scenario *scenario, struct fly_diagnostics *found,
                   struct fly_error *error);
void fly_setup_free(struct fly_setup *setup);

/* The two halves of it: all that a reader of results has to know, and the network, without which no replicate runs. */
int fly_setup_describe(struct fly_setup *setup, const struct fly_scenario *scenario, struct fly_error *error);
int fly_setup_connect(struct fly_setup *setup, struct fly_diagnostics *found, struct fly_error *error);

/* The week that row k ends at. */
double fly_setup_week(const struct fly_setup *setup, size_t row);

/* Bytes of one replicate in memory (columns, network, messages), as expected before it runs. */
uint64_t fly_setup_memory(const struct fly_setup *setup);

/* All sections: those of the engine (scenario, run, seed, time, market, network) and those of every mechanism. */
const struct fly_schema *fly_engine_schema(void);

#endif
