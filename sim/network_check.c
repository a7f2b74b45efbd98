/* Values of [network] that contradict each other or the size of the market. */
#include "sim/network.h"
#include "sim/setup.h"

#include <inttypes.h>
#include <stdio.h>

enum { KIND_NAME = 32 };

struct checked {
    const struct fly_network_params *p;
    uint64_t agents;
    char kind[KIND_NAME];                   /* as a user writes it */
    struct fly_origin degree_at, agents_at; /* where to change what */
    struct fly_diagnostics *found;
};

static void check_degree(const struct checked *c)
{
    const enum fly_network_kind kind = (enum fly_network_kind)c->p->kind;
    const bool circle = kind == FLY_RING || kind == FLY_SMALL_WORLD;
    const bool any_size = kind == FLY_MIXING || kind == FLY_COMPLETE || kind == FLY_EDGE_FILE;
    if (circle && c->p->degree % 2)
        fly_diagnose(c->found, FLY_ERROR, c->degree_at.file, c->degree_at.line,
                     "network.degree = %" PRIu64 " is odd; a ring or small_world needs an even number", c->p->degree);
    if (kind == FLY_SCALE_FREE && c->p->degree % 2)
        fly_diagnose(c->found, FLY_ERROR, c->degree_at.file, c->degree_at.line,
                     "network.degree = %" PRIu64
                     " is odd; scale_free needs an even number: newcomers make half as many "
                     "ties",
                     c->p->degree);
    if (!any_size && kind != FLY_LATTICE && c->p->degree >= c->agents)
        fly_diagnose(c->found, FLY_ERROR, c->degree_at.file, c->degree_at.line,
                     "network.degree = %" PRIu64 " needs more than market.agents = %" PRIu64, c->p->degree, c->agents);
    if (kind == FLY_REGULAR && c->p->degree % 2 && c->agents % 2)
        fly_diagnose(c->found, FLY_ERROR, c->degree_at.file, c->degree_at.line,
                     "a regular network of odd degree %" PRIu64 " needs an even number of agents, not %" PRIu64,
                     c->p->degree, c->agents);
}

/* The nearest market that makes a rectangle, above or below. */
static uint32_t nearest_rectangle(uint64_t agents, int direction)
{
    const uint32_t smallest = 9;
    uint64_t n = agents < smallest ? smallest : agents;
    while (!fly_lattice_width((uint32_t)n))
        n = direction > 0 ? n + 1 : n - 1;
    return (uint32_t)n;
}

static void check_lattice(const struct checked *c)
{
    if (c->p->kind != FLY_LATTICE) return;
    if (c->p->degree != 4 && c->p->degree != 8)
        fly_diagnose(c->found, FLY_ERROR, c->degree_at.file, c->degree_at.line,
                     "network.degree = %" PRIu64
                     ": an agent of a lattice has 4 neighbours, or 8 with the diagonal ones",
                     c->p->degree);
    if (fly_lattice_width((uint32_t)c->agents)) return;
    const uint32_t below = nearest_rectangle(c->agents, -1), above = nearest_rectangle(c->agents, 1);
    char other[32] = "";
    if (below < above) (void)snprintf(other, sizeof other, "%" PRIu32 " or ", below);
    fly_diagnose(c->found, FLY_ERROR, c->agents_at.file, c->agents_at.line,
                 "market.agents = %" PRIu64
                 " makes no rectangle for a lattice, with sides from 3, one at most twice the "
                 "other: write %s%" PRIu32,
                 c->agents, other, above);
}

/* A segment must be large enough for the ties within it; nobody lives in an empty one. */
static void check_blocks(const struct checked *c, const struct fly_scenario *scenario)
{
    size_t n;
    const struct fly_section *section = fly_scenario_instances(scenario, &fly_segment_table, &n);
    if (c->p->kind != FLY_BLOCKS || n > FLY_MAX_SEGMENTS || !fly_scenario_is_sound(scenario, &fly_segment_table))
        return;
    const struct fly_segments segments = fly_segments_make(scenario, (uint32_t)c->agents);
    const uint32_t n_within = fly_network_ties_within(c->p);
    for (size_t s = 0; s < n; s++) {
        const uint32_t size = segments.first[s + 1] - segments.first[s];
        const struct fly_origin share = fly_scenario_origin(scenario, &fly_segment_table, section[s].name, "share");
        if (size > 0 && size <= n_within)
            fly_diagnose(c->found, FLY_ERROR, share.file, share.line,
                         "[segment %s] has %" PRIu32 " agent%s, too few for %" PRIu32
                         " ties within it (network.degree times network.within)",
                         section[s].name, size, size == 1 ? "" : "s", n_within);
    }
}

/* What only one kind knows is said of the others, for it has no effect there. */
static void check_options(const struct checked *c, struct fly_origin most_ties, struct fly_origin directed)
{
    if (c->p->most_ties && c->p->kind != FLY_SCALE_FREE)
        fly_diagnose(c->found, FLY_WARNING, most_ties.file, most_ties.line,
                     "network.most_ties has no effect on network.kind = %s, only on scale_free", c->kind);
    else if (c->p->most_ties && c->p->most_ties <= c->p->degree)
        fly_diagnose(c->found, FLY_ERROR, most_ties.file, most_ties.line,
                     "network.most_ties = %" PRIu64 " leaves no room for network.degree = %" PRIu64
                     " on average: write more than that, or 0 for no cap",
                     c->p->most_ties, c->p->degree);
    if (c->p->directed && c->p->kind != FLY_EDGE_FILE)
        fly_diagnose(c->found, FLY_WARNING, directed.file, directed.line,
                     "network.directed has no effect on network.kind = %s, only on file", c->kind);
}

void fly_network_check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_network_table) || !fly_scenario_is_sound(scenario, &fly_market_table))
        return;
    const struct fly_network_params *p = fly_scenario_values(scenario, &fly_network_table);
    const struct fly_market_params *market = fly_scenario_values(scenario, &fly_market_table);
    const struct fly_origin kind = fly_scenario_origin(scenario, &fly_network_table, "", "kind");
    const struct fly_origin agents = fly_scenario_origin(scenario, &fly_market_table, "", "agents");
    const struct fly_origin degree = fly_scenario_origin(scenario, &fly_network_table, "", "degree");
    struct checked c = {.p = p,
                        .agents = market->agents,
                        .degree_at = fly_origin_or(degree, fly_origin_or(agents, kind)),
                        .agents_at = fly_origin_or(agents, kind),
                        .found = found};
    (void)fly_param_print(&fly_network_table.rows[fly_param_find(&fly_network_table, "kind")], p, c.kind, KIND_NAME);
    check_degree(&c);
    check_lattice(&c);
    check_blocks(&c, scenario);
    check_options(&c, fly_scenario_origin(scenario, &fly_network_table, "", "most_ties"),
                  fly_scenario_origin(scenario, &fly_network_table, "", "directed"));
    if (p->kind == FLY_EDGE_FILE && !p->file[0])
        fly_diagnose(found, FLY_ERROR, kind.file, kind.line, "network.kind = file needs network.file = an edge list");
}
