/* Networks by themselves, looked at through the two functions that mechanisms use. */
#include "tests/support/net.h"

#include "sim/setup.h"
#include "tests/support/test.h"

#include <stdio.h>

int net_make(struct net *net, const char *ini, uint32_t n_agents)
{
    char text[1024];
    *net = (struct net){.key = fly_key_make(31, 2)};
    (void)snprintf(text, sizeof text, "[market]\nagents = %u\n[network]\n%s\n", n_agents, ini);
    int ret = fly_scenario_parse(&net->scenario, fly_engine_schema(), "inline.ini", text, NULL, 0, &net->found);
    assert_int_equal(ret, FLY_OK);
    ret = fly_network_init(&net->network, &net->scenario, n_agents, &net->found, &net->error);
    if (ret == FLY_OK && fly_network_is_own(&net->network))
        ret = fly_network_begin(&net->network, net->key, fly_key_make(5, net->key.replicate), &net->error);
    return ret;
}

void net_free(struct net *net)
{
    fly_network_free(&net->network);
    fly_scenario_free(&net->scenario);
    fly_diagnostics_free(&net->found);
}

void net_begin(struct net *net, struct fly_key key)
{
    net->key = key;
    if (fly_network_is_own(&net->network))
        assert_int_equal(fly_network_begin(&net->network, net->key, fly_key_make(5, key.replicate), &net->error),
                         FLY_OK);
}

uint32_t net_degree(const struct net *net, uint32_t agent)
{
    return fly_network_degree(&net->network, agent);
}

uint32_t net_neighbour(const struct net *net, uint32_t agent, uint32_t k)
{
    return fly_network_neighbour(&net->network, agent, k);
}

uint32_t net_times(const struct net *net, uint32_t of, uint32_t among)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < net_degree(net, among); k++)
        n += net_neighbour(net, among, k) == of;
    return n;
}

void net_check_symmetry(const struct net *net)
{
    for (uint32_t i = 0; i < net->network.n_agents; i++)
        for (uint32_t k = 0; k < net_degree(net, i); k++) {
            const uint32_t j = net_neighbour(net, i, k);
            assert_true(j < net->network.n_agents);
            if (net_times(net, j, i) != net_times(net, i, j)) fail_msg("%u and %u disagree about their ties", i, j);
        }
}

double net_transitivity(const struct net *net)
{
    double triangles = 0, pairs = 0;
    for (uint32_t i = 0; i < net->network.n_agents; i++)
        for (uint32_t a = 0; a < net_degree(net, i); a++)
            for (uint32_t b = 0; b < a; b++) {
                triangles += net_times(net, net_neighbour(net, i, a), net_neighbour(net, i, b)) > 0;
                pairs++;
            }
    return triangles / pairs;
}
