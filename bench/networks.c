/* Times how long a network of a million agents with ten ties each takes to be there, on one thread, the best of three,
 * and what it stores: drawn ones are drawn and stored; small_world is computed, so every tie of it is asked for. */
#include "bench/measure.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { N_AGENTS = 1000000, TIMES = 3 };

/* A sum over all ties, so that nobody can leave them out. */
static uint64_t look_at_all(const struct fly_network *network)
{
    uint64_t sum = 0;
    for (uint32_t agent = 0; agent < N_AGENTS; agent++) {
        const uint32_t degree = fly_network_degree(network, agent);
        for (uint32_t k = 0; k < degree; k++)
            sum += fly_network_neighbour(network, agent, k);
    }
    return sum;
}

static double directed_edges(const struct fly_network *network)
{
    double n = 0;
    for (uint32_t agent = 0; agent < N_AGENTS; agent++)
        n += fly_network_degree(network, agent);
    return n;
}

/* Once it is there: its rows and where each begins. While it is drawn some more is held (fly_network_memory). */
static double held_bytes(const struct fly_network *network)
{
    if (!network->offsets) return (double)fly_network_memory(network);
    return (double)((N_AGENTS + 1) * sizeof network->offsets[0]) +
           directed_edges(network) * sizeof network->neighbours[0];
}

static void time_network(const char *kind)
{
    char kinds[64];
    const char *const sets[] = {kinds, "network.degree=10", "market.agents=1000000"};
    struct bench_case one;
    struct fly_error error = {0};
    double best = HUGE_VAL;
    uint64_t sum = 0;
    (void)snprintf(kinds, sizeof kinds, "network.kind=%s", kind);
    bench_open(&one, "bench/w.ini", sets, 3);
    struct fly_network network = fly_network_alike(&one.setup.network);
    for (uint32_t replicate = 0; replicate < TIMES; replicate++) {
        const struct fly_key key = fly_key_make(1, replicate);
        const double t = bench_cpu();
        if (fly_network_begin(&network, key, key, &error) < 0) bench_die(&error, NULL);
        if (!fly_network_is_drawn(&network)) sum += look_at_all(&network);
        best = fmin(best, bench_cpu() - t);
    }
    printf("%s %.6f\n%s_bytes %.3f\n%s_sum %" PRIu64 "\n", kind, best, kind,
           held_bytes(&network) / directed_edges(&network), kind, sum);
    fly_network_free(&network);
    bench_close(&one);
}

int main(void)
{
    time_network("erdos_renyi");
    time_network("small_world");
    time_network("scale_free");
    return 0;
}
