/* Who wins, on what, by how much, from when, how surely, and where the other wins. */
#include "report/section.h"

#include "analysis/targets.h"
#include "report/answer.h"

#include <string.h>

size_t fly_answer_main_kpis(const struct fly_dataset *data, size_t kpis[FLY_ANSWER_CARDS])
{
    static const char *const names[FLY_ANSWER_CARDS] = {"npv",     "profit",      "customers", "revenue",
                                                        "payback", "cac_blended", "ltv_cac",   "nps"};
    size_t n = 0;
    for (size_t i = 0; i < FLY_ANSWER_CARDS; i++) {
        const ptrdiff_t k = fly_dataset_find_kpi(data, names[i]);
        if (k >= 0) kpis[n++] = (size_t)k;
    }
    return n;
}

void fly_answer_card(struct fly_html *html, const char *what, const char *value, const char *note)
{
    fly_html_put(html, "<div class=\"card\"><p class=\"k\">%</p><p class=\"v\">%</p><p class=\"u\">%</p></div>\n", what,
                 value, note);
}

const char *fly_answer_unit(const struct fly_kpi_row *kpi)
{
    return strcmp(kpi->unit, "agents") == 0 ? "" : kpi->unit;
}

const char *fly_answer_better(const struct fly_kpi_row *kpi)
{
    return kpi->better == FLY_HIGHER ? "higher" : kpi->better == FLY_LOWER ? "lower" : "";
}

/* ---- targets ---- */

int fly_answer_put_targets(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    bool is_first = true;
    for (size_t s = 0; s < data->scenarios.n; s++) {
        struct fly_targets targets;
        const int ret = fly_targets_read(&targets, data, s, error);
        if (ret < 0) return ret;
        if (targets.n > 0 && is_first) fly_html_put(html, "<h3>Targets</h3>\n<ul>\n");
        for (size_t i = 0; i < targets.n; i++) {
            fly_html_put(html, "<li>");
            if (data->scenarios.n > 1) fly_html_say(html, "%s, ", data->scenarios.text[s]);
            fly_html_put(html, "%.</li>\n", targets.items[i].sentence);
        }
        is_first &= targets.n == 0;
        fly_targets_free(&targets);
    }
    if (!is_first) fly_html_put(html, "</ul>\n");
    return FLY_OK;
}

int fly_section_answer(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret;
    const size_t n = report->data->scenarios.n;
    if (report->data->n_kpis == 0) return FLY_OK;
    if (report->data->n_points > 0)
        FLY_TRY(fly_answer_put_experiment(html, report, error));
    else if (n == 1)
        FLY_TRY(fly_answer_put_one(html, report, error));
    else if (n == 2)
        FLY_TRY(fly_answer_put_two(html, report, error));
    else
        FLY_TRY(fly_answer_put_many(html, report, error));
out:
    return ret;
}
