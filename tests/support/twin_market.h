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

/* Every mechanism at once, every activity with its share of the budget: may be followed by "; more values". */
#define MARKET_EVERYTHING                                                                                              \
    MARKET_LEVERS                                                                                                      \
    "[segment b2c]\nshare = 0.6\ntalk = 1.5\n[segment b2b]\nshare = 0.4\nconversion = 0.6\nspend = 2\ncases = 2\n"     \
    "[technology]\nenabled = yes\nreps = 0.3\ncustomers = 0.4\nsharing = 0.3\n[sales]\nenabled = yes\nwage = 9\n"      \
    "[service]\nenabled = yes\nrate = 0.1\nlaw = erlang_a\nautomation = 0.2\n[winback]\nenabled = yes\nbase = 0.02\n"  \
    "[reviews]\nenabled = yes\npromoter_rate = 0.3\n[community]\nenabled = yes\nadvocate = 0.3\nrecruit_rate = 0.3\n"  \
    "[wheel brand]\nmoney_from = content\nper_money = 0.2\nper_review = 0.1\ndrives = reach\nlift = 0.5\n"             \
    "couples_to = leads:0.05\n[wheel leads]\nper_referral = 0.3\ndrives = consider\nlift = 0.3\n"                      \
    "couples_to = brand:0.02\n[shock rival]\nparameter = customer.satisfaction_effect\nshape = pulse\nstart = 30\n"    \
    "duration = 9\nvalue = 1.4\n[shock season]\nparameter = wom.promoter_rate\nshape = season\nvalue = 0.2\nperiod = " \
    "26\n"                                                                                                             \
    "[target half]\nseries = customers\nat_least = 100\n"                                                              \
    "--set budget.acquisition=0.2; budget.sales=0.05; budget.service=0.1; budget.retention=0.1; budget.delight=0.1; "  \
    "budget.referral=0.1; budget.community=0.1; budget.technology=0.1; budget.winback=0.05; budget.levers=0.1; "       \
    "budget.reinvest=0.05; budget.onboarding_cost=1.07; referral.uplift=yes; network.kind=blocks"

/* Runs it with some values changed: sets is "network.kind=ring; network.degree=4", then, or instead, more INI text
 * that begins with a section (and may end with "--set " and such values); or NULL. As simulate does, replicates
 * first .. first + n - 1 on `threads` threads; a failure ends the test. */
void simulate_market(struct simulation *simulation, const char *sets, uint32_t first, size_t n, int threads);

/* The parts of it: a scenario of this name, and its setup. */
void market_setup(struct fly_scenario *scenario, struct fly_setup *setup, const char *name, const char *sets);

/* Whether two records of equal layouts hold the same bytes. */
bool same_records(const struct fly_setup *setup, const struct fly_record *a, const struct fly_record *b);

#endif
