/* A market on which everything happens, as INI text, and how to run variants of it. */
#include "tests/support/twin_market.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

const char twin_market[] =
    "[run]\nseed = 77\n"
    "[time]\nhorizon = 80\n"
    "[market]\nagents = 9001\ninitial_customers = 0.02\n"
    "[network]\nkind = small_world\ndegree = 6\nrewire = 0.1\n"
    "[former]\nmemory = 30 weeks\n"
    "[rejecter]\nmemory = 20 weeks\n"
    "[channel ads]\nkind = generate\nshare = 0.5\nmax_reach = 0.2\ntrust = 0.2\nhalf_effect = 30\nhill = 1.5\n"
    "[channel content]\nkind = generate\nshare = 0.2\ntrust = 0.4\nhalf_effect = 20\ncarry_over = 0.9\nfit = 1.4\n"
    "speed = 0.9\nsatisfaction = 0.05\n"
    "[channel search]\nkind = capture\nshare = 0.3\nmax_reach = 0.3\ntrust = 0.43\nhalf_effect = 15\n"
    "[friction attract]\nchannel = 0.1\n"
    "[friction engage]\nhandoff = 0.1\npricing = 0.05\n"
    "[friction delight]\nservice = 0.2\n"
    "[engage]\nrest = 9 weeks\nevidence_half = 1.5\nsales_scale = 3\n"
    "[wom]\npromoter_rate = 0.5\npassive_rate = 0.2\ndetractor_rate = 0.4\nformer_rate = 0.3\nrejecter_rate = 0.2\n"
    "silence = 20 weeks\nmemory = 6 weeks\n"
    "[satisfaction]\ndisappointed = 0.1\ndrift = 0.05\n"
    "[customer]\nsatisfaction_effect = 2\nbgnbd_r = 1.5\nbgnbd_alpha = 6\nperiod = 4 weeks\nchurn = 0.03\n"
    "[referral]\nenabled = yes\nask_rate = 0.3\nconvert = 0.5\nreward_referrer = 2.5\nreward_friend = 1.25\n"
    "[budget]\nweekly = 60.37\nacquisition = 0.4\nsales = 0.1\nretention = 0.2\ndelight = 0.1\nreferral = 0.2\n"
    "most_per_customer = 0.2\nfixed_cost = 3.3\n";

enum { MOST_SETS = 32 };
#define SET "--set "

static size_t split(char *text, const char *sets[MOST_SETS])
{
    size_t n = 0;
    for (char *rest = NULL, *set = strtok_r(text, ";", &rest); set; set = strtok_r(NULL, ";", &rest)) {
        assert_in_range(n, 0, MOST_SETS - 1);
        sets[n] = set + strspn(set, " ");
        n += sets[n][0] != 0;
    }
    return n;
}

void market_setup(struct fly_scenario *scenario, struct fly_setup *setup, const char *name, const char *sets)
{
    const char *set[MOST_SETS];
    char text[2048], ini[8192], path[64];
    const size_t before = sets ? strcspn(sets, "[") : 0;
    const char *const more = sets ? sets + before : "", *const after = strstr(more, SET);
    const size_t n_ini = after ? (size_t)(after - more) : strlen(more);
    struct fly_diagnostics found = {0};
    struct fly_error error = {0};
    (void)snprintf(text, sizeof text, "%.*s;%s", (int)before, sets ? sets : "", after ? after + strlen(SET) : "");
    (void)snprintf(ini, sizeof ini, "%s%.*s\n", twin_market, (int)n_ini, more);
    (void)snprintf(path, sizeof path, "tests/%s.ini", name);
    const size_t n = split(text, set);
    int ret = fly_scenario_parse(scenario, fly_engine_schema(), path, ini, set, n, &found);
    if (ret == FLY_OK) ret = fly_setup_init(setup, scenario, &found, &error);
    for (size_t k = 0; k < found.n_items; k++)
        if (found.items[k].severity == FLY_ERROR) print_error("%s: %s\n", found.items[k].place, found.items[k].text);
    fly_diagnostics_free(&found);
    if (ret != FLY_OK) fail_msg("%d: %s", ret, error.text);
}

void simulate_market(struct simulation *simulation, const char *sets, uint32_t first, size_t n, int threads)
{
    struct fly_error error = {0};
    const struct fly_ensemble_options options = {.threads = threads};
    market_setup(&simulation->scenario, &simulation->setup, "market", sets);
    int ret = fly_results_init(&simulation->results, &simulation->setup, 1, first, n, &error);
    if (ret == FLY_OK) ret = fly_ensemble_run(&simulation->results, &options, &error);
    if (ret != FLY_OK) fail_msg("%d: %s", ret, error.text);
}

bool same_records(const struct fly_setup *setup, const struct fly_record *a, const struct fly_record *b)
{
    const struct fly_layout *layout = &setup->layout;
    return a->n_rows == b->n_rows && a->agent_steps == b->agent_steps &&
           !memcmp(a->counts, b->counts, a->n_rows * layout->n_counts * sizeof a->counts[0]) &&
           !memcmp(a->grids, b->grids, layout->n_grid_values * sizeof a->grids[0]) &&
           !memcmp(a->reals, b->reals, a->n_rows * layout->n_reals * sizeof a->reals[0]) &&
           !memcmp(a->kpis, b->kpis, layout->n_kpis * sizeof a->kpis[0]);
}
