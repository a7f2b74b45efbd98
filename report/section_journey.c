/* From strangers to promoters: who goes on, who is lost on the way and why, and how long it takes. */
#include "report/section.h"

#include "analysis/journey.h"
#include "report/bars.h"
#include "report/finding.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- ways ---- */

/* The fate of most who were lost, other than `except`; FLY_N_FATES when nobody was. */
static size_t biggest_loss(const struct fly_journey *journey, size_t scenario, size_t except)
{
    size_t biggest = FLY_N_FATES;
    double most = 0;
    for (size_t f = FLY_FATE_INTEREST; f < FLY_FATE_STILL; f++) {
        const double share = fly_measures_of(&journey->fates, scenario, f).mean;
        if (f == except || !(share > most)) continue;
        most = share;
        biggest = f;
    }
    return biggest;
}

static int print_clause(const struct fly_journey *journey, const char *name, size_t scenario, char *text, size_t size)
{
    const size_t loss = biggest_loss(journey, scenario, FLY_N_FATES);
    const double gained = fly_measures_of(&journey->fates, scenario, FLY_FATE_CUSTOMER).mean;
    const char *with = scenario ? "; with" : "With";
    const double lost = loss == FLY_N_FATES ? 0 : fly_measures_of(&journey->fates, scenario, loss).mean;
    if (!isfinite(gained)) return snprintf(text, size, "%s %.40s nobody set out", with, name);
    if (loss == FLY_N_FATES) return snprintf(text, size, "%s %.40s %.3g became customers", with, name, gained);
    if (scenario && loss == biggest_loss(journey, 0, FLY_N_FATES))
        return snprintf(text, size, "%s %.40s %.3g and %.3g", with, name, gained, lost);
    return snprintf(text, size, "%s %.40s %.3g of 100 who set out became customers and %.3g %s", with, name, gained,
                    lost, fly_fate_names[loss]);
}

/* Of as many strategies as there is room for. */
static void print_ways_title(const struct fly_journey *journey, const struct fly_labels *names,
                             char text[FLY_CHART_TITLE])
{
    char clause[FLY_CHART_TITLE];
    size_t used = 0;
    for (size_t s = 0; s < names->n; s++) {
        const int n = print_clause(journey, names->text[s], s, clause, sizeof clause);
        if (n < 0 || used + (size_t)n >= FLY_CHART_TITLE) return;
        memcpy(text + used, clause, (size_t)n + 1);
        used += (size_t)n;
    }
}

static void print_ways_alt(const struct fly_journey *journey, const struct fly_labels *names, char text[FLY_CHART_ALT])
{
    size_t used = (size_t)snprintf(text, FLY_CHART_ALT,
                                   "A stream for each strategy, from strangers by way of prospects and leads to "
                                   "customers; what is lost leaves it. The largest loss beside lost interest:");
    for (size_t s = 0; s < names->n; s++) {
        const size_t loss = biggest_loss(journey, s, FLY_FATE_INTEREST);
        const int n =
            loss == FLY_N_FATES
                ? snprintf(text + used, FLY_CHART_ALT - used, "%s with %.60s none", s ? ";" : "", names->text[s])
                : snprintf(text + used, FLY_CHART_ALT - used, "%s with %.60s %.3g of 100 %s", s ? ";" : "",
                           names->text[s], fly_measures_of(&journey->fates, s, loss).mean, fly_fate_names[loss]);
        if (n < 0 || used + (size_t)n >= FLY_CHART_ALT) return;
        used += (size_t)n;
    }
}

static const char *const kind_names[] = {
    [FLY_WAY_ONWARD] = "onward", [FLY_WAY_LOSS] = "loss", [FLY_WAY_RETURN] = "return"};

static void put_ways(struct fly_html *html, const struct fly_journey *journey, const char *name, size_t scenario)
{
    for (size_t way = 0; way < FLY_N_WAYS; way++) {
        const struct fly_estimate estimate = fly_measures_of(&journey->ways, scenario, way);
        if (!(estimate.mean > 0)) continue;
        fly_chart_row(html);
        fly_chart_text(html, fly_ways[way].from);
        fly_chart_text(html, fly_ways[way].to);
        fly_chart_text(html, kind_names[fly_ways[way].kind]);
        fly_chart_text(html, name);
        fly_chart_number(html, estimate.mean);
        fly_chart_number(html, estimate.low);
        fly_chart_number(html, estimate.high);
    }
}

/* In a market without channels and talk nobody sets out. */
static bool does_anybody_move(const struct fly_journey *journey, const struct fly_labels *names)
{
    for (size_t s = 0; s < names->n; s++)
        for (size_t way = 0; way < FLY_N_WAYS; way++)
            if (fly_measures_of(&journey->ways, s, way).mean > 0) return true;
    return false;
}

static void put_sankey(struct fly_html *html, const struct fly_journey *journey, const struct fly_labels *names)
{
    struct fly_chart chart = {.id = "ways", .kind = "sankey"};
    print_ways_title(journey, names, chart.title);
    print_ways_alt(journey, names, chart.alt);
    fly_chart_open(html, &chart);
    fly_chart_column(html, "from", "", "", "from");
    fly_chart_column(html, "to", "", "", "to");
    fly_chart_column(html, "kind", "", "", "kind");
    fly_chart_column(html, "facet", "", "", "strategy");
    fly_chart_column(html, "value", "", "agents", "people, mean");
    fly_chart_column(html, "low", "", "agents", "95 % from");
    fly_chart_column(html, "high", "", "agents", "95 % to");
    fly_chart_body(html);
    for (size_t s = 0; s < names->n; s++)
        put_ways(html, journey, names->text[s], s);
    fly_chart_close(html);
}

/* ---- why people were lost ---- */

static void put_fates(struct fly_html *html, const struct fly_journey *journey, const struct fly_labels *names)
{
    static const size_t columns[] = {FLY_FATE_CUSTOMER, FLY_FATE_INTEREST, FLY_FATE_FRICTION, FLY_FATE_SALES,
                                     FLY_FATE_HANDOVER, FLY_FATE_PUT_OFF,  FLY_FATE_STILL};
    const char *titles[FLY_N_FATES];
    for (size_t f = 0; f < FLY_N_FATES; f++)
        titles[f] = fly_fate_names[columns[f]];
    const struct fly_bars bars = {&journey->fates, columns, titles, FLY_N_FATES, "of 100 who set out", "%"};
    const struct fly_finding finding = {&journey->fates, FLY_FATE_CUSTOMER,
                                        "share of those who set out and become customers", "%"};
    struct fly_chart chart = {.id = "fates", .kind = "bars"};
    char values[FLY_CHART_TITLE];
    if (fly_bars_are_empty(&bars)) return;
    fly_finding_title(&finding, names, chart.title);
    fly_finding_values(&finding, names, values, sizeof values);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "Bars: what became of those who set out, in percent. Became customers: %.240s. Friction, sales "
                   "people without time and handovers are the firm's own; bad word of mouth is what others said.",
                   values);
    fly_chart_set(&chart, "data-y", "%% of those who set out");
    fly_bars_put(html, &chart, &bars, names);
}

/* ---- how long it takes ---- */

static int put_times(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    static const char *const kpis[] = {"time_prospect", "time_lead", "time_handover", "time_customer"};
    static const char *const titles[] = {"prospect: knows of it", "lead: considers it", "being handed over"};
    static const size_t columns[] = {0, 1, 2};
    enum { LEAD = 1, CUSTOMER = 3, N_BEFORE = 3, N_TIMES = 4 };
    int ret;
    struct fly_measures times = {0};
    struct fly_chart chart = {.id = "stage-times", .kind = "bars"};
    char text[FLY_CHART_TITLE];
    FLY_TRY(fly_measures_kpis(&times, data, kpis, N_TIMES, error));
    const struct fly_finding of_lead = {&times, LEAD, "mean time of thinking it over as a lead", "weeks"};
    const struct fly_finding of_customer = {&times, CUSTOMER, "mean time as a customer", "weeks"};
    const struct fly_bars bars = {&times, columns, titles, N_BEFORE, "stage", "weeks"};
    if (!fly_bars_are_empty(&bars)) {
        fly_finding_title(&of_lead, &data->scenarios, chart.title);
        fly_finding_values(&of_lead, &data->scenarios, text, sizeof text);
        (void)snprintf(chart.alt, sizeof chart.alt,
                       "Bars: mean weeks in each stage before the first purchase. As a lead: %.300s.", text);
        fly_chart_set(&chart, "data-y", "weeks");
        fly_bars_put(html, &chart, &bars, &data->scenarios);
    }
    fly_finding_title(&of_customer, &data->scenarios, text);
    fly_html_put(html,
                 "<p>%. It is counted as weeks that people were customers over those who left, so that "
                 "those who are customers still are not forgotten.</p>\n",
                 text);
out:
    fly_measures_free(&times);
    return ret;
}

int fly_section_journey(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    int ret;
    struct fly_journey journey = {0};
    if (data->n_points > 0 || !fly_dataset_has(data, "journey")) return FLY_OK;
    FLY_TRY(fly_journey_init(&journey, data, error));
    if (!does_anybody_move(&journey, &data->scenarios)) goto out;
    fly_html_put(html,
                 "<p>People begin as strangers. Whoever hears of the product and cares is a prospect, who considers "
                 "buying is a lead. Numbers are moves: who gives up and comes again later sets out twice. A share of "
                 "those who gave up is put down to friction, or to sales people without time, as far as fewer would "
                 "have given up without it.</p>\n");
    put_sankey(html, &journey, &data->scenarios);
    put_fates(html, &journey, &data->scenarios);
    FLY_TRY(put_times(html, data, error));
out:
    fly_journey_free(&journey);
    return ret;
}
