/* Segments: the main series once more for each kind of agent, [segment NAME]; without any there is one, "all".
 *
 *   sum over segments = customers, new customers, churned customers, revenue, margin     at every step, exactly
 *
 * What a segment is, and its multipliers, is said in sim/segment.h; mechanisms apply them. With channels of hazard p in
 * all, a market of segments adopts by a mixture of exponentials: F(t) = sum of share(s) (1 - e^(-p reach(s) t)). */
#include "models/market.h"

static size_t segment_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *segment = fly_scenario_instances(scenario, &fly_segment_table, &n);
    if (n > FLY_MAX_SEGMENTS) n = FLY_MAX_SEGMENTS;
    for (size_t s = 0; s < n; s++)
        labels[s] = segment[s].name;
    if (!n) labels[n++] = "all";
    return n;
}
static const struct fly_dim segment_dim = {
    .name = "segment", .doc = "A kind of agent, [segment NAME]; without any: all.", .labels = segment_labels};

static const struct fly_series series[] = {
    {"segment_customers", FLY_STOCK, &segment_dim, "agents", "Active customers by segment."},
    {"segment_new_customers", FLY_FLOW, &segment_dim, "agents", "Acquired customers by segment."},
    {"segment_churned", FLY_FLOW, &segment_dim, "agents", "Customers who left, by segment."},
    {"segment_revenue", FLY_FLOW, &segment_dim, "money", "Revenue of all purchases by segment."},
    {"segment_margin", FLY_FLOW, &segment_dim, "money", "Gross margin of all purchases by segment."},
};

struct segments {
    size_t of_customers, of_new_customers, of_churned;
};

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    (void)error;
    *(struct segments *)state = (struct segments){
        .of_customers = fly_world_series(world, "segment_customers"),
        .of_new_customers = fly_world_series(world, "segment_new_customers"),
        .of_churned = fly_world_series(world, "segment_churned"),
    };
    return FLY_OK;
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct segments *segments = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        const struct fly_move *move = &moves[k];
        if (move->from != FLY_CUSTOMER && move->to != FLY_CUSTOMER) continue;
        const uint16_t class_of = block->class_of[move->agent];
        const uint32_t segment = fly_segment_of(class_of);
        const bool is_new = move->from != FLY_FORMER && fly_class_source(class_of) != FLY_SOURCE_INITIAL;
        if (move->from == FLY_CUSTOMER) {
            fly_block_count(block, segments->of_customers + segment, -1);
            fly_block_count(block, segments->of_churned + segment, 1);
        }
        if (move->to == FLY_CUSTOMER) {
            fly_block_count(block, segments->of_customers + segment, 1);
            fly_block_count(block, segments->of_new_customers + segment, is_new);
        }
    }
}

const struct fly_mechanism fly_segments_mechanism = {
    .name = "segments",
    .doc = "Customers and money by kind of agent.",
    .series = series,
    .n_series = FLY_COUNT(series),
    .state_size = sizeof(struct segments),
    .start = start,
    .moved = moved,
};
