/* How far later strategies are ahead of the first one over time, replicate by replicate, with 95 % intervals. */
#include "report/courses.h"

#include "sim/alloc.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SEVERAL = 10, TOLD = 4 };

/* estimates[n_pairs][n_weeks]: strategy 1 + pair less strategy 0. */
struct differences {
    const struct fly_report *report;
    const struct fly_dataset *data;
    const struct fly_courses_row *row;
    const struct fly_course *course;
    struct fly_estimate *estimates;
    size_t n_pairs;
    bool has_intervals;
};

static const struct fly_estimate *at_end(const struct differences *d, size_t pair)
{
    return &d->estimates[(pair + 1) * d->data->n_weeks - 1];
}

static bool is_zero(const struct differences *d)
{
    for (size_t i = 0; i < d->n_pairs * d->data->n_weeks; i++)
        if (isfinite(d->estimates[i].mean) && d->estimates[i].mean != 0) return false;
    return true;
}

/* ---- words ---- */

/* What is said of two strategies. */
struct pair {
    const char *ahead, *behind; /* at the end */
    struct fly_lead lead;
    const struct fly_estimate *end;
    char amount[FLY_WORDS], from[FLY_WORDS], sure[FLY_WORDS];
};

static int look_at(struct pair *pair, const struct differences *d, struct fly_error *error)
{
    *pair = (struct pair){.end = at_end(d, 0)};
    const bool is_b = !(pair->end->mean < 0);
    pair->ahead = d->data->scenarios.text[is_b];
    pair->behind = d->data->scenarios.text[!is_b];
    const int ret = fly_course_lead(d->course, !is_b, is_b, FLY_HIGHER, &pair->lead, error);
    fly_words_amount(fabs(pair->end->mean), "", pair->amount);
    (void)fly_courses_print_week(d->data, pair->lead.from, pair->from);
    (void)fly_courses_print_week(d->data, pair->lead.sure_from, pair->sure);
    return ret;
}

static void print_title(const struct differences *d, const struct pair *pair, char text[FLY_CHART_TITLE])
{
    const char *name = d->row->name;
    if (d->data->n_replicates == 1)
        (void)snprintf(text, FLY_CHART_TITLE, "%s is ahead in %s from %s on, by %s at the end, in the only replicate",
                       pair->ahead, name, pair->from, pair->amount);
    else if (isinf(pair->lead.sure_from))
        (void)snprintf(text, FLY_CHART_TITLE, "In %s %s and %s cannot be told apart at the end", name, pair->ahead,
                       pair->behind);
    else if (pair->lead.sure_from == pair->lead.from)
        (void)snprintf(text, FLY_CHART_TITLE, "%s is ahead in %s from %s on, by %s at the end", pair->ahead, name,
                       pair->from, pair->amount);
    else
        (void)snprintf(text, FLY_CHART_TITLE, "%s is ahead in %s from %s on, surely from %s on, by %s at the end",
                       pair->ahead, name, pair->from, pair->sure, pair->amount);
}

static void print_alt(const struct differences *d, const struct pair *pair, char text[FLY_CHART_ALT])
{
    char interval[FLY_WORDS_INTERVAL], amount[FLY_WORDS];
    char *const *names = d->data->scenarios.text;
    fly_words_signed(pair->end->mean, "", amount);
    if (isnan(pair->end->low)) {
        (void)snprintf(text, FLY_CHART_ALT, "%s less %s, week by week. One %s gives no interval.", names[1], names[0],
                       fly_words_unit(pair->end));
        return;
    }
    fly_words_interval(pair->end->low, pair->end->high, "", interval);
    (void)snprintf(
        text, FLY_CHART_ALT,
        "%s less %s, week by week: the mean over replicates, and its 95 %% interval in each week. It ends at "
        "%s (95 %% interval %s); %s is ahead there in %zu of %zu replicates.",
        names[1], names[0], amount, interval, pair->ahead, pair->lead.n_ahead, pair->lead.n);
}

static void print_many(const struct differences *d, struct fly_chart *chart)
{
    char amount[FLY_WORDS];
    char *const *names = d->data->scenarios.text;
    size_t used = (size_t)snprintf(chart->title, sizeof chart->title,
                                   "%c%s against %s at the end: ", toupper((unsigned char)d->row->name[0]),
                                   d->row->name + 1, names[0]);
    for (size_t p = 0; p < d->n_pairs && p < TOLD && used < sizeof chart->title; p++) {
        fly_words_signed(at_end(d, p)->mean, "", amount);
        used += (size_t)snprintf(chart->title + used, sizeof chart->title - used, "%s%s %s", p ? ", " : "",
                                 names[p + 1], amount);
    }
    (void)snprintf(chart->alt, sizeof chart->alt,
                   "Each later strategy less %s, week by week: the mean over replicates%s. Above the line at 0 it is "
                   "ahead of %s.",
                   names[0], d->has_intervals ? ", and its 95 % interval in each week" : "", names[0]);
}

/* ---- data ---- */

static void put_columns(struct fly_html *html, const struct differences *d)
{
    static const char *const roles[] = {"mid", "low95", "high95"}, *const titles[] = {"mean", "95 % from", "to"};
    char group[FLY_CHART_TITLE], title[FLY_CHART_TITLE + FLY_WORDS];
    char *const *names = d->data->scenarios.text;
    fly_chart_column(html, "x", "", "weeks", "week");
    for (size_t p = 0; p < d->n_pairs; p++) {
        (void)snprintf(group, sizeof group, "%s less %s", names[p + 1], names[0]);
        for (size_t i = 0; i < (d->has_intervals ? 3 : 1); i++) {
            (void)snprintf(title, sizeof title, "%s, %s", group, titles[i]);
            fly_chart_column(html, roles[i], group, d->row->unit, title);
        }
    }
    fly_chart_body(html);
}

static void put_rows(struct fly_html *html, const struct differences *d, const struct fly_courses_weeks *weeks)
{
    for (size_t i = 0; i < fly_courses_rows(weeks); i++) {
        const size_t w = fly_courses_week(weeks, i);
        fly_chart_row(html);
        fly_chart_number(html, d->data->weeks[w]);
        for (size_t p = 0; p < d->n_pairs; p++) {
            const struct fly_estimate *e = &d->estimates[p * d->data->n_weeks + w];
            fly_chart_number(html, e->mean);
            if (!d->has_intervals) continue;
            fly_chart_number(html, e->low);
            fly_chart_number(html, e->high);
        }
    }
}

static int compute(struct differences *d, struct fly_error *error)
{
    int ret = FLY_OK;
    d->estimates = fly_alloc(d->n_pairs * d->data->n_weeks, sizeof *d->estimates);
    if (!d->estimates) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the differences of '%s'.", d->row->series);
    for (size_t p = 0; p < d->n_pairs; p++)
        FLY_TRY(fly_course_differences(d->course, 0, p + 1, &d->estimates[p * d->data->n_weeks], error));
out:
    return ret;
}

static void put_figure(struct fly_html *html, const struct differences *d, struct fly_chart *chart, double mark)
{
    const size_t n_columns = 1 + d->n_pairs * (d->has_intervals ? 3 : 1), used = strlen(chart->alt);
    const struct fly_courses_weeks weeks = fly_courses_weeks(d->report, n_columns);
    char note[FLY_WORDS];
    (void)snprintf(chart->alt + used, sizeof chart->alt - used, "%s", fly_courses_note(&weeks, note));
    fly_chart_set(chart, "data-y", "difference in %s", d->row->axis);
    fly_chart_set(chart, "data-zero", "1");
    if (!isnan(mark)) {
        fly_chart_set(chart, "data-mark-x", "%.6g", mark);
        fly_chart_set(chart, "data-mark", "leads from week %.6g", mark);
    }
    fly_chart_open(html, chart);
    put_columns(html, d);
    put_rows(html, d, &weeks);
    fly_chart_close(html);
}

int fly_courses_put_differences(struct fly_html *html, const struct fly_report *report,
                                const struct fly_courses_row *row, const struct fly_course *course,
                                struct fly_error *error)
{
    int ret;
    const struct fly_dataset *data = report->data;
    struct differences d = {.report = report,
                            .data = data,
                            .row = row,
                            .course = course,
                            .n_pairs = data->scenarios.n - 1,
                            .has_intervals = data->n_replicates > data->pairing && data->scenarios.n <= SEVERAL};
    struct fly_chart chart = {.id = row->difference_id, .kind = "bands"};
    struct pair pair;
    double mark = NAN; /* where the lead begins */
    FLY_TRY(compute(&d, error));
    if (is_zero(&d)) {
        fly_html_put(html, "<p>There is no difference in %.</p>\n", row->name);
        goto out;
    }
    if (d.n_pairs == 1) {
        FLY_TRY(look_at(&pair, &d, error));
        print_title(&d, &pair, chart.title);
        print_alt(&d, &pair, chart.alt);
        if (isfinite(pair.lead.from) && pair.lead.from > data->weeks[0]) mark = pair.lead.from;
    } else {
        print_many(&d, &chart);
    }
    put_figure(html, &d, &chart, mark);
out:
    fly_free(d.estimates);
    return ret;
}
