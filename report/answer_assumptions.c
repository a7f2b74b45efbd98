/* Under which assumptions the answer holds: the market, the time, the money, the luck, and what was chosen. */
#include "report/answer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIFFERENCES = 5 };

static bool same_market(const struct fly_report *report)
{
    for (size_t s = 1; s < report->data->scenarios.n; s++)
        if (report->about.scenarios[s].n_agents != report->about.scenarios[0].n_agents) return false;
    return true;
}

static bool same_seeds(const struct fly_report *report)
{
    const struct fly_scenario_about *first = report->about.scenarios;
    for (size_t s = 1; s < report->data->scenarios.n; s++)
        if (first[s].seed_population != first->seed_population || first[s].seed_network != first->seed_network ||
            first[s].seed_dynamics != first->seed_dynamics)
            return false;
    return true;
}

static void say_market(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_dataset *data = report->data;
    const double weeks = data->weeks[data->n_weeks - 1];
    char people[FLY_WORDS];
    fly_words_grouped(report->about.scenarios[0].n_agents, people);
    if (data->scenarios.n == 1)
        fly_html_say(html, "The market has %s people and is followed for %.6g weeks", people, weeks);
    else if (same_market(report))
        fly_html_say(html, "All strategies face a market of %s people for %.6g weeks", people, weeks);
    else
        fly_html_say(html, "The strategies face markets of different size for %.6g weeks", weeks);
}

static void say_luck(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_dataset *data = report->data;
    const size_t n = data->n_replicates;
    const char *pairs = data->pairing == FLY_PAIRS ? ", in pairs with opposite luck" : "";
    if (data->scenarios.n == 1)
        fly_html_say(html, ". It was simulated %zu time%s with different luck%s. ", n, fly_words_plural(n), pairs);
    else
        fly_html_say(html, ". Each was simulated %zu time%s%s, %s. ", n, fly_words_plural(n), pairs,
                     same_seeds(report) ? "all of them with the same people and the same luck"
                                        : "with luck of its own, so the differences are less sure than they could be");
}

static void say_money(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_setting *discount = fly_settings_find(&report->settings, "ledger.discount");
    bool is_equal = true, is_known = true;
    for (size_t i = 0; i < report->n_comparisons; i++) {
        is_equal &= report->comparisons[i].equal_spend;
        is_known &= !isnan(report->comparisons[i].spend_a);
    }
    if (report->n_comparisons > 0 && is_known)
        fly_html_say(html, "%s. ",
                     is_equal ? "They spend the same budget, to within a tenth of a per cent"
                              : "They do not spend the same, which alone may decide who wins");
    if (discount && discount->values[0].is && !discount->differs)
        fly_html_say(html, "Later money counts less: it is discounted by %.4g %% a year. ",
                     100 * discount->values[0].is->number);
}

static size_t count_chosen(const struct fly_settings *settings)
{
    size_t n = 0;
    for (size_t i = 0; i < settings->n; i++)
        n += settings->items[i].rests_on_choice;
    return n;
}

static size_t count_differences(const struct fly_settings *settings)
{
    size_t n = 0;
    for (size_t i = 0; i < settings->n; i++)
        n += settings->items[i].differs;
    return n;
}

static void say_differences(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_settings *settings = &report->settings;
    const size_t n = count_differences(settings);
    size_t n_told = 0;
    if (report->data->scenarios.n == 1) return;
    if (n == 0) {
        fly_html_say(html, "They differ in no parameter. ");
        return;
    }
    fly_html_say(html, "They differ in %zu parameter%s: ", n, fly_words_plural(n));
    for (size_t i = 0; i < settings->n && n_told < DIFFERENCES; i++)
        if (settings->items[i].differs) fly_html_say(html, "%s%s", n_told++ ? ", " : "", settings->items[i].what->name);
    if (n > n_told) fly_html_say(html, " and %zu more", n - n_told);
    fly_html_say(html, ". ");
}

/* What the scenarios call themselves. */
static void put_titles(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_labels *names = &report->data->scenarios;
    fly_html_put(html, "<ul>\n");
    for (size_t s = 0; s < names->n; s++) {
        const char *title = fly_settings_title(&report->settings, s);
        fly_html_put(html, *title ? "<li><strong>%</strong>: %</li>\n" : "<li><strong>%</strong>%</li>\n",
                     names->text[s], title);
    }
    fly_html_put(html, "</ul>\n");
}

int fly_answer_put_assumptions(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    (void)error;
    const size_t n_chosen = count_chosen(&report->settings);
    fly_html_put(html, "<h3>Under which assumptions</h3>\n");
    put_titles(html, report);
    fly_html_put(html, "<p>");
    say_market(html, report);
    say_luck(html, report);
    say_money(html, report);
    say_differences(html, report);
    if (n_chosen > 0)
        fly_html_say(html, "%zu number%s in use %s chosen by the program's authors, without a source. ", n_chosen,
                     fly_words_plural(n_chosen), n_chosen == 1 ? "was" : "were");
    fly_html_put(html, "<a href=\"#basis\">What this rests on</a> lists everything.</p>\n");
    return FLY_OK;
}
