/* A market on which everything happens, and its variants: what the tests of determinism run. */
#ifndef FLY_TWIN_MARKET_H
#define FLY_TWIN_MARKET_H

#include "tests/support/simulate.h"

/* 9,001 agents: more than two blocks, the last one neither full nor a multiple of four; 80 weeks; high rates. */
extern const char twin_market[];

/* Levers of every kind, handoffs and feedback: "values; " MARKET_LEVER_MONEY MARKET_LEVERS "more sections". */
#define MARKET_LEVER_MONEY "budget.levers=0.1; budget.acquisition=0.3; "
#define MARKET_LEVERS                                                                                                  \
    "[lever search]\nkind = automate\nstage = attract\nchannel = 0.8\nramp = 0\ncost_weekly = 0.37\n"                  \
    "[lever teams]\nkind = reorganise\nhandoff = 0.5\nhandoffs = 1.4\nramp = 7\nduration = 30\ncreep = 0.1\n"          \
    "cost_once = 31.013\ncost_weekly = 1.7\nstart = 5\n"                                                               \
    "[lever idle]\nenabled = no\nservice = 1\n[lever free]\nkind = shared_goals\nstage = engage\npricing = 0.6\n"      \
    "start = 11.3\n[lever heard]\nstage = delight\nservice = 0.9\ntrigger = feedback\ncost_once = 9\n"                 \
    "[feedback]\nenabled = yes\nrate = 0.07\ndelay = 6.4\nforget = 0.01\ncost = 0.9\n[handoff]\nenabled = yes\ncount " \
    "= 2\n"

/* Runs it with some values changed: sets is "network.kind=ring; network.degree=4", then, or instead, more INI text
 * that begins with a section (and may end with "--set " and such values); or NULL. As simulate does, replicates
 * first .. first + n - 1 on `threads` threads; a failure ends the test. */
void simulate_market(struct simulation *simulation, const char *sets, uint32_t first, size_t n, int threads);

/* The parts of it: a scenario of this name, and its setup. */
void market_setup(struct fly_scenario *scenario, struct fly_setup *setup, const char *name, const char *sets);

/* Whether two records of equal layouts hold the same bytes. */
bool same_records(const struct fly_setup *setup, const struct fly_record *a, const struct fly_record *b);

#endif
