/* The twin's wheels: dx/dt = (G - diag b) x + u by the method of Runge and Kutta, in four hundred short steps. */
#include "tests/support/twin_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SHORT_STEPS = 400, FIRST_RATE = 1, LAST_RATE = 8, DRIVES_CHANNEL, DRIVES_QUALITY };

static const void *field(const struct fly_section *section, const char *key)
{
    const ptrdiff_t row = fly_param_find(section->table, key);
    assert(row >= 0);
    return (const char *)section->values + section->table->rows[row].offset;
}

static double number(const struct fly_section *section, const char *key)
{
    return fly_param_number(&section->table->rows[fly_param_find(section->table, key)], section->values);
}

static const char *text(const struct fly_section *section, const char *key)
{
    return *(const char *const *)field(section, key);
}

/* The wheels of this step; their number. */
static size_t find_wheels(const struct twin *t, const struct fly_section **wheel)
{
    size_t n = 0;
    for (size_t s = 0; s < t->now_values.n_sections; s++)
        if (!strcmp(t->now_values.sections[s].table->section, "wheel")) *wheel = &t->now_values.sections[s] - n++;
    return n;
}

/* G and b of the wheels that are there. */
static void read_graph(const struct fly_section *wheel, size_t n, double a[MOST_WHEELS][MOST_WHEELS])
{
    char name[64];
    double rate;
    for (size_t from = 0; from < n; from++) {
        if (number(&wheel[from], "enabled") == 0) continue;
        a[from][from] -= number(&wheel[from], "friction");
        for (const char *at = text(&wheel[from], "couples_to"); at;) {
            if (sscanf(at, " %63[^:]:%lf", name, &rate) != 2) break;
            for (size_t to = 0; to < n; to++)
                if (!strcmp(wheel[to].name, name) && number(&wheel[to], "enabled") > 0) a[to][from] += rate;
            at = strchr(at, ',');
            if (at) at++;
        }
    }
}

static void slope(size_t n, double a[MOST_WHEELS][MOST_WHEELS], const double *x, const double *u, double *dx)
{
    for (size_t i = 0; i < n; i++) {
        dx[i] = u[i];
        for (size_t j = 0; j < n; j++)
            dx[i] += a[i][j] * x[j];
    }
}

static void short_step(size_t n, double a[MOST_WHEELS][MOST_WHEELS], const double *u, double h, double *x)
{
    static const double ahead[] = {0, .5, .5, 1}, weight[] = {1. / 6, 1. / 3, 1. / 3, 1. / 6};
    double k[MOST_WHEELS] = {0}, at[MOST_WHEELS], sum[MOST_WHEELS] = {0};
    for (int stage = 0; stage < 4; stage++) {
        for (size_t i = 0; i < n; i++)
            at[i] = x[i] + ahead[stage] * h * k[i];
        slope(n, a, at, u, k);
        for (size_t i = 0; i < n; i++)
            sum[i] += weight[stage] * k[i];
    }
    for (size_t i = 0; i < n; i++)
        x[i] += h * sum[i];
}

/* ---- what turns them ---- */

static double all(const int64_t *counts, size_t n)
{
    int64_t sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += counts[k];
    return (double)sum;
}

static double money_from(const struct twin *t, const char *name)
{
    static const char *const activities[] = {"sales",      "service",    "retention",  "delight",
                                             "incentives", "community",  "technology", "winback",
                                             "levers",     "onboarding", "fixed"};
    for (size_t s = 0, c = 0; s < t->now_values.n_sections; s++)
        if (!strcmp(t->now_values.sections[s].table->section, "channel")) {
            if (!strcmp(t->now_values.sections[s].name, name)) return .01 * (double)t->out->cost[c];
            c++;
        }
    for (size_t a = 0; a < ACTIVITIES; a++)
        if (!strcmp(activities[a], name)) return .01 * (double)t->out->cost[t->n_channels + a];
    return 0;
}

static double input(const struct twin *t, const struct fly_section *wheel)
{
    const struct twin_step *out = t->out;
    const double content = t->p.community_enabled && t->p.community_awareness ? (double)out->contributions[0] : 0;
    const double events = number(wheel, "per_purchase") * (double)out->purchases[0] +
                          number(wheel, "per_new_customer") * all(out->new_customers, TWIN_SOURCES) +
                          number(wheel, "per_referral") * (double)out->new_customers[REFERRAL] +
                          number(wheel, "per_review") * all(out->reviews, 3) +
                          number(wheel, "per_contribution") * content +
                          number(wheel, "per_good_word") * (double)out->accepted_signals[GOOD] +
                          number(wheel, "per_bad_word") * (double)out->accepted_signals[BAD] +
                          number(wheel, "per_money") * money_from(t, text(wheel, "money_from"));
    return number(wheel, "constant") + events / t->D / (t->setup->n_agents / 1000.0);
}

void twin_close_wheels(struct twin *t)
{
    const struct fly_section *wheel = NULL;
    const size_t n = find_wheels(t, &wheel);
    double a[MOST_WHEELS][MOST_WHEELS] = {{0}}, u[MOST_WHEELS] = {0};
    bool any = false;
    for (size_t w = 0; w < n; w++) {
        const bool is_there = number(&wheel[w], "enabled") > 0;
        any |= is_there;
        if (t->step == 0) t->wheel_level[w] = is_there ? number(&wheel[w], "start") : 0;
        u[w] = is_there ? input(t, &wheel[w]) : 0;
    }
    read_graph(wheel, n, a);
    for (int k = 0; k < SHORT_STEPS && t->step > 0; k++)
        short_step(n, a, u, t->D / SHORT_STEPS, t->wheel_level);
    for (size_t w = 0; w < n; w++) {
        t->wheel_level[w] = fmax(0, t->wheel_level[w]);
        t->out->wheel_level[w] = any ? t->wheel_level[w] : NAN;
    }
}

/* ---- what they do ---- */

void twin_open_wheels(struct twin *t)
{
    double *const rate[] = {&t->more.reach,   &t->more.talk,  &t->more.consider, &t->more.buy,
                            &t->more.abandon, &t->more.refer, &t->more.churn,    &t->more.cases};
    const struct fly_section *wheel = NULL;
    const size_t n = find_wheels(t, &wheel);
    for (size_t w = 0; w < n; w++) {
        const int drives = (int)number(&wheel[w], "drives");
        const double lift = number(&wheel[w], "lift") * (1 - exp(-t->wheel_level[w] / number(&wheel[w], "scale")));
        if (drives >= FIRST_RATE && drives <= LAST_RATE) *rate[drives - FIRST_RATE] *= 1 + lift;
        if (drives == DRIVES_QUALITY) t->more.quality += lift;
        for (size_t s = 0, c = 0; s < t->now_values.n_sections && drives == DRIVES_CHANNEL; s++) {
            if (strcmp(t->now_values.sections[s].table->section, "channel") != 0) continue;
            if (!strcmp(t->now_values.sections[s].name, text(&wheel[w], "channel")))
                t->channels[c].more_reach *= 1 + lift;
            c++;
        }
    }
}
