/* What a run has to do: every replicate of every scenario at every point, less what a store has already and what other
 * shards do. It gives out jobs so that threads rarely change their scenario. */
#ifndef FLY_PLAN_H
#define FLY_PLAN_H

#include "sim/deal.h"
#include "sim/design.h"
#include "sim/store.h"

/* How a scenario was loaded, so that it can be loaded again with what a point sets. */
struct fly_case {
    const char *path;
    const char *const *sets; /* [n_sets] */
    size_t n_sets;
    const struct fly_source *sources; /* where its files are kept; NULL: on disk */
    size_t n_sources;
};

struct fly_plan {
    const struct fly_setup *setups; /* [n_scenarios] of the base */
    const struct fly_case *cases;   /* [n_scenarios]; may be NULL without a design */
    size_t n_scenarios;
    const struct fly_design *design; /* NULL: one point, the scenarios as they are */
    uint32_t first_replicate;
    size_t n_replicates;
    uint32_t shard, n_shards; /* jobs whose number is `shard` modulo n_shards; 0, 1: all */
};

static inline size_t fly_plan_points(const struct fly_plan *plan)
{
    return plan->design ? plan->design->n_points : 1;
}

/* Jobs of this shard: in all, and those that the store has. */
size_t fly_plan_jobs(const struct fly_plan *plan, const struct fly_store *store, size_t *n_done);

/* Loads scenario s at a point, and checks that its records look like those of the base. What is wrong is said in one
 * sentence that names the point. FLY_ERR_SCENARIO. With `whole` its network is read too, as a replicate needs it. */
int fly_plan_load(const struct fly_plan *plan, size_t point, size_t s, bool kpis_only, bool whole,
                  struct fly_scenario *scenario, struct fly_setup *setup, struct fly_error *error);

/* Runs the jobs of this shard that are not in the store, into the store; what is finished before a failure stays.
 * `deal` says which other processes take part; NULL: none. */
int fly_plan_run(const struct fly_plan *plan, struct fly_store *store, const struct fly_ensemble_options *options,
                 struct fly_deal *deal, struct fly_error *error);

#endif
