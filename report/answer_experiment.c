/* The answer about an experiment: at how many of its points each strategy wins, and where the difference is largest. */
#include "report/answer.h"

#include "analysis/response.h"

#include <math.h>
#include <stdio.h>

/* The point with the largest (sign 1) or smallest (-1) figure; n_points where none is defined. */
static size_t extreme(const struct fly_response *response, size_t b, int sign)
{
    size_t best = response->n_points;
    double most = -INFINITY;
    for (size_t p = 0; p < response->n_points; p++) {
        const struct fly_kpi_comparison here = fly_response_at(response, p, 0, b);
        const double value = sign * (b > 0 ? here.difference.mean : here.a.mean);
        if (!(value > most)) continue;
        most = value;
        best = p;
    }
    return best;
}

static void say_extremes(struct fly_html *html, const struct fly_response *response, const struct fly_kpi_row *kpi,
                         size_t b)
{
    const size_t high = extreme(response, b, 1), low = extreme(response, b, -1);
    char largest[FLY_WORDS], smallest[FLY_WORDS];
    if (high == response->n_points) {
        fly_html_say(html, " It is defined at no point.");
        return;
    }
    const struct fly_kpi_comparison top = fly_response_at(response, high, 0, b),
                                    bottom = fly_response_at(response, low, 0, b);
    fly_words_amount(b > 0 ? top.difference.mean : top.a.mean, kpi->unit, largest);
    fly_words_amount(b > 0 ? bottom.difference.mean : bottom.a.mean, kpi->unit, smallest);
    fly_html_say(html, " %s between %s (point %zu) and %s (point %zu).",
                 b > 0 ? "The difference, its mean over replicates, lies" : "Its mean over replicates lies", smallest,
                 low, largest, high);
}

static void say_pair(struct fly_html *html, const struct fly_dataset *data, const struct fly_response *response,
                     size_t b)
{
    const struct fly_response_score score = fly_response_score(response, 0, b);
    const char *first = data->scenarios.text[0], *second = data->scenarios.text[b];
    char name[FLY_WORDS];
    fly_words_name(data->kpis[response->kpi].name, name);
    fly_html_put(html, "<p class=\"answer\">");
    fly_html_say(html, "In %s, %s beats %s at %zu of %zu points, surely at %zu; %s is ahead at %zu, surely at %zu.",
                 name, second, first, score.n_b, response->n_points, score.n_sure_b, first, score.n_a, score.n_sure_a);
    fly_html_put(html, "</p>\n<p>");
    fly_html_say(html, "Surely means that the 95 %% interval of the point by itself leaves out 0: of many points where "
                       "there is no difference one in twenty would do so by chance.");
    say_extremes(html, response, &data->kpis[response->kpi], b);
    fly_html_put(html, "</p>\n");
}

static void say_alone(struct fly_html *html, const struct fly_dataset *data, const struct fly_response *response)
{
    char name[FLY_WORDS];
    fly_words_name(data->kpis[response->kpi].name, name);
    fly_html_put(html, "<p class=\"answer\">");
    fly_html_say(html, "%s of %s at %zu points.", name, data->scenarios.text[0], response->n_points);
    say_extremes(html, response, &data->kpis[response->kpi], 0);
    fly_html_put(html, "</p>\n");
}

int fly_answer_put_experiment(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    const struct fly_dataset *data = report->data;
    const ptrdiff_t k = fly_deciding_kpi(data);
    struct fly_response response = {0};
    if (k >= 0) {
        FLY_TRY(fly_response_read(&response, data, (size_t)k, error));
        if (data->scenarios.n == 1) say_alone(html, data, &response);
        for (size_t b = 1; b < data->scenarios.n; b++)
            say_pair(html, data, &response, b);
        fly_html_put(html, "<p><a href=\"#sweep\">What it depends on</a> shows where.</p>\n");
    }
    FLY_TRY(fly_answer_put_assumptions(html, report, error));
out:
    fly_response_free(&response);
    return ret;
}
