/* Measures the network of a scenario's first replicate, and tells it in a line or as JSON. */
#include "cli/network_facts.h"

#include "cli/json_out.h"
#include "cli/terminal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* A larger one is not drawn only to be looked at. */
static const uint64_t MOST_BYTES = UINT64_C(2) << 30;

int network_facts_find(const struct fly_setup *setup, struct network_facts *facts, struct fly_error *error)
{
    int ret = FLY_OK;
    const struct fly_key key = fly_key_make(setup->seed_network, 0);
    const struct fly_network *network = &setup->network;
    struct fly_network own = {0};
    *facts = (struct network_facts){.n_agents = setup->n_agents, .is_mixing = network->kind == FLY_MIXING};
    (void)fly_param_print(&fly_network_table.rows[fly_param_find(&fly_network_table, "kind")],
                          fly_scenario_values(setup->scenario, &fly_network_table), facts->kind, sizeof facts->kind);
    if (facts->is_mixing || fly_network_memory(network) > MOST_BYTES) return FLY_OK;
    if (fly_network_is_own(network)) {
        own = fly_network_alike(network);
        network = &own;
        FLY_TRY(fly_network_begin(&own, key, fly_key_make(setup->seed_population, 0), error));
    }
    FLY_TRY(fly_network_measure(network, key, &facts->measures, error));
    facts->is_measured = true;
out:
    fly_network_free(&own);
    return ret;
}

static void print_degrees(const struct fly_network_measures *m)
{
    if (m->smallest_degree == m->largest_degree)
        printf("%" PRIu32 " tie%s each", m->largest_degree, terminal_plural(m->largest_degree));
    else
        printf("%.2f ties on average (%" PRIu32 " to %" PRIu32 ")", m->mean_degree, m->smallest_degree,
               m->largest_degree);
}

static void print_clustering(const struct network_facts *facts)
{
    const struct fly_network_measures *m = &facts->measures;
    char text[TERMINAL_NUMBER];
    if (!isfinite(m->clustering)) return;
    printf(", clustering %.3g", m->clustering);
    if (m->n_sampled < facts->n_agents)
        printf(" (standard error %.2g, %s agents looked at)", m->clustering_error,
               terminal_grouped(m->n_sampled, text));
}

void network_facts_print(const struct network_facts *facts)
{
    char text[TERMINAL_NUMBER];
    printf("  network: %s, %s agent%s, ", facts->kind, terminal_grouped(facts->n_agents, text),
           terminal_plural(facts->n_agents));
    if (facts->is_measured) {
        print_degrees(&facts->measures);
        print_clustering(facts);
        if (isfinite(facts->measures.largest_component))
            printf(", %.4g %% in the largest component", 100 * facts->measures.largest_component);
    } else
        printf(facts->is_mixing ? "anybody meets anybody" : "too large to be drawn here");
    printf("\n");
}

json_t *network_facts_json(const struct network_facts *facts, const char *path)
{
    const struct fly_network_measures *m = &facts->measures;
    const bool is_measured = facts->is_measured;
    json_t *object = json_object();
    json_out_set(object, "scenario", json_out_text(path));
    json_out_set(object, "kind", json_string(facts->kind));
    json_out_set(object, "agents", json_integer(facts->n_agents));
    json_out_set(object, "mean_degree", json_out_number(is_measured ? m->mean_degree : NAN));
    json_out_set(object, "smallest_degree", is_measured ? json_integer(m->smallest_degree) : json_null());
    json_out_set(object, "largest_degree", is_measured ? json_integer(m->largest_degree) : json_null());
    json_out_set(object, "clustering", json_out_number(is_measured ? m->clustering : NAN));
    json_out_set(object, "clustering_standard_error", json_out_number(is_measured ? m->clustering_error : NAN));
    json_out_set(object, "agents_looked_at", json_integer(m->n_sampled));
    json_out_set(object, "largest_component", json_out_number(is_measured ? m->largest_component : NAN));
    return object;
}
