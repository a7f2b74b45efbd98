/* Cuts the market into segments. */
#include "sim/segment.h"

#include <assert.h>
#include <math.h>

static const struct fly_param rows[] = {FLY_SEGMENT_PARAMS(FLY_PARAM_ROW, fly_segment_params)};

const struct fly_param_table fly_segment_table =
    FLY_PARAM_TABLE_REPEATED_STARTING("segment", fly_segment_params, rows, "share",
                                      "A kind of agents: its share of the market, and multipliers of their rates.");

void fly_segment_check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_segment_table)) return;
    size_t n;
    double sum = 0;
    const struct fly_section *segment = fly_scenario_instances(scenario, &fly_segment_table, &n);
    for (size_t s = 0; s < n; s++) {
        sum += ((const struct fly_segment_params *)segment[s].values)->share;
        if (s == FLY_MAX_SEGMENTS)
            fly_diagnose(found, FLY_ERROR, segment[s].where.file, segment[s].where.line,
                         "[segment %s] is one segment too many: at most %d are allowed", segment[s].name,
                         FLY_MAX_SEGMENTS);
    }
    if (!n || fabs(sum - 1) <= 1e-9) return;
    const struct fly_section *last = &segment[n - 1];
    const struct fly_origin at =
        fly_origin_or(fly_scenario_origin(scenario, &fly_segment_table, last->name, "share"), last->where);
    fly_diagnose(found, FLY_ERROR, at.file, at.line,
                 "the shares of the segments add up to %.6g, not 1 (the rest is %+.6g)", sum, 1 - sum);
}

struct fly_segments fly_segments_make(const struct fly_scenario *scenario, uint32_t n_agents)
{
    struct fly_segments segments = {.n = 1, .first = {0, n_agents}};
    size_t n;
    double so_far = 0;
    const struct fly_section *segment = fly_scenario_instances(scenario, &fly_segment_table, &n);
    assert(n <= FLY_MAX_SEGMENTS);
    for (size_t s = 0; s < n; s++) {
        so_far += ((const struct fly_segment_params *)segment[s].values)->share;
        segments.first[s + 1] = s + 1 == n ? n_agents : (uint32_t)fmin(round(so_far * n_agents), n_agents);
    }
    if (n) segments.n = (uint32_t)n;
    return segments;
}

struct fly_permutation fly_segment_order(struct fly_key key, uint32_t n_agents)
{
    return fly_permutation_make(key, FLY_PERMUTATION_SEGMENTS, n_agents);
}

uint32_t fly_segment_of_rank(const struct fly_segments *segments, uint32_t rank)
{
    uint32_t s = 0;
    while (rank >= segments->first[s + 1])
        s++;
    return s;
}
