/* One replicate in memory: agents in columns and blocks, this step's rates, messages in flight, tallies.
 *
 * A mechanism sees a struct fly_world in the serial phases and a struct fly_block in the parallel ones. Agents of a
 * block are touched by one thread at a time and never read another agent: they post messages. */
#ifndef FLY_WORLD_H
#define FLY_WORLD_H

#include "sim/setup.h"

enum { FLY_BLOCK = 4096 }; /* agents in a block: 12 bits of a message's address */

/* class_of holds an agent's segment above its class. */
enum { FLY_CLASS_BITS = 9, FLY_MAX_CLASSES = 1 << FLY_CLASS_BITS };

static inline uint32_t fly_segment_of(uint16_t class_of)
{
    return class_of >> FLY_CLASS_BITS;
}
static inline uint32_t fly_class_of(uint16_t class_of)
{
    return class_of & (FLY_MAX_CLASSES - 1);
}

/* clang-format off */
#define FLY_STAGES(X) \
    X(STRANGER, stranger, "has not heard of the product") \
    X(PROSPECT, prospect, "aware of it") \
    X(LEAD,     lead,     "considering it") \
    X(CUSTOMER, customer, "active customer") \
    X(FORMER,   former,   "was a customer") \
    X(REJECTER, rejecter, "heard bad things and will not have it") \
    X(RESTING,  resting,  "gave up on the way; deaf for a while, or for good") \
    X(HANDOVER, handover, "decided to buy; being passed on from marketing to sales to service")
/* clang-format on */

enum fly_stage {
#define FLY_STAGE_ENUM(name, label, doc) FLY_##name,
    FLY_STAGES(FLY_STAGE_ENUM)
#undef FLY_STAGE_ENUM
        FLY_N_STAGES
};

extern const struct fly_dim fly_stage_dim;

/* The tag of a move says what caused it; mechanisms give it a meaning (a source, usually). */
struct fly_move {
    uint16_t agent; /* local index in the block */
    uint8_t from, to;
    uint16_t tag;
};

/* ---- rates: competing transitions out of each stage, by class of agent ---- */

enum { FLY_MAX_TRANSITIONS = 24 };

struct fly_stage_rates {
    uint32_t n_transitions, n_classes, n_rows; /* a row for each class of each segment */
    uint8_t to[FLY_MAX_TRANSITIONS];
    uint16_t tag[FLY_MAX_TRANSITIONS];
    double *hazard;      /* [n_transitions][n_rows], per week */
    double *last_hazard; /* of the step before: thresholds are only made anew when something changed */
    uint64_t *threshold; /* [n_rows][n_transitions], cumulative: transition k happens when word < threshold[k] */
    uint32_t n_last;
    uint64_t limit; /* no agent of this stage moves unless its word is below: the cheap test */
};

struct fly_rates {
    uint32_t call; /* whose word decides */
    struct fly_stage_rates stage[FLY_N_STAGES];
};

/* ---- messages ---- */

enum { FLY_MESSAGE_KINDS = 16 };

struct fly_message {
    uint32_t to;   /* agent */
    uint8_t kind;  /* below FLY_MESSAGE_KINDS; mechanisms give kinds a meaning */
    uint16_t note; /* whatever the kind wants to say */
    uint32_t from; /* agent */
};

/* As it lies in a mailbox of its block. */
struct fly_packed_message {
    uint32_t head; /* local agent, 12 bits; kind, 4 bits; note, 16 bits */
    uint32_t from;
};

struct fly_chunk;

/* Walks over the messages to one block. Their order is not defined: what is done with them may not depend on it. */
struct fly_inbox {
    const struct fly_block *block;
    const struct fly_packed_message *at, *end; /* in the chunk in hand */
    const struct fly_chunk *chunk;
    int worker; /* whose chunks are next */
};

/* ---- tallies ---- */

/* A sum over the agents of a step, in parts: exact in any order, for nothing can overflow on the way. Whether it fits
 * into 64 bits is asked once it is complete. */
__extension__ typedef __int128 fly_sum;

/* A column registered by a mechanism. */
struct fly_world_column {
    const struct fly_column *column;
    void *values; /* of the agents of this rank's blocks, rounded up to whole blocks */
};

struct fly_worker;
struct fly_ranks;

/* Messages between this rank and the others in one step, in the order of the ranks. */
struct fly_post {
    struct fly_message *out, *in;
    size_t out_capacity, in_capacity;
    uint64_t *n_out, *n_in; /* [n_ranks] */
    uint64_t n_arrived;
};

/* Neighbours are worked on by two threads at a time: they share no cache line. */
struct fly_block {
    _Alignas(64) struct fly_world *world;
    struct fly_worker *worker; /* the thread that works on it now: scratch memory, draws, outgoing messages */
    uint32_t index;            /* among the blocks of this rank */
    uint32_t first, n;         /* agents first .. first + n - 1 of the market */
    uint32_t row;              /* of agent `first` in the columns: they hold only the agents of this rank */
    uint32_t n_stage[FLY_N_STAGES];
    fly_sum *tally; /* [layout.n_tallies] of that thread */
    uint8_t *stage; /* the block's part of the columns */
    uint16_t *class_of;
};

/* Told now and then how far a replicate has come: active agent-steps and steps since the last call. May be called by
 * several threads at once. A non-zero answer ends the replicate with FLY_ERR_INTERRUPT. */
struct fly_watch {
    int (*poll)(void *user, uint64_t agent_steps, uint32_t steps);
    void *user;
};

struct fly_world {
    const struct fly_setup *setup;
    struct fly_scenario now; /* the scenario as it is in this step: schedules change its values */
    struct fly_watch watch;  /* poll may be NULL */
    uint32_t replicate;
    uint32_t step; /* 1..n_steps; 0 while the market is populated */
    double week;   /* at the end of the step */
    struct fly_key population, network, dynamics;

    const struct fly_network *ties; /* who knows whom in this replicate */
    struct fly_network own_ties;    /* where each replicate has its own; else unused */

    uint8_t *stage;                       /* as columns */
    uint16_t *class_of;                   /* as columns: segment and class; mechanisms give the class a meaning */
    uint32_t stage_classes[FLY_N_STAGES]; /* classes of each stage; 1 unless a mechanism says otherwise in start */
    struct fly_world_column *columns;
    size_t n_columns;
    bool is_used; /* an earlier replicate has left something in the columns */

    const struct fly_ranks *ranks; /* who share the market; NULL: one process has it all */
    struct fly_post post;

    struct fly_rates rates;
    struct fly_block *blocks;
    uint32_t first_block, n_blocks; /* of this rank: which of the market's, and how many */
    struct fly_worker *workers;
    int n_workers;
    void **states; /* [setup->n_mechanisms] */
    void **kept;   /* [setup->n_mechanisms] */

    uint64_t n_stage[FLY_N_STAGES];
    fly_sum *sums;   /* [n_tallies], then of stages and of threads without memory: this step's, over all agents */
    int64_t *stocks; /* [n_tallies] what the blocks have made of the stocks so far */
    int64_t *counts; /* [n_tallies] of this step: serial additions and the sums over agents */
    double *reals;   /* [n_reals] */
    struct fly_record *record;
    struct fly_error failure; /* why the replicate fails at the end of the step; code FLY_OK: it does not */
};

/* Ends the replicate at the end of the step, with the scenario's name and this sentence; serial phases only. The first
 * failure stays. */
FLY_PRINTF(2, 3)
void fly_world_fail(struct fly_world *world, const char *format, ...);

/* Adds to an exact sum; serial phases only. */
static inline void fly_world_add(struct fly_world *world, int64_t *sum, fly_sum amount)
{
    if (__builtin_add_overflow(*sum, amount, sum))
        fly_world_fail(world, "a sum of money has grown beyond 9e16, more than exact sums can hold");
}

/* ---- for mechanisms: serial phases ---- */

/* This mechanism's state by name; NULL when it is switched off. */
void *fly_world_state(const struct fly_world *world, const char *mechanism);

/* What this mechanism keeps from one replicate to the next, of its kept_size, zeroed when the world is made: tables
 * that depend on the scenario's values alone. NULL when it is switched off. */
void *fly_world_kept(const struct fly_world *world, const char *mechanism);

/* A registered column's values, those of a block from block->row on; NULL when its mechanism is switched off. */
void *fly_world_column(const struct fly_world *world, const char *name);

/* Where a series' first value lies in the counts (or reals); the name must exist. */
size_t fly_world_series(const struct fly_world *world, const char *name);

/* A grid of this replicate, its last dimension fastest, zeroed before start; NULL when it has no values. The name must
 * exist. */
int64_t *fly_world_grid(const struct fly_world *world, const char *name);

/* The values of a section (or all of a repeated one) as they are in this step; what is pointed to stays in its place
 * for as long as the world. A mechanism that keeps something computed from them computes it in open_step. */
static inline const void *fly_world_values(const struct fly_world *world, const struct fly_param_table *table)
{
    return fly_scenario_values(&world->now, table);
}
static inline const struct fly_section *fly_world_instances(const struct fly_world *world,
                                                            const struct fly_param_table *table, size_t *n)
{
    return fly_scenario_instances(&world->now, table, n);
}

/* Changes a real number of the scenario as it is in this step, within its range; for open_step of a mechanism that
 * stands before those who read it. It stays until it is changed again or the replicate ends. */
double fly_world_get(const struct fly_world *world, struct fly_place place);
void fly_world_set(struct fly_world *world, struct fly_place place, double number);

/* The probability that something of this hazard happens within a step, by the law of time. */
double fly_chance(const struct fly_world *world, double hazard);

/* The mean number of events of this rate in a step. In discrete time at least one happens with probability rate * D. */
double fly_mean_events(const struct fly_world *world, double rate);

/* Adds one competing transition; returns its hazards per week, zeroed: one row for each class of `from` and segment,
 * at fly_rates_row. */
double *fly_rates_add(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag);
static inline size_t fly_rates_row(const struct fly_world *world, enum fly_stage from, uint32_t segment, uint32_t row)
{
    return segment * world->stage_classes[from] + row;
}

/* The same hazard for every class of `from`, or one for each segment. */
void fly_rates_add_one(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag, double hazard);
void fly_rates_add_by_segment(struct fly_world *world, enum fly_stage from, enum fly_stage to, uint16_t tag,
                              const double *hazard);

/* ---- for mechanisms: parallel phases ---- */

/* The agents of a stage (local indices, ascending). During act these are the stages at the start of the step. */
const uint16_t *fly_block_list(struct fly_block *block, enum fly_stage stage, uint32_t *n);

/* Agents for whom a decision may fall out as yes, with the four words that each has for it. */
struct fly_chosen {
    uint32_t n;
    const uint16_t *agent;   /* [n] local indices */
    const uint32_t *word[4]; /* [n] each; word[0] decides, the others are the mechanism's own */
};

/* Draws for a decision of everybody: all agents whose word[0] is below the limit of their kind, and perhaps some more;
 * the mechanism compares it with the exact threshold, which is at most the limit (as of fly_threshold; 0: nobody). An
 * agent's kind is his stage, or FLY_SPECIAL + his stage where some of a stage have a limit of their own, or any number
 * below FLY_KINDS whose limit is 0. The words are those that fly_draw_byte_first gives to call `call` in this step.
 * Hold until the next call of this function. */
enum { FLY_SPECIAL = 8, FLY_KINDS = 16 };
_Static_assert((int)FLY_N_STAGES <= (int)FLY_SPECIAL, "each stage has two kinds");
struct fly_chosen fly_block_choose(struct fly_block *block, uint32_t call, const uint8_t *kind,
                                   const uint64_t limit[FLY_KINDS]);

/* Changes an agent's stage and tells all mechanisms at the end of the phase. In act the change itself waits for the end
 * of the phase too: everybody acts in the stage that he had when the step began. In moved it waits until all mechanisms
 * have heard of the moves before it: one step may lead through several stages, none of them twice. */
void fly_block_move(struct fly_block *block, uint32_t agent, enum fly_stage to, uint16_t tag);

static inline void fly_block_count(struct fly_block *block, size_t series, int64_t amount)
{
    block->tally[series] += amount;
}

/* Posted in act: received in this step; posted in receive or moved: received in the next one. */
void fly_block_post(struct fly_block *block, const struct fly_message *message);

static inline struct fly_inbox fly_inbox_open(const struct fly_block *block)
{
    return (struct fly_inbox){.block = block};
}

/* Takes the next chunk in hand; false when there is none. */
bool fly_inbox_turn(struct fly_inbox *inbox);

static inline bool fly_inbox_next(struct fly_inbox *inbox, struct fly_message *message)
{
    if (inbox->at == inbox->end && !fly_inbox_turn(inbox)) return false;
    const struct fly_packed_message packed = *inbox->at++;
    *message = (struct fly_message){inbox->block->first + packed.head % FLY_BLOCK, (uint8_t)(packed.head >> 12 & 15),
                                    (uint16_t)(packed.head >> 16), packed.from};
    return true;
}

/* Scratch for counting messages: n uint32_t per block, zeroed; the caller leaves it zeroed. */
uint32_t *fly_block_scratch(struct fly_block *block);

#define FLY_TRANSITION_CALL "transition"

/* ---- for the engine ---- */

/* Memory for a market, or for this rank's part of it. `ranks` outlives the world; NULL: one process has it all. With
 * ranks, this and fly_world_run are collective: all ranks call them in the same order with equal arguments, and all end
 * with the whole record or with the same error. */
int fly_world_init(struct fly_world *world, const struct fly_setup *setup, const struct fly_ranks *ranks, int n_workers,
                   struct fly_error *error);
void fly_world_free(struct fly_world *world);

/* Runs one replicate from scratch into `record` (already of the right size). No I/O; reuses all memory. */
int fly_world_run(struct fly_world *world, uint32_t replicate, struct fly_record *record, struct fly_error *error);

/* The parts of one step; in step.c. */
int fly_world_step(struct fly_world *world, struct fly_error *error);
int fly_world_populate(struct fly_world *world, struct fly_error *error);

#endif
