/* Where money came from and went to; the header has the definitions. */
#include "analysis/money.h"

#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const fly_money_names[FLY_N_MONEY] = {
    [FLY_MONEY_MARGIN] = "gross margin",
    [FLY_MONEY_MEDIA] = "media",
    [FLY_MONEY_SELLING] = "sales and onboarding",
    [FLY_MONEY_KEEPING] = "keeping customers",
    [FLY_MONEY_REWARDS] = "rewards for referrals",
    [FLY_MONEY_IMPROVING] = "technology and levers",
    [FLY_MONEY_FIXED] = "fixed costs",
    [FLY_MONEY_PROFIT] = "profit",
    [FLY_MONEY_USEFUL] = "media for people who became customers",
    [FLY_MONEY_WASTED] = "media for people who did not",
};

/* ---- the bridge ---- */

/* Ledgers that are no channels. */
static enum fly_money_line line_of(const char *ledger)
{
    static const struct {
        const char *ledger;
        enum fly_money_line line;
    } activities[] = {
        {"sales", FLY_MONEY_SELLING},     {"onboarding", FLY_MONEY_SELLING}, {"service", FLY_MONEY_KEEPING},
        {"retention", FLY_MONEY_KEEPING}, {"delight", FLY_MONEY_KEEPING},    {"community", FLY_MONEY_KEEPING},
        {"winback", FLY_MONEY_KEEPING},   {"incentives", FLY_MONEY_REWARDS}, {"technology", FLY_MONEY_IMPROVING},
        {"levers", FLY_MONEY_IMPROVING},  {"fixed", FLY_MONEY_FIXED},
    };
    for (size_t i = 0; i < sizeof activities / sizeof *activities; i++)
        if (strcmp(activities[i].ledger, ledger) == 0) return activities[i].line;
    return FLY_MONEY_MEDIA;
}

static void add_costs(struct fly_measures *money, const struct fly_measures *cost)
{
    for (size_t row = 0; row < money->n_scenarios * money->n_replicates; row++)
        for (size_t k = 0; k < cost->n; k++)
            money->values[row * FLY_N_MONEY + line_of(cost->names.text[k])] += cost->values[row * cost->n + k];
}

static int add_margin(struct fly_measures *money, const struct fly_dataset *data, struct fly_error *error)
{
    bool is_flow;
    double *margin;
    const int ret = fly_dataset_series(data, "gross_margin", &margin, &is_flow, error);
    if (ret < 0) return ret;
    for (size_t row = 0; row < money->n_scenarios * money->n_replicates; row++) {
        double *lines = &money->values[row * FLY_N_MONEY];
        for (size_t w = 0; w < data->n_weeks; w++)
            lines[FLY_MONEY_MARGIN] += margin[row * data->n_weeks + w];
        lines[FLY_MONEY_PROFIT] = lines[FLY_MONEY_MARGIN];
        for (int line = FLY_MONEY_MEDIA; line <= FLY_MONEY_FIXED; line++)
            lines[FLY_MONEY_PROFIT] -= lines[line];
    }
    fly_free(margin);
    return FLY_OK;
}

/* ---- what was spent in vain ---- */

struct spend {
    struct fly_measures cost, aware, acquired; /* totals by ledger and by source */
};

static double number_of(const struct fly_parameters *all, const char *channel, const char *key)
{
    char name[256];
    (void)snprintf(name, sizeof name, "channel.%s.%s", channel, key);
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->items[i].name, name) == 0) return all->items[i].number;
    return NAN;
}

/* Of one channel that makes strangers aware. */
static void divide_media(struct fly_measures *money, const struct spend *spend, size_t scenario, size_t ledger)
{
    const char *channel = spend->cost.names.text[ledger];
    const ptrdiff_t aware = fly_measures_find(&spend->aware, channel),
                    won = fly_measures_find(&spend->acquired, channel);
    for (size_t r = 0; aware >= 0 && won >= 0 && r < money->n_replicates; r++) {
        const double media = fly_measures_row(&spend->cost, scenario, r)[ledger];
        const double reached = fly_measures_row(&spend->aware, scenario, r)[aware];
        const double customers = fly_measures_row(&spend->acquired, scenario, r)[won];
        const double useful = reached > 0 ? media * fmin(customers / reached, 1) : 0;
        double *lines = fly_measures_row(money, scenario, r);
        lines[FLY_MONEY_USEFUL] += useful;
        lines[FLY_MONEY_WASTED] += media - useful;
    }
}

static int find_wasted(struct fly_measures *money, const struct spend *spend, const struct fly_dataset *data,
                       struct fly_error *error)
{
    static const double GENERATES = 0; /* channel.NAME.kind; the other kind catches those who look already */
    for (size_t s = 0; s < data->scenarios.n; s++) {
        struct fly_parameters all;
        const int ret = fly_dataset_parameters(data, s, &all, error);
        if (ret < 0) return ret;
        for (size_t k = 0; k < spend->cost.n; k++)
            if (number_of(&all, spend->cost.names.text[k], "kind") == GENERATES) divide_media(money, spend, s, k);
        fly_parameters_free(&all);
    }
    return FLY_OK;
}

/* ---- all of it ---- */

int fly_money_init(struct fly_measures *money, const struct fly_dataset *data, struct fly_error *error)
{
    assert(money && data);
    int ret;
    struct spend spend = {0};
    *money = (struct fly_measures){0};
    FLY_TRY(fly_measures_totals(&spend.cost, data, "cost", error));
    FLY_TRY(fly_measures_totals(&spend.aware, data, "aware", error));
    FLY_TRY(fly_measures_totals(&spend.acquired, data, "new_customers", error));
    FLY_TRY(fly_measures_init(money, data, FLY_N_MONEY, error));
    add_costs(money, &spend.cost);
    FLY_TRY(add_margin(money, data, error));
    FLY_TRY(find_wasted(money, &spend, data, error));
out:
    fly_measures_free(&spend.cost);
    fly_measures_free(&spend.aware);
    fly_measures_free(&spend.acquired);
    if (ret < 0) fly_measures_free(money);
    return ret;
}

static double lost_by_floor(double part)
{
    return part - floor(part);
}

void fly_money_round(double *parts, size_t n, double unit)
{
    assert(parts && unit > 0);
    double sum = 0, floors = 0;
    for (size_t i = 0; i < n; i++) {
        parts[i] /= unit;
        sum += parts[i];
        floors += floor(parts[i]);
    }
    /* So many are rounded up: those that lose most by being rounded down. */
    for (double left = round(sum) - floors; left > 0.5; left--) {
        size_t most = 0;
        for (size_t i = 1; i < n; i++)
            if (lost_by_floor(parts[i]) > lost_by_floor(parts[most])) most = i;
        parts[most] = ceil(parts[most]);
    }
    for (size_t i = 0; i < n; i++)
        parts[i] = unit * floor(parts[i]);
}
