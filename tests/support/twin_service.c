/* The twin's tools and people: technology, sales capacity, and service with its waiting. Erlang's formulas are done
 * otherwise than in the engine: B by quadrature below one server and the recursion above, A with Kummer's function. */
#include "tests/support/twin_parts.h"

#include <assert.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_hyperg.h>
#include <math.h>

enum { TOOLS, SELF_SERVICE, SHARED };

static double saturate(double x, double scale)
{
    return 1 - exp(-x / scale);
}

static double a_week(const struct twin *t, enum activity activity)
{
    return 0.01 * (double)t->activity[activity] / t->D;
}

/* ---- technology and sales ---- */

void twin_open_technology(struct twin *t)
{
    const struct params *p = &t->p;
    const double x = a_week(t, TECHNOLOGY) / (t->setup->n_agents / 1000.0);
    double *does = t->desk.technology;
    if (!p->technology_enabled) return;
    does[TOOLS] = p->technology_reps_lift * saturate(p->technology_reps * x, p->technology_reps_scale);
    does[SELF_SERVICE] =
        p->technology_self_service_ceiling * saturate(p->technology_customers * x, p->technology_self_service_scale);
    does[SHARED] = p->technology_sharing_ceiling * saturate(p->technology_sharing * x, p->technology_sharing_scale);
    t->more.efficiency *= 1 + does[TOOLS];
    t->more.deflection_left *= 1 - does[SELF_SERVICE];
    t->more.sharing = does[SHARED];
}

static double hours_for_leads(const struct twin *t)
{
    return (double)t->heads[LEAD] * t->p.sales_hours_per_lead * (1 - t->p.sales_self_directed);
}

void twin_open_sales(struct twin *t)
{
    struct desk *desk = &t->desk;
    desk->lead_abandon = 1;
    desk->served_buy = t->more.buy;
    if (!t->p.sales_enabled) return;
    t->sales = 1;
    desk->sales_load = hours_for_leads(t);
    desk->sales_hours = a_week(t, SALES) / t->p.sales_wage * t->more.efficiency;
    if (desk->sales_load <= desk->sales_hours) return;
    const double worked = desk->sales_hours / desk->sales_load;
    t->more.buy *= worked;
    desk->lead_abandon = 1 + t->p.sales_wait_abandon * (1 - worked);
}

/* ---- Erlang ---- */

struct loss {
    double c, a;
};

static double loss_integrand(double u, void *user)
{
    const struct loss *l = user;
    return exp(-u) * pow(1 + u / l->a, l->c);
}

static double blocked(double servers, double load)
{
    struct loss l = {servers - floor(servers), load};
    double inverse, error;
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
    const int status =
        gsl_integration_qagiu(&(gsl_function){loss_integrand, &l}, 0, 0, 1e-12, 1000, space, &inverse, &error);
    assert(space && !status);
    (void)status;
    gsl_integration_workspace_free(space);
    double b = 1 / inverse;
    for (double c = l.c + 1; c < servers + .5; c++)
        b = load * b / (c + load * b);
    return b;
}

/* Mean wait, and the share that gives up, of cases of this handling time (hours) for so many people. */
static double wait_for(const struct params *p, double people, double load, double handling, double *gives_up)
{
    *gives_up = 0;
    if (load <= 0) return 0;
    if (p->service_law == 0) {
        if (people <= 0) return INFINITY;
        const double a = fmin(load, people * p->service_most_utilisation), b = blocked(people, a);
        return people * b / (people - a * (1 - b)) * handling / (people - a);
    }
    const double b = blocked(people, load), x = people * p->service_patience / handling, rho = load / people;
    const double a = people > 0 ? gsl_sf_hyperg_1F1(1, x + 1, x * rho) : 1;
    *gives_up = people > 0 ? a * b / (1 + (a - 1) * b) * (1 / (rho * a) + 1 - 1 / rho) : 1;
    return *gives_up * p->service_patience;
}

/* ---- service ---- */

static double chance_of_case(const struct twin *t, const struct segment *segment)
{
    return twin_chance(t, t->p.service_rate * t->desk.cases * segment->cases);
}

/* People that the cases of all who are customers now would keep busy, by kind; and how many cases an hour. */
static void count_work(const struct twin *t, double load[CASE_KINDS], double *cases)
{
    const struct params *p = &t->p;
    double n = 0;
    for (uint32_t id = 0; id < t->setup->n_agents; id++)
        if (t->people[id].stage == CUSTOMER) n += chance_of_case(t, t->people[id].segment);
    const double an_hour = n / t->D / p->service_hours, routine = an_hour * (1 - p->service_complex) * t->desk.left;
    load[ROUTINE] = routine * p->service_routine_handling;
    load[COMPLEX] = an_hour * p->service_complex * p->service_complex_handling;
    *cases = routine + an_hour * p->service_complex;
}

static double automation_cost(const struct twin *t)
{
    return t->p.service_automation > 0 ? t->p.service_automation_cost * t->setup->n_agents / 1000 : 0;
}

static void stand_in_line(struct twin *t, const double load[CASE_KINDS], double cases)
{
    const struct params *p = &t->p;
    struct desk *desk = &t->desk;
    const double all = load[ROUTINE] + load[COMPLEX], mean = all / cases;
    const double handling[CASE_KINDS] = {0, p->service_routine_handling, p->service_complex_handling};
    for (int kind = ROUTINE; kind <= COMPLEX; kind++) {
        desk->wait[kind] = desk->gives_up[kind] = 0;
        if (all <= 0) continue;
        if (p->service_staff == 1) {
            desk->wait[kind] =
                wait_for(p, desk->people * load[kind] / all, load[kind], handling[kind], &desk->gives_up[kind]);
            continue;
        }
        const double square = (load[ROUTINE] * handling[ROUTINE] + load[COMPLEX] * handling[COMPLEX]) / cases;
        desk->wait[kind] = wait_for(p, desk->people, all, mean, &desk->gives_up[kind]);
        if (p->service_law == 0) desk->wait[kind] *= square / mean / mean;
    }
}

void twin_open_service(struct twin *t)
{
    const struct params *p = &t->p;
    struct desk *desk = &t->desk;
    double load[CASE_KINDS], cases;
    if (!p->service_enabled) return;
    const double money = a_week(t, SERVICE), cost = automation_cost(t), paid = fmin(money, cost);
    desk->left = t->more.deflection_left * (1 - p->service_automation * (cost > 0 ? paid / cost : 1));
    desk->cases = t->more.cases;
    desk->people = (money - paid) / p->service_wage / p->service_hours;
    count_work(t, load, &cases);
    stand_in_line(t, load, cases);
    desk->service_load = load[ROUTINE] + load[COMPLEX];
    if (p->service_law == 1) return;
    const double before = desk->backlog;
    desk->backlog = fmax(0, before + (desk->service_load - desk->people) * p->service_hours * t->D);
    if (before + desk->backlog <= 0) return;
    desk->wait[ROUTINE] += (before + desk->backlog) / 2 / desk->people;
    desk->wait[COMPLEX] += (before + desk->backlog) / 2 / desk->people;
}

void twin_have_case(struct twin *t, uint32_t id)
{
    const struct params *p = &t->p;
    struct person *person = &t->people[id];
    if (fly_unit(draw_first(t, id, "service.case").w[0]) >= chance_of_case(t, person->segment)) return;
    const struct fly_words words = fly_draw(t->dynamics, id, t->step, fly_call_number("service.course"), 0);
    enum case_kind kind = SELF_SERVED;
    double change = p->service_self_service_change;
    if (fly_unit(words.w[0]) < p->service_complex)
        kind = COMPLEX;
    else if (fly_unit(words.w[1]) >= 1 - t->desk.left)
        kind = ROUTINE;
    t->out->cases[kind]++;
    if (kind != SELF_SERVED) {
        change = -p->service_wait_penalty * saturate(t->desk.wait[kind], p->service_wait_scale);
        if (fly_unit(words.w[3]) < t->desk.gives_up[kind]) {
            t->out->abandoned_cases[0]++;
            change -= p->service_abandon_penalty;
        }
    }
    twin_touch(t, person, change, words.w[2]);
}

/* ---- books ---- */

static int64_t cents(double money)
{
    return (int64_t)ceil(100 * money);
}

static void ask_for_money(struct twin *t)
{
    const struct params *p = &t->p;
    if (p->technology_enabled) t->wanted[TECHNOLOGY] = INT64_MAX;
    if (p->sales_enabled)
        t->wanted[SALES] = cents(hours_for_leads(t) / (t->step ? t->more.efficiency : 1) / p->sales_least_utilisation *
                                 t->D * p->sales_wage);
    if (!p->service_enabled) return;
    double load[CASE_KINDS], cases;
    if (!t->step) t->desk.left = t->desk.cases = 1;
    count_work(t, load, &cases);
    const double hours = (load[ROUTINE] + load[COMPLEX]) * p->service_hours + t->desk.backlog / t->D;
    t->wanted[SERVICE] = cents((hours / p->service_least_utilisation * p->service_wage + automation_cost(t)) * t->D);
}

void twin_close_desk(struct twin *t)
{
    const struct params *p = &t->p;
    const struct desk *desk = &t->desk;
    struct twin_step *out = t->out;
    for (int k = 0; k < 3; k++)
        out->technology[k] = p->technology_enabled ? desk->technology[k] : NAN;
    ask_for_money(t);
    const bool sells = p->sales_enabled && t->step, serves = p->service_enabled && t->step;
    out->sales_load[0] = sells ? desk->sales_load : NAN;
    out->sales_capacity[0] = sells ? desk->sales_hours : NAN;
    out->sales_utilisation[0] = sells && desk->sales_hours > 0 ? desk->sales_load / desk->sales_hours : NAN;
    out->case_wait[SELF_SERVED] = serves ? 0 : NAN;
    for (int kind = ROUTINE; kind <= COMPLEX; kind++)
        out->case_wait[kind] = serves && isfinite(desk->wait[kind]) ? desk->wait[kind] : NAN;
    out->service_load[0] = serves ? desk->service_load * p->service_hours : NAN;
    out->service_capacity[0] = serves ? desk->people * p->service_hours : NAN;
    out->service_utilisation[0] = serves && desk->people > 0 ? desk->service_load / desk->people : NAN;
    out->service_backlog[0] = serves ? desk->backlog : NAN;
}
