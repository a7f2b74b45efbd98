/* Word of mouth: customers, disappointed formers and rejecters talk; strangers, prospects and leads listen.
 *
 *   A talker holds Poisson(omega D) conversations in a step, omega by attitude. With probability weak_share one goes to
 *   a random agent, else to a random strong tie. It is accepted with probability trust * strength of the tie, a
 *   negative one with min(1, `negative_power` times that).
 *   Stranger: good word -> aware. Prospect, lead: evidence + 1. Any of them: bad word -> rejecter; with both in one
 *   step onward with probability n+ / (n+ + n-). Customer: bad word lowers satisfaction.
 *   Formers and rejecters talk for `memory` weeks only.
 *
 * Reduces, with adoption at once and q = omega * trust, on mixing to the Bass model
 * F(t) = (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t) (Bass 1969); on a network with in-rate q to a curve between the
 * two-node law 1 - e^-(p+q)t [1 + q (e^(q-p)t - 1) / (q - p)] and Bass (Fibich & Gibori 2010). Strong and weak ties:
 * Goldenberg, Libai & Muller 2001; negative word of mouth: Goldenberg, Libai, Moldovan & Muller 2007. */
#include "models/market.h"
#include "models/satisfaction.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* clang-format off */
#define WOM_PARAMS(X, S) \
    X(S, SWITCH, enabled,          1,    0, 1, "", "Whether people talk at all.") \
    X(S, RATE,   promoter_rate,    0.15, 0, 100, "/week", "Conversations of a promoter, all good (chosen).") \
    X(S, RATE,   passive_rate,     0.05, 0, 100, "/week", "Conversations of a passive customer, all good (chosen).") \
    X(S, RATE,   detractor_rate,   0.05, 0, 100, "/week", "Conversations of a detractor, all bad (chosen).") \
    X(S, RATE,   former_rate,      0.05, 0, 100, "/week", "Conversations of a former customer who left as a detractor, all bad (chosen).") \
    X(S, RATE,   rejecter_rate,    0.01, 0, 100, "/week", "Conversations of a rejecter, all bad (chosen).") \
    X(S, CHOICE, rate_per,         0,    0, 1, "talker|tie", "The rates are per talker, or per strong tie: then people with more friends talk more.") \
    X(S, SHARE,  weak_share,       0.2,  0, 1, "", "Share of conversations along weak ties, to anybody (chosen).") \
    X(S, SHARE,  trust,            0.7,  0, 1, "", "Trust in friends (Forrester: .70).") \
    X(S, SHARE,  weak_strength,    0.5,  0, 1, "", "Acceptance along a weak tie against a strong one (chosen).") \
    X(S, NUMBER, negative_power,   2,    0, 100, "", "How much more a bad word is accepted than a good one, up to always (Goldenberg et al. 2007: 2).") \
    X(S, DURATION, memory,         12,   0.01, INFINITY, "weeks", "How long formers and rejecters talk (chosen).") \
    X(S, DURATION, silence,        INFINITY, 0.01, INFINITY, "weeks", "How long customers talk; inf: as long as they are customers.") \
    X(S, CHOICE, memory_law,       0,    0, 1, "fixed|exponential", "Whether these times are fixed or exponential with this mean.") \
    X(S, NUMBER, dent,             0.02, 0, 1, "", "Satisfaction a customer loses by an accepted bad word (chosen).") \
    X(S, NUMBER, fit,              1.3,  0, 100, "", "Multiplies later conversion of those it made aware (chosen).") \
    X(S, NUMBER, speed,            1.2,  0, 100, "", "Multiplies all stage hazards of those it made aware (chosen).") \
    X(S, NUMBER, satisfaction,     0.02, -1, 1, "", "Added to the start satisfaction of customers it brought (chosen).")
/* clang-format on */

struct wom_params {
    WOM_PARAMS(FLY_PARAM_FIELD, )
};

enum rate_per { PER_TALKER, PER_TIE };
enum memory_law { FIXED_MEMORY, EXPONENTIAL_MEMORY };

static const struct fly_param rows[] = {WOM_PARAMS(FLY_PARAM_ROW, wom_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("wom", wom_params, rows, "Who talks about the product, how much, and who believes it.");
static const struct fly_param_table *const params[] = {&table, NULL};

enum sign { POSITIVE, NEGATIVE, N_SIGNS };

static size_t sign_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[POSITIVE] = "positive";
    labels[NEGATIVE] = "negative";
    return N_SIGNS;
}
static const struct fly_dim sign_dim = {"sign", "Good or bad word of mouth.", sign_labels, NULL};

static const struct fly_series series[] = {
    {"signals", FLY_FLOW, &sign_dim, "conversations", "Conversations about the product."},
    {"accepted_signals", FLY_FLOW, &sign_dim, "conversations", "Those of them that were believed."},
};

static const struct fly_column columns[] = {
    {"talks_until", sizeof(uint16_t), false}, /* last step in which he talks */
    {"voice", sizeof(uint8_t), true}, /* the stage of whoever may talk, of hubs FLY_SPECIAL more; else FLY_STRANGER */
};

#define TALK_CALL "wom.talk"
#define MEMORY_CALL "wom.memory"
#define BOTH_CALL "wom.both_signs"
static const struct fly_slot slots[] = {
    {TALK_CALL, 0, "number of conversations"},
    {TALK_CALL, 1, "weak or strong tie"},
    {TALK_CALL, 2, "which tie"},
    {TALK_CALL, 3, "whether accepted"},
    {MEMORY_CALL, 0, "how long somebody talks"},
    {BOTH_CALL, 0, "good or bad word when both arrive"},
};

/* Promoter, passive and detractor are attitudes; these two follow. */
enum talker { FORMER_TALKER = FLY_N_ATTITUDES, REJECTER_TALKER, N_TALKERS };

struct wom {
    const struct wom_params *p;
    const struct fly_satisfaction *satisfaction;
    uint32_t talk_call, memory_call, both_call;
    uint16_t *talks_until;
    uint8_t *voice;
    double mean[FLY_MAX_SEGMENTS][N_TALKERS]; /* conversations per step, or per step and tie */
    double exp_minus_mean[FLY_MAX_SEGMENTS][N_TALKERS];
    double few_ties,
        most_ties; /* of whoever is no hub, and of anybody, when talkers speak the more the more they have */
    uint64_t limit[FLY_KINDS]; /* by voice: no conversation unless the word is below */
    uint64_t weak_threshold;
    uint64_t accept_threshold[N_SIGNS][2]; /* by sign, strong or weak */
    size_t of_signals, of_accepted;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct wom_params *)fly_scenario_values(scenario, &table))->enabled;
}

static void set_ties(const struct fly_world *world, struct wom *wom)
{
    wom->few_ties = wom->most_ties = 1;
    if (wom->p->rate_per == PER_TALKER) return;
    wom->most_ties = fmax(1, fly_network_largest_degree(world->ties));
    wom->few_ties = fmin(1.25 * fly_network_mean_degree(world->ties), wom->most_ties);
}

/* Inversion of the Poisson law needs a mean that exp(-mean) can hold. */
static void set_mean(struct fly_world *world, struct wom *wom, uint32_t segment, int talker, double rate)
{
    double *mean = &wom->mean[segment][talker];
    const double chance = rate * world->setup->step_weeks; /* in discrete time */
    if (world->setup->is_discrete && chance > 1 + 1e-9)
        fly_world_fail(world,
                       "somebody would hold a conversation in a step with probability %.3g, by time.law = discrete: "
                       "lower the rates of [wom] or time.step",
                       chance);
    *mean = fly_mean_events(world, rate);
    if (*mean * wom->most_ties > 500) {
        fly_world_fail(world,
                       "somebody would hold %.0f conversations in one step; at most 500 are allowed: lower the rates "
                       "of [wom] or time.step",
                       *mean * wom->most_ties);
        *mean = 0;
    }
    wom->exp_minus_mean[segment][talker] = exp(-*mean);
}

static void open_step(struct fly_world *world, void *state)
{
    static const enum fly_stage stage_of[N_TALKERS] = {[FLY_PROMOTER] = FLY_CUSTOMER,
                                                       [FLY_PASSIVE] = FLY_CUSTOMER,
                                                       [FLY_DETRACTOR] = FLY_CUSTOMER,
                                                       [FORMER_TALKER] = FLY_FORMER,
                                                       [REJECTER_TALKER] = FLY_REJECTER};
    struct wom *wom = state;
    const struct wom_params *p = wom->p;
    const struct fly_market *market = fly_market_of(world);
    const double rate[N_TALKERS] = {p->promoter_rate, p->passive_rate, p->detractor_rate, p->former_rate,
                                    p->rejecter_rate};
    double most[FLY_KINDS] = {0};
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
        for (int t = 0; t < N_TALKERS; t++) {
            set_mean(world, wom, segment, t, rate[t] * market->rate[FLY_RATE_OF_TALK] * market->segment[segment]->talk);
            double *of_kind = &most[stage_of[t]], *of_hubs = &most[FLY_SPECIAL + stage_of[t]];
            *of_kind = fmax(*of_kind, wom->mean[segment][t] * wom->few_ties);
            *of_hubs = fmax(*of_hubs, wom->mean[segment][t] * wom->most_ties);
        }
    for (int voice = 0; voice < FLY_KINDS; voice++)
        wom->limit[voice] = fly_threshold(-expm1(-most[voice]) * (1 + 1e-9));
    wom->weak_threshold = fly_threshold(p->weak_share);
    for (int weak = 0; weak < 2; weak++) {
        const double accepted = p->trust * (weak ? p->weak_strength : 1);
        wom->accept_threshold[POSITIVE][weak] = fly_threshold(accepted);
        wom->accept_threshold[NEGATIVE][weak] = fly_threshold(fly_clamp(accepted * p->negative_power));
    }
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct wom *wom = state;
    struct fly_market *market = fly_market_of(world);
    (void)error;
    wom->p = fly_world_values(world, &table);
    wom->satisfaction = fly_satisfaction_of(world);
    wom->talks_until = fly_world_column(world, "talks_until");
    wom->voice = fly_world_column(world, "voice");
    wom->talk_call = fly_call_number(TALK_CALL);
    wom->memory_call = fly_call_number(MEMORY_CALL);
    wom->both_call = fly_call_number(BOTH_CALL);
    wom->of_signals = fly_world_series(world, "signals");
    wom->of_accepted = fly_world_series(world, "accepted_signals");
    market->fit[FLY_SOURCE_WORD_OF_MOUTH] = &wom->p->fit;
    market->speed[FLY_SOURCE_WORD_OF_MOUTH] = &wom->p->speed;
    market->start_satisfaction[FLY_SOURCE_WORD_OF_MOUTH] = &wom->p->satisfaction;
    set_ties(world, wom);
    return FLY_OK;
}

/* ---- talking ---- */

/* By three words of the talker's. */
static void converse(struct fly_block *block, const struct wom *wom, uint32_t agent, enum sign sign, uint32_t is_weak,
                     uint32_t which, uint32_t is_accepted)
{
    const struct fly_world *world = block->world;
    const struct fly_network *ties = world->ties;
    const uint32_t id = block->first + agent, degree = fly_network_degree(ties, id);
    const bool weak = is_weak < wom->weak_threshold;
    if (!weak && degree == 0) return; /* nobody to talk to */
    fly_block_count(block, wom->of_signals + sign, 1);
    if (is_accepted >= wom->accept_threshold[sign][weak]) return;
    fly_block_count(block, wom->of_accepted + sign, 1);
    const uint32_t to =
        weak ? fly_below(which, world->setup->n_agents) : fly_network_neighbour(ties, id, fly_below(which, degree));
    fly_block_post(block,
                   &(struct fly_message){to, sign == POSITIVE ? FLY_SIGNAL_POSITIVE : FLY_SIGNAL_NEGATIVE, 0, id});
}

/* How many conversations: many by a low word, so that a limit tells who has none. */
static uint32_t number_of_conversations(const struct fly_block *block, const struct wom *wom, uint32_t agent,
                                        int talker, uint32_t word)
{
    const uint32_t segment = fly_segment_of(block->class_of[agent]);
    double mean = wom->mean[segment][talker], none = wom->exp_minus_mean[segment][talker];
    if (wom->p->rate_per == PER_TIE) {
        mean *= fly_network_degree(block->world->ties, block->first + agent);
        none = exp(-mean);
    }
    return fly_poisson(mean, none, ~word);
}

/* The talker's kind; former customers speak only when they left as detractors. */
static int talker_of(const struct wom *wom, uint32_t row)
{
    const uint8_t stage = wom->voice[row] % FLY_SPECIAL;
    if (stage == FLY_REJECTER) return REJECTER_TALKER;
    if (stage == FLY_FORMER) return FORMER_TALKER;
    return (int)fly_attitude_of(wom->satisfaction->column[row]);
}

static void talk(struct fly_block *block, const struct wom *wom, const struct fly_chosen *who, uint32_t i)
{
    const struct fly_world *world = block->world;
    const uint32_t agent = who->agent[i], row = block->row + agent;
    if (world->step > wom->talks_until[row]) {
        wom->voice[row] = FLY_STRANGER; /* found out late, but before he would have talked */
        return;
    }
    const int talker = talker_of(wom, row);
    const enum sign sign = talker == FLY_PROMOTER || talker == FLY_PASSIVE ? POSITIVE : NEGATIVE;
    const uint32_t n = number_of_conversations(block, wom, agent, talker, who->word[0][i]);
    if (n > 0) converse(block, wom, agent, sign, who->word[1][i], who->word[2][i], who->word[3][i]);
    for (uint32_t index = 1; index < n; index++) {
        const struct fly_words draw =
            fly_draw(world->dynamics, block->first + agent, world->step, wom->talk_call, FLY_REST_INDEX + index);
        converse(block, wom, agent, sign, draw.w[1], draw.w[2], draw.w[3]);
    }
}

/* How many talkers before his turn somebody's ties are fetched. */
enum { AHEAD = 12 };

static void act(struct fly_block *block, const void *state)
{
    const struct wom *wom = state;
    const struct fly_chosen who = fly_block_choose(block, wom->talk_call, wom->voice + block->row, wom->limit);
    for (uint32_t i = 0; i < who.n; i++) {
        if (i + AHEAD < who.n) fly_network_expect(block->world->ties, block->first + who.agent[i + AHEAD]);
        talk(block, wom, &who, i);
    }
}

/* ---- listening ---- */

static void hear(struct fly_block *block, const struct wom *wom, uint32_t agent, uint32_t n_good, uint32_t n_bad)
{
    const struct fly_world *world = block->world;
    const enum fly_stage stage = (enum fly_stage)block->stage[agent];
    if (stage == FLY_CUSTOMER && n_bad) fly_satisfaction_add(block, wom->satisfaction, agent, -wom->p->dent * n_bad);
    if (stage != FLY_STRANGER && stage != FLY_PROSPECT && stage != FLY_LEAD) return;
    bool onward = n_bad == 0;
    if (n_good && n_bad) {
        const struct fly_words draw = fly_draw(world->dynamics, block->first + agent, world->step, wom->both_call, 0);
        onward = draw.w[0] < fly_threshold((double)n_good / (n_good + n_bad));
    }
    const uint16_t before = block->class_of[agent];
    if (!onward)
        fly_block_move(block, agent, FLY_REJECTER, FLY_SAME_CLASS);
    else if (stage == FLY_STRANGER) {
        /* At once: an invitation of the same step goes by this evidence, not by that of former days. */
        block->class_of[agent] = fly_reclass(before, fly_class(FLY_SOURCE_WORD_OF_MOUTH, n_good));
        fly_block_move(block, agent, fly_market_of(world)->aware_stage, FLY_SAME_CLASS);
    } else
        block->class_of[agent] =
            fly_reclass(before, fly_class(fly_class_source(before), fly_class_evidence(before) + n_good));
}

/* Counts first, so that the order of arrival cannot matter: good words in the lower half, bad ones in the
 * upper, each at most 65,535. */
static void receive(struct fly_block *block, const void *state)
{
    uint32_t *heard = fly_block_scratch(block);
    uint16_t listeners[FLY_BLOCK];
    uint32_t n = 0;
    struct fly_message message;
    for (struct fly_inbox inbox = fly_inbox_open(block); fly_inbox_next(&inbox, &message);) {
        if (message.kind != FLY_SIGNAL_POSITIVE && message.kind != FLY_SIGNAL_NEGATIVE) continue;
        const uint32_t agent = message.to - block->first;
        if (!heard[agent]) listeners[n++] = (uint16_t)agent;
        if (message.kind == FLY_SIGNAL_POSITIVE)
            heard[agent] += (heard[agent] & 0xFFFF) < 0xFFFF;
        else
            heard[agent] += (uint32_t)(heard[agent] >> 16 < 0xFFFF) << 16;
    }
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t agent = listeners[k];
        hear(block, state, agent, heard[agent] & 0xFFFF, heard[agent] >> 16);
        heard[agent] = 0;
    }
}

/* ---- memory ---- */

static uint16_t last_step(const struct fly_block *block, const struct wom *wom, uint32_t agent, double weeks)
{
    const struct fly_world *world = block->world;
    if (!isfinite(weeks)) return UINT16_MAX;
    if (wom->p->memory_law == EXPONENTIAL_MEMORY) {
        const uint32_t word = fly_draw(world->dynamics, block->first + agent, world->step, wom->memory_call, 0).w[0];
        weeks *= -log(fly_unit(word));
    }
    const uint32_t steps = fly_steps(world, weeks);
    return steps < UINT16_MAX - world->step ? (uint16_t)(world->step + steps) : UINT16_MAX;
}

/* Former customers speak only when they left as detractors; what they think does not change any more. */
static bool may_talk(const struct wom *wom, const struct fly_move *move, uint32_t row)
{
    if (move->to == FLY_FORMER) return fly_attitude_of(wom->satisfaction->column[row]) == FLY_DETRACTOR;
    return move->to == FLY_CUSTOMER || move->to == FLY_REJECTER;
}

/* A limit for everybody would have to be that of the largest hub: nearly all would be drawn for in vain. */
static bool is_hub(const struct fly_block *block, const struct wom *wom, uint32_t agent)
{
    return wom->p->rate_per == PER_TIE && fly_network_degree(block->world->ties, block->first + agent) > wom->few_ties;
}

static void moved(struct fly_block *block, const void *state, const struct fly_move *moves, uint32_t n_moves)
{
    const struct wom *wom = state;
    for (uint32_t k = 0; k < n_moves; k++) {
        const uint32_t agent = moves[k].agent, row = block->row + agent;
        wom->voice[row] = FLY_STRANGER;
        if (!may_talk(wom, &moves[k], row)) continue;
        wom->voice[row] = (uint8_t)(moves[k].to + (is_hub(block, wom, agent) ? FLY_SPECIAL : 0));
        wom->talks_until[row] =
            last_step(block, wom, agent, moves[k].to == FLY_CUSTOMER ? wom->p->silence : wom->p->memory);
    }
}

const struct fly_mechanism fly_word_of_mouth_mechanism = {
    .name = "word_of_mouth",
    .doc = "Customers, disappointed formers and rejecters talk; strangers, prospects and leads listen.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .columns = columns,
    .n_columns = FLY_COUNT(columns),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct wom),
    .enabled = enabled,
    .start = start,
    .open_step = open_step,
    .act = act,
    .receive = receive,
    .moved = moved,
};
