/* What this rests on: parameters, what was chosen without a source, precision, warnings, definitions, how to run it
 * again. */
#include "report/basis.h"

#include "analysis/caveats.h"

#include <stdio.h>
#include <string.h>

/* ---- warnings ---- */

/* "funnel, flywheel: ", where there is more than one scenario. */
static void put_names(struct fly_html *html, const struct fly_dataset *data, const struct fly_caveat *caveat)
{
    bool is_first = true;
    if (data->scenarios.n == 1) return;
    for (size_t s = 0; s < data->scenarios.n; s++) {
        if (!caveat->is_for[s]) continue;
        fly_html_put(html, is_first ? "<strong>%" : ", %", data->scenarios.text[s]);
        is_first = false;
    }
    fly_html_put(html, ":</strong> ");
}

static void put_budgets(struct fly_html *html, const struct fly_report *report)
{
    for (size_t i = 0; i < report->n_comparisons; i++) {
        const struct fly_comparison *c = &report->comparisons[i];
        if (c->equal_spend) continue;
        fly_html_put(html, "<li>");
        fly_html_say(html, "%s and %s do not spend the same: the difference is %.2g %%.",
                     report->data->scenarios.text[c->a], report->data->scenarios.text[c->b],
                     100 * (c->spend_b - c->spend_a) / c->spend_a);
        fly_html_put(html, "</li>\n");
    }
}

static int put_caveats(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    struct fly_caveats caveats;
    struct fly_html items = {0};
    const int ret = fly_caveats_find(&caveats, report->data, &report->settings, error);
    if (ret < 0) return ret;
    put_budgets(&items, report);
    for (size_t i = 0; i < caveats.n; i++) {
        fly_html_put(&items, "<li>");
        put_names(&items, report->data, &caveats.items[i]);
        fly_html_put(&items, "%.</li>\n", caveats.items[i].text);
    }
    fly_caveats_free(&caveats);
    fly_html_put(html, "<h3>Warnings</h3>\n");
    if (items.n > 0) {
        fly_html_put(html, "<ul>\n");
        fly_html_raw(html, items.text, items.n);
        fly_html_put(html, "</ul>\n");
    } else {
        fly_html_put(html, "<p>None: the program has nothing to say against these scenarios.</p>\n");
    }
    if (items.status < 0) html->status = items.status;
    fly_html_free(&items);
    return FLY_OK;
}

/* ---- definitions ---- */

static void put_definitions(struct fly_html *html, const struct fly_dataset *data)
{
    fly_html_put(html, "<h3>What the figures mean</h3>\n<details><summary>Definitions of all KPIs</summary>\n"
                       "<dl class=\"def\">\n");
    for (size_t k = 0; k < data->n_kpis; k++) {
        const struct fly_kpi_row *kpi = &data->kpis[k];
        const char *better = kpi->better == FLY_HIGHER  ? ", higher is better"
                             : kpi->better == FLY_LOWER ? ", lower is better"
                                                        : "";
        fly_html_put(html, "<dt>% <span class=\"muted\">%%</span></dt><dd>%", kpi->name,
                     strcmp(kpi->unit, "1") == 0 ? "a ratio" : kpi->unit, better, kpi->doc);
        if (*kpi->formula) fly_html_put(html, "<br><code>%</code>", kpi->formula);
        fly_html_put(html, "</dd>\n");
    }
    fly_html_put(html, "</dl>\n</details>\n");
}

int fly_section_basis(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret;
    fly_basis_put_settings(html, report);
    FLY_TRY(fly_basis_put_precision(html, report, error));
    FLY_TRY(put_caveats(html, report, error));
    if (report->data->n_kpis > 0) put_definitions(html, report->data);
    fly_basis_put_reproduction(html, report);
out:
    return ret;
}
