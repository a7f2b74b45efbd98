/* Service: customers have cases, some solve them themselves, the others wait for one of a number of people.
 *
 *   case       with hazard rate * segment * named rate, at most one in a step; complex with probability `complex`
 *   deflected  a routine case reaches people with probability left = deflection_left (1 - automation), a complex one
 *              always; deflection_left: what technology and community leave over
 *   servers    c = (money of budget.service - automation) / (wage * hours); all cases arrive in the `hours` of a week
 *   load       a = cases an hour * handling time, by kind, expected from the customers at the beginning of the step
 *   wait       pooled: c people for both kinds; specialised: c split as the load is
 *              erlang_c  E[W] of M/M/c at the load, or at most_utilisation * c if that is less; pooled times
 *                        E[S^2] / (2 E[S]^2), the variability of unlike cases (Lee & Longton 1959; exact for c = 1)
 *                        plus mean backlog / c
 *              erlang_a  E[W] of M/M/c+M; who gives up has an unsolved case and nothing is left over
 *   backlog    B <- max(0, B + (a - c) hours * step): hours of work; a fluid queue, for erlang_c
 *   touch      an experience worse by wait_penalty (1 - exp(-wait / wait_scale)), by abandon_penalty too when given up
 *
 * Each step takes the stationary wait of its own load. That needs weeks to come about as utilisation nears 1 and does
 * not exist above: so it is never taken above most_utilisation, and the rest of the truth is the backlog. Nobody there:
 * endless wait, full penalty. Erlang 1917; Mandelbaum & Zeltyn 2007. Two M/M/1 at .8 wait 4 handling times, pooled into
 * M/M/2 they wait 1.7778. */
#include "models/budget.h"
#include "models/market.h"
#include "models/queue.h"
#include "models/satisfaction.h"

#include <math.h>

/* clang-format off */
#define SERVICE_PARAMS(X, S) \
    X(S, SWITCH, enabled,          0,    0, 1, "", "Whether customers have service cases.") \
    X(S, HAZARD, rate,             0.005, 0, 100, "/week", "nu: how often a customer has a case (chosen: one in four years, some 7 to 100 purchases of the presets' company).") \
    X(S, SHARE,  complex,          0.2,  0, 1, "", "Cases that only people can solve (chosen).") \
    X(S, NUMBER, routine_handling, 0.1,  1e-6, 1e4, "hours", "Mean time that a routine case takes (chosen).") \
    X(S, NUMBER, complex_handling, 0.4,  1e-6, 1e4, "hours", "Mean time that a complex case takes (chosen).") \
    X(S, SHARE,  automation,       0,    0, 1, "", "Routine cases that are solved by rule, without people.") \
    X(S, MONEY,  automation_cost,  1,    0, 1e9, "money", "Cost of automation per week and 1,000 agents, paid first from the money for service; with less there is less automation (chosen).") \
    X(S, MONEY,  wage,             30,   1e-6, 1e6, "money", "Cost of an hour of a service person (chosen).") \
    X(S, NUMBER, hours,            40,   0.01, 168, "hours", "Hours of a week in which cases arrive and people are there.") \
    X(S, NUMBER, least_utilisation, 0.7, 0.001, 1, "", "No money is asked for more people than keep this utilisation: the rest goes where budget.unspent says (chosen).") \
    X(S, CHOICE, staff,            0,    0, 1, "pooled|specialised", "Everybody takes every case, or some take routine and some complex ones.") \
    X(S, CHOICE, law,              0,    0, 1, "erlang_c|erlang_a", "Everybody waits, or gives up after a while.") \
    X(S, NUMBER, patience,         1,    1e-6, 1e6, "hours", "erlang_a: mean time after which a customer gives up (chosen).") \
    X(S, NUMBER, most_utilisation, 0.98, 0.01, 0.9999, "", "erlang_c: above this utilisation the wait is that of this one, plus the backlog (chosen).") \
    X(S, NUMBER, wait_penalty,     0.3,  0, 1, "", "Quality lost by an endless wait (chosen).") \
    X(S, NUMBER, wait_scale,       8,    1e-6, 1e6, "hours", "Wait at which 63 % of that is lost (chosen).") \
    X(S, NUMBER, abandon_penalty,  0.2,  0, 1, "", "Quality lost by a case that was given up, beside the wait (chosen).") \
    X(S, NUMBER, self_service_change, 0, -1, 1, "", "How much better than usual it is to solve a case oneself (chosen).")
/* clang-format on */

struct service_params {
    SERVICE_PARAMS(FLY_PARAM_FIELD, )
};

enum staff { POOLED, SPECIALISED };
enum law { ERLANG_C, ERLANG_A };

static const struct fly_param rows[] = {SERVICE_PARAMS(FLY_PARAM_ROW, service_params)};
static const struct fly_param_table table =
    FLY_PARAM_TABLE("service", service_params, rows, "Service cases, and how long they wait for people.");
static const struct fly_param_table *const params[] = {&table, NULL};

enum kind { SELF_SERVED, ROUTINE, COMPLEX, N_KINDS };

static size_t kind_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[SELF_SERVED] = "self_served";
    labels[ROUTINE] = "routine";
    labels[COMPLEX] = "complex";
    return N_KINDS;
}
static const struct fly_dim kind_dim = {
    .name = "case_kind",
    .doc = "Solved without people; routine and complex cases that people have to do with.",
    .labels = kind_labels,
};

static const struct fly_series series[] = {
    {"cases", FLY_FLOW, &kind_dim, "cases", "Service cases."},
    {"abandoned_cases", FLY_FLOW, NULL, "cases", "Cases given up before anybody had time for them."},
    {"case_wait", FLY_REAL, &kind_dim, "h", "Mean wait of a case that arises now; undefined when nobody is there."},
    {"service_load", FLY_REAL, NULL, "h/week", "Hours of work that the cases of this step bring."},
    {"service_capacity", FLY_REAL, NULL, "h/week", "Hours of service people that are paid for."},
    {"service_utilisation", FLY_REAL, NULL, "1", "Load over capacity, backlog not counted; undefined without people."},
    {"service_backlog", FLY_REAL, NULL, "h", "Hours of work left over."},
};

static const struct fly_kpi kpis[] = {
    {"case_wait", "h", FLY_LOWER, NULL, "Mean wait of all cases that came to people while anybody was there.",
     "sum over steps of cases for people times case_wait / these cases"},
    {"service_utilisation", "1", FLY_NEITHER, NULL, "Hours of work over hours of service people, in the whole time.",
     "hours of work / hours of service people, both summed over steps"},
};

#define CASE_CALL "service.case"
#define COURSE_CALL "service.course"
static const struct fly_slot slots[] = {
    {CASE_CALL, FLY_WHOLE_CALL, "whether a customer has a case"},
    {COURSE_CALL, 0, "whether the case is complex"},
    {COURSE_CALL, 1, "whether it is solved without people"},
    {COURSE_CALL, 2, "noise of the experience"},
    {COURSE_CALL, 3, "whether it is given up"},
};

struct service {
    const struct service_params *p;
    const struct fly_satisfaction *satisfaction;
    uint32_t case_call, course_call;
    int64_t customers[FLY_MAX_SEGMENTS]; /* at the end of the step before */
    /* of this step */
    uint64_t case_threshold[FLY_MAX_SEGMENTS], most_cases, complex_threshold, self_served_threshold,
        abandon_threshold[N_KINDS];
    double change[N_KINDS], wait[N_KINDS];
    double servers, load, backlog; /* people, work for people, hours of work */
    double left, case_rate;        /* as technology and others leave them; kept to foresee the next step */
    /* since the start */
    double hours_waited, cases_waited, hours_of_work, hours_of_staff;
    size_t of_cases, of_abandoned, of_wait, of_load, of_capacity, of_utilisation, of_backlog, of_segment_customers;
};

static bool enabled(const struct fly_scenario *scenario)
{
    return ((const struct service_params *)fly_scenario_values(scenario, &table))->enabled;
}

static void check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &table) || !fly_scenario_is_sound(scenario, &fly_budget_table)) return;
    const struct service_params *p = fly_scenario_values(scenario, &table);
    const struct fly_origin on = fly_scenario_origin(scenario, &table, "", "enabled");
    const bool has_money = fly_budget_check_share(scenario, "service", p->enabled, "there is no service", found);
    if (p->enabled && p->rate > 0 && !has_money)
        fly_diagnose(found, FLY_WARNING, on.file, on.line,
                     "nobody ever answers: service people have no money (budget.service, budget.weekly)");
}

static int start(struct fly_world *world, void *state, struct fly_error *error)
{
    struct service *service = state;
    (void)error;
    service->p = fly_world_values(world, &table);
    service->satisfaction = fly_satisfaction_of(world);
    service->case_call = fly_call_number(CASE_CALL);
    service->course_call = fly_call_number(COURSE_CALL);
    service->left = service->case_rate = 1;
    service->of_cases = fly_world_series(world, "cases");
    service->of_abandoned = fly_world_series(world, "abandoned_cases");
    service->of_wait = fly_world_series(world, "case_wait");
    service->of_load = fly_world_series(world, "service_load");
    service->of_capacity = fly_world_series(world, "service_capacity");
    service->of_utilisation = fly_world_series(world, "service_utilisation");
    service->of_backlog = fly_world_series(world, "service_backlog");
    service->of_segment_customers = fly_world_series(world, "segment_customers");
    return FLY_OK;
}

/* ---- people and their work ---- */

/* Of the cases that arise: how many an open hour brings to people, and what work they are. */
struct work {
    double arrivals[N_KINDS], handling[N_KINDS], load[N_KINDS], all_arrivals, all_load;
};

static double chance_of_case(const struct fly_world *world, const struct service *service, uint32_t segment)
{
    return fly_chance(world, service->p->rate * service->case_rate * fly_market_of(world)->segment[segment]->cases);
}

static struct work work_of(const struct fly_world *world, const struct service *service)
{
    const struct service_params *p = service->p;
    struct work work = {.handling = {0, p->routine_handling, p->complex_handling}};
    double cases = 0;
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
        cases += (double)service->customers[segment] * chance_of_case(world, service, segment);
    const double an_hour = cases / (world->setup->step_weeks * p->hours);
    work.arrivals[ROUTINE] = an_hour * (1 - p->complex) * service->left;
    work.arrivals[COMPLEX] = an_hour * p->complex;
    for (int kind = ROUTINE; kind < N_KINDS; kind++) {
        work.load[kind] = work.arrivals[kind] * work.handling[kind];
        work.all_arrivals += work.arrivals[kind];
        work.all_load += work.load[kind];
    }
    return work;
}

static double automation_cost(const struct fly_world *world, const struct service_params *p)
{
    return p->automation > 0 ? p->automation_cost * world->setup->n_agents / 1000 : 0;
}

/* Pays for automation first, then for people. */
static void hire(const struct fly_world *world, struct service *service)
{
    const struct service_params *p = service->p;
    const struct fly_market *market = fly_market_of(world);
    const double money = 0.01 * (double)market->activity[FLY_SERVICE] / world->setup->step_weeks;
    const double cost = automation_cost(world, p), paid = fmin(cost, money);
    service->case_rate = market->rate[FLY_RATE_OF_CASES];
    service->left = market->deflection_left * (1 - p->automation * (cost > 0 ? paid / cost : 1));
    service->servers = (money - paid) / (p->wage * p->hours);
}

/* ---- waiting ---- */

static struct fly_queue queue_of(const struct service_params *p, double servers, double load, double handling)
{
    if (load <= 0) return (struct fly_queue){0};
    if (p->law == ERLANG_A) return fly_erlang_a(servers, load, handling, p->patience);
    return fly_erlang_c(servers, fmin(load, p->most_utilisation * servers), handling);
}

/* E[S^2] / (2 E[S]^2) of a mix of exponential times: 1 when they are alike. */
static double variability(const struct work *work)
{
    double squares = 0;
    for (int kind = ROUTINE; kind < N_KINDS; kind++)
        squares += work->load[kind] * work->handling[kind];
    return squares * work->all_arrivals / (work->all_load * work->all_load);
}

static void queue_up(const struct service *service, const struct work *work, struct fly_queue queue[N_KINDS])
{
    const struct service_params *p = service->p;
    for (int kind = ROUTINE; kind < N_KINDS && work->all_load > 0; kind++) {
        const double part = work->load[kind] / work->all_load;
        if (p->staff == SPECIALISED)
            queue[kind] = queue_of(p, part * service->servers, work->load[kind], work->handling[kind]);
        else
            queue[kind] = queue_of(p, service->servers, work->all_load, work->all_load / work->all_arrivals);
        if (p->staff == POOLED && p->law == ERLANG_C) queue[kind].wait *= variability(work);
    }
}

/* Carries the backlog over the step; returns its mean. */
static double carry(const struct fly_world *world, struct service *service)
{
    const struct service_params *p = service->p;
    const double before = service->backlog, more = service->load - service->servers;
    service->backlog = p->law == ERLANG_A ? 0 : fmax(0, before + more * p->hours * world->setup->step_weeks);
    return (before + service->backlog) / 2;
}

static void set_experience(struct service *service, const struct fly_queue queue[N_KINDS], double backlog)
{
    const struct service_params *p = service->p;
    service->change[SELF_SERVED] = p->self_service_change;
    for (int kind = ROUTINE; kind < N_KINDS; kind++) {
        service->wait[kind] = queue[kind].wait + (backlog > 0 ? backlog / service->servers : 0);
        service->change[kind] = -p->wait_penalty * fly_saturate(service->wait[kind], p->wait_scale);
        service->abandon_threshold[kind] = fly_threshold(queue[kind].abandons);
    }
}

static void open_step(struct fly_world *world, void *state)
{
    struct service *service = state;
    struct fly_queue queue[N_KINDS] = {{0}};
    hire(world, service);
    const struct work work = work_of(world, service);
    service->load = work.all_load;
    queue_up(service, &work, queue);
    set_experience(service, queue, carry(world, service));
    service->complex_threshold = fly_threshold(service->p->complex);
    service->self_served_threshold = fly_threshold(fly_clamp(1 - service->left));
    service->most_cases = 0;
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++) {
        service->case_threshold[segment] = fly_threshold(chance_of_case(world, service, segment));
        if (service->case_threshold[segment] > service->most_cases)
            service->most_cases = service->case_threshold[segment];
    }
}

/* ---- cases ---- */

static void have_case(struct fly_block *block, const struct service *service, uint32_t agent)
{
    const struct fly_world *world = block->world;
    const struct fly_words draw = fly_draw(world->dynamics, block->first + agent, world->step, service->course_call, 0);
    enum kind kind = draw.w[1] < service->self_served_threshold ? SELF_SERVED : ROUTINE;
    if (draw.w[0] < service->complex_threshold) kind = COMPLEX;
    const bool gives_up = draw.w[3] < service->abandon_threshold[kind];
    const double change = service->change[kind] - (gives_up ? service->p->abandon_penalty : 0);
    fly_block_count(block, service->of_cases + kind, 1);
    fly_block_count(block, service->of_abandoned, gives_up);
    fly_satisfaction_touch(block, service->satisfaction, agent, change, draw.w[2]);
}

static void act(struct fly_block *block, const void *state)
{
    const struct service *service = state;
    const uint64_t limit[FLY_KINDS] = {[FLY_CUSTOMER] = service->most_cases};
    const struct fly_chosen who = fly_block_choose(block, service->case_call, block->stage, limit);
    for (uint32_t i = 0; i < who.n; i++)
        if (who.word[0][i] < service->case_threshold[fly_segment_of(block->class_of[who.agent[i]])])
            have_case(block, service, who.agent[i]);
}

/* ---- books ---- */

/* Money for the people that the customers of the next step need, with what is left over, at this step's rates. */
static void ask_for_money(struct fly_world *world, const struct service *service)
{
    const struct service_params *p = service->p;
    const struct work work = work_of(world, service);
    const double weeks = world->setup->step_weeks, hours = work.all_load * p->hours + service->backlog / weeks;
    fly_market_of(world)->wanted[FLY_SERVICE] =
        fly_minor_units((hours / p->least_utilisation * p->wage + automation_cost(world, p)) * weeks);
}

static void report(struct fly_world *world, struct service *service)
{
    const double hours = service->p->hours, weeks = world->setup->step_weeks;
    double *wait = world->reals + service->of_wait;
    wait[SELF_SERVED] = 0;
    for (int kind = ROUTINE; kind < N_KINDS; kind++) {
        if (isinf(service->wait[kind])) continue; /* stays undefined */
        const double cases = (double)world->counts[service->of_cases + (size_t)kind];
        wait[kind] = service->wait[kind];
        service->hours_waited += cases * wait[kind];
        service->cases_waited += cases;
    }
    world->reals[service->of_load] = service->load * hours;
    world->reals[service->of_capacity] = service->servers * hours;
    world->reals[service->of_utilisation] = fly_ratio(service->load, service->servers);
    world->reals[service->of_backlog] = service->backlog;
    service->hours_of_work += service->load * hours * weeks;
    service->hours_of_staff += service->servers * hours * weeks;
}

static void close_step(struct fly_world *world, void *state)
{
    struct service *service = state;
    for (uint32_t segment = 0; segment < world->setup->segments.n; segment++)
        service->customers[segment] = world->counts[service->of_segment_customers + segment];
    if (world->step) report(world, service);
    ask_for_money(world, service);
}

static void finish(const struct fly_world *world, const void *state, double *kpi)
{
    const struct service *service = state;
    (void)world;
    kpi[0] = fly_ratio(service->hours_waited, service->cases_waited);
    kpi[1] = fly_ratio(service->hours_of_work, service->hours_of_staff);
}

const struct fly_mechanism fly_service_mechanism = {
    .name = "service",
    .doc = "Customers have cases that wait for people, unless they are solved without them.",
    .params = params,
    .series = series,
    .n_series = FLY_COUNT(series),
    .kpis = kpis,
    .n_kpis = FLY_COUNT(kpis),
    .slots = slots,
    .n_slots = FLY_COUNT(slots),
    .state_size = sizeof(struct service),
    .enabled = enabled,
    .check = check,
    .start = start,
    .open_step = open_step,
    .act = act,
    .close_step = close_step,
    .finish = finish,
};
