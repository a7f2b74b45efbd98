/* How sure the figures are: what chance leaves open, and how many replicates would halve it. */
#include "report/basis.h"

#include "analysis/words.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

/* "is known to within 5.7 k either way (12 % of it) after 8 replicates; half of that would take 27." */
static void say_estimate(struct fly_html *html, const struct fly_estimate *estimate, const char *unit,
                         enum fly_pairing pairing)
{
    const double half = (estimate->high - estimate->low) / 2;
    const size_t n = fly_estimate_units_for(estimate, half / 2) * pairing;
    char width[FLY_WORDS];
    fly_words_amount(half, unit, width);
    fly_html_say(html, "known to within %s either way (95 %% interval)", width);
    if (estimate->mean != 0) fly_html_say(html, ", %.2g %% of it", fabs(100 * half / estimate->mean));
    fly_html_say(html, ", after %zu replicates. ", estimate->n_values);
    if (n > 0) fly_html_say(html, "To halve that would take about %zu.", n);
}

/* One replicate tells nothing about chance. */
static bool say_nothing(struct fly_html *html, const struct fly_estimate *estimate)
{
    if (estimate->n >= 2) return false;
    fly_html_say(html, "%s",
                 estimate->n == 0 ? "undefined in all replicates."
                                  : "of one replicate only: how much of it is chance cannot be told.");
    return true;
}

static void put_comparison(struct fly_html *html, const struct fly_report *report, const struct fly_comparison *c,
                           size_t k)
{
    const struct fly_kpi_row *kpi = &report->data->kpis[k];
    const struct fly_kpi_comparison *figures = &c->kpis[k];
    char name[FLY_WORDS];
    fly_words_name(kpi->name, name);
    fly_html_put(html, "<li>");
    fly_html_say(html, "The difference in %s, %s less %s, is ", name, report->data->scenarios.text[c->b],
                 report->data->scenarios.text[c->a]);
    if (!say_nothing(html, &figures->difference))
        say_estimate(html, &figures->difference, kpi->unit, report->data->pairing);
    if (isfinite(figures->crn_ratio))
        fly_html_say(html, " As both meet the same luck, its variance is %.2g of what separate luck would give%s.",
                     figures->crn_ratio, figures->crn_ratio > 1 ? ", so this costs precision here" : "");
    if (isfinite(figures->difference.pair_ratio))
        fly_html_say(html, " Pairs with opposite luck leave %.2g of the variance.", figures->difference.pair_ratio);
    fly_html_put(html, "</li>\n");
}

static int put_one(struct fly_html *html, const struct fly_report *report, size_t k, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    struct fly_estimate *estimates = fly_alloc(data->n_kpis, sizeof *estimates);
    char name[FLY_WORDS];
    if (!estimates) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the precision.");
    fly_describe(data, 0, estimates);
    fly_words_name(data->kpis[k].name, name);
    fly_html_put(html, "<li>");
    fly_html_say(html, "%s is ", name);
    if (!say_nothing(html, &estimates[k])) say_estimate(html, &estimates[k], data->kpis[k].unit, data->pairing);
    fly_html_put(html, "</li>\n");
    fly_free(estimates);
    return FLY_OK;
}

int fly_basis_put_precision(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    const ptrdiff_t k = fly_deciding_kpi(report->data);
    if (k < 0) return FLY_OK;
    fly_html_put(html, "<h3>How much of it is chance</h3>\n");
    if (report->data->n_points > 0) {
        fly_html_put(html, "<p>The intervals of an experiment are those of each point by itself.</p>\n");
        return FLY_OK;
    }
    fly_html_put(html, "<p>Intervals say what chance leaves open, not whether the assumptions are right.</p>\n<ul>\n");
    if (report->n_comparisons == 0) FLY_TRY(put_one(html, report, (size_t)k, error));
    for (size_t i = 0; i < report->n_comparisons; i++)
        put_comparison(html, report, &report->comparisons[i], (size_t)k);
    fly_html_put(html, "</ul>\n");
out:
    return ret;
}
