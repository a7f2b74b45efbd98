/* Networks of chance that are stored: drawn for each replicate from its network key, always to the same ties.
 *
 * Preferential attachment (Barabasi & Albert 1999): m + 1 agents who all know each other, then one newcomer after the
 * other, who ties himself to m = degree/2 different agents, each chosen with probability proportional to the ties he
 * had when the newcomer arrived: a random end of a random tie (Batagelj & Brandes 2005). Whoever has most_ties already
 * is not chosen.
 *
 * G(N, p) with p = degree / (N - 1) (Gilbert 1959): agent i's ties to those after him, by geometric skips over those
 * who are none (Batagelj & Brandes 2005). */
#include "sim/network.h"

#include "sim/tie_list.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

enum { ATTACH, SKIP };
const char *const fly_network_calls[FLY_NETWORK_CALLS] = {[ATTACH] = "network.attach", [SKIP] = "network.skip"};

/* An agent's own sequence of random numbers. */
struct sequence {
    struct fly_key key;
    uint32_t agent, call;
    uint64_t used;
    struct fly_words words;
};

/* The next number in [0, 1), of 53 bits: two words. */
static double next(struct sequence *s)
{
    const uint32_t half = s->used % 2 ? 2 : 0;
    const uint64_t draw = s->used++ / 2;
    assert(draw / FLY_MAX_INDEX < FLY_MAX_STEPS);
    if (half == 0)
        s->words =
            fly_draw(s->key, s->agent, (uint32_t)(draw / FLY_MAX_INDEX), s->call, (uint32_t)(draw % FLY_MAX_INDEX));
    return (double)((uint64_t)s->words.w[half] << 21 | s->words.w[half + 1] >> 11) * 0x1p-53;
}

bool fly_network_is_drawn(const struct fly_network *network)
{
    return network->kind == FLY_SCALE_FREE || network->kind == FLY_ERDOS_RENYI;
}

/* ---- scale_free ---- */

/* Who sits at an end of the ties so far: each of the first m + 1 agents at m ends, then newcomers and their chosen. */
static uint32_t at_end(const struct fly_tie_list *ties, uint64_t m, uint64_t end)
{
    const uint64_t n_first_ends = m * (m + 1), n_first_ties = n_first_ends / 2;
    if (end < n_first_ends) return (uint32_t)(end / m);
    const uint64_t tie = (end - n_first_ends) / 2;
    return end % 2 ? ties->others[n_first_ties + tie] : (uint32_t)(m + 1 + tie / m);
}

static bool has_named(const struct fly_tie_list *ties, size_t since, uint32_t other)
{
    bool found = false;
    for (size_t t = since; t < ties->n; t++)
        found |= ties->others[t] == other;
    return found;
}

/* Whether he has all the ties that he may have; named by him: m, or everybody before him. */
static bool is_full(const struct fly_tie_list *ties, uint32_t m, uint32_t agent)
{
    const uint32_t most = ties->network->most_ties, n_named = agent < m ? agent : m;
    return most && n_named + ties->n_namers[agent] == most;
}

/* Where there is a cap, namers are counted at once. */
static int tie(struct fly_tie_list *ties, uint32_t agent, uint32_t other)
{
    if (ties->network->most_ties) ties->n_namers[other]++;
    return fly_tie_list_add(ties, agent, other);
}

/* One newcomer's m ties. */
static int attach(struct fly_tie_list *ties, uint32_t newcomer, uint32_t m, struct fly_key key, uint32_t call)
{
    struct sequence numbers = {.key = key, .agent = newcomer, .call = call};
    const size_t before = ties->n;
    while (ties->n < before + m) {
        const uint32_t other = at_end(ties, m, (uint64_t)(next(&numbers) * (double)(2 * before)));
        if (has_named(ties, before, other) || is_full(ties, m, other)) continue;
        if (tie(ties, newcomer, other) < 0) return FLY_ERR_MEMORY;
    }
    return FLY_OK;
}

static uint64_t size_of_scale_free(const struct fly_network *network)
{
    const uint64_t m = network->degree / 2;
    return m * (m + 1) / 2 + m * (network->n_agents - m - 1);
}

static int draw_scale_free(const struct fly_network *network, struct fly_tie_list *ties, struct fly_key key)
{
    const uint32_t m = network->degree / 2, call = fly_call_number(fly_network_calls[ATTACH]);
    for (uint32_t i = 0; i <= m; i++)
        for (uint32_t j = 0; j < i; j++)
            if (tie(ties, i, j) < 0) return FLY_ERR_MEMORY;
    for (uint32_t i = m + 1; i < network->n_agents; i++)
        if (attach(ties, i, m, key, call) < 0) return FLY_ERR_MEMORY;
    assert(ties->n == size_of_scale_free(network));
    return FLY_OK;
}

/* ---- erdos_renyi ---- */

/* Room for the expected number of ties and eight standard deviations; a list that needs more grows. */
static uint64_t room_of_erdos_renyi(const struct fly_network *network)
{
    const double mean = 0.5 * network->degree * network->n_agents;
    return (uint64_t)(mean + 8 * sqrt(mean)) + 16;
}

static int draw_erdos_renyi(const struct fly_network *network, struct fly_tie_list *ties, struct fly_key key)
{
    const uint32_t n = network->n_agents, call = fly_call_number(fly_network_calls[SKIP]);
    const double scale = 1 / log1p(-(double)network->degree / (n - 1.0)); /* -0 when everybody knows everybody */
    for (uint32_t i = 0; i < n; i++) {
        struct sequence numbers = {.key = key, .agent = i, .call = call};
        double j = i;
        while ((j += 1 + floor(log(1 - next(&numbers)) * scale)) < n)
            if (fly_tie_list_add(ties, i, (uint32_t)j) < 0) return FLY_ERR_MEMORY;
    }
    return FLY_OK;
}

/* ---- both ---- */

uint64_t fly_network_room(const struct fly_network *network)
{
    assert(fly_network_is_drawn(network));
    return network->kind == FLY_SCALE_FREE ? size_of_scale_free(network) : room_of_erdos_renyi(network);
}

int fly_network_draw(struct fly_network *network, struct fly_key key, struct fly_error *error)
{
    struct fly_tie_list ties;
    assert(fly_network_is_drawn(network));
    int ret = fly_tie_list_begin(&ties, network, fly_network_room(network));
    if (ret == FLY_OK)
        ret = network->kind == FLY_SCALE_FREE ? draw_scale_free(network, &ties, key)
                                              : draw_erdos_renyi(network, &ties, key);
    if (ret == FLY_OK) fly_tie_list_store(&ties);
    fly_tie_list_free(&ties);
    if (ret == FLY_OK) return FLY_OK;
    return fly_fail(error, FLY_ERR_MEMORY, "no memory for the network: %" PRIu32 " agents with %" PRIu32 " ties each",
                    network->n_agents, network->degree);
}
