/* A market on which everything happens, and its variants: what the tests of determinism run. */
#ifndef FLY_TWIN_MARKET_H
#define FLY_TWIN_MARKET_H

#include "tests/support/simulate.h"

/* 9,001 agents: more than two blocks, the last one neither full nor a multiple of four; 80 weeks; high rates. */
extern const char twin_market[];

/* Runs it with some values changed: sets is "network.kind=ring; network.degree=4", or more INI text that begins with a
 * section (and may end with "--set " and such values), or NULL. As simulate does, replicates first .. first + n - 1 on
 * `threads` threads; a failure ends the test. */
void simulate_market(struct simulation *simulation, const char *sets, uint32_t first, size_t n, int threads);

/* The parts of it: a scenario of this name, and its setup. */
void market_setup(struct fly_scenario *scenario, struct fly_setup *setup, const char *name, const char *sets);

/* Whether two records of equal layouts hold the same bytes. */
bool same_records(const struct fly_setup *setup, const struct fly_record *a, const struct fly_record *b);

#endif
