/* Who stays: cohorts by age, and by how they came. */
#include "report/customers.h"

#include "analysis/retention.h"
#include "analysis/words.h"
#include "report/finding.h"

#include <math.h>
#include <stdio.h>

enum { MOST_CELLS = 270, MOST_CELLS_OF_ALL = 1600 }; /* of one strategy, of all together */
static const double YEAR = 52;

/* ---- what is shown ---- */

/* The age of about a year, or the last one of a shorter run. */
static size_t year_of(const struct fly_retention *retention)
{
    if (!(retention->period > 0)) return retention->n_ages - 1;
    const double age = fmax(round(YEAR / retention->period), 1);
    return age < (double)retention->n_ages ? (size_t)age : retention->n_ages - 1;
}

/* Every how manieth cohort and age, so that n strategies have no more cells than that. */
static size_t stride_of(const struct fly_retention *retention, size_t n)
{
    const size_t most = n * MOST_CELLS > MOST_CELLS_OF_ALL ? MOST_CELLS_OF_ALL / n : MOST_CELLS;
    size_t stride = 1;
    while ((retention->n_cohorts / stride) * (retention->n_ages / stride) / 2 > most)
        stride++;
    return stride;
}

static void print_age(const struct fly_retention *retention, size_t age, char text[FLY_WORDS])
{
    if (retention->period > 0)
        (void)snprintf(text, FLY_WORDS, "%g weeks", retention->period * (double)age);
    else
        (void)snprintf(text, FLY_WORDS, "%zu periods", age);
}

static void print_title(const struct fly_retention *retention, const struct fly_labels *names,
                        char title[FLY_CHART_TITLE], char *values, size_t size)
{
    char age[FLY_WORDS], noun[FLY_CHART_TITLE];
    const size_t year = year_of(retention);
    print_age(retention, year, age);
    (void)snprintf(noun, sizeof noun, "share of new customers who are still there after %s", age);
    const struct fly_finding finding = {&retention->curves, FLY_JOINED_ALL * retention->n_ages + year, noun, "%"};
    fly_finding_title(&finding, names, title);
    fly_finding_values(&finding, names, values, size);
}

/* ---- by cohort ---- */

static void put_cells(struct fly_html *html, const struct fly_retention *retention, const char *name, size_t scenario,
                      size_t stride)
{
    char age[FLY_WORDS];
    for (size_t c = 0; c < retention->n_cohorts; c += stride)
        for (size_t a = 0; a < retention->n_ages; a += stride) {
            const struct fly_estimate estimate =
                fly_measures_of(&retention->cells, scenario, c * retention->n_ages + a);
            if (!isfinite(estimate.mean)) continue;
            (void)snprintf(age, sizeof age, "%zu", a);
            fly_chart_row(html);
            fly_chart_text(html, age);
            fly_chart_text(html, c == 0 ? "the start" : retention->cohorts.text[c]);
            fly_chart_text(html, name);
            fly_chart_number(html, estimate.mean);
            fly_chart_number(html, estimate.low);
            fly_chart_number(html, estimate.high);
        }
}

static void put_heat(struct fly_html *html, const struct fly_retention *retention, const struct fly_labels *names)
{
    struct fly_chart chart = {.id = "retention", .kind = "heat"};
    char values[FLY_CHART_TITLE], period[FLY_WORDS], note[FLY_WORDS] = "";
    const size_t stride = stride_of(retention, names->n);
    print_title(retention, names, chart.title, values, sizeof values);
    print_age(retention, 1, period);
    if (stride > 1) (void)snprintf(note, sizeof note, " Shown is one in %zu cohorts and ages.", stride);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "A grid for each strategy: a row for those who joined in the same period, a column for each %s that "
                   "pass; the cell is the percentage who are still customers.%s Over all cohorts: %.240s.",
                   retention->period > 0 ? period : "period", note, values);
    fly_chart_set(&chart, "data-x", "periods of %s later", retention->period > 0 ? period : "equal length");
    fly_chart_set(&chart, "data-y", "joined from week");
    fly_chart_set(&chart, "data-values", "1");
    fly_chart_open(html, &chart);
    fly_chart_column(html, "x", "", "periods", "periods later");
    fly_chart_column(html, "y", "", "", "joined from week");
    fly_chart_column(html, "facet", "", "", "strategy");
    fly_chart_column(html, "value", "", "%", "still customers, %");
    fly_chart_column(html, "low", "", "%", "95 % from");
    fly_chart_column(html, "high", "", "%", "95 % to");
    fly_chart_body(html);
    for (size_t s = 0; s < names->n; s++)
        put_cells(html, retention, names->text[s], s, stride);
    fly_chart_close(html);
}

/* ---- by how they came ---- */

/* Of several strategies only those are shown that are to be compared. */
static bool has_curve(const struct fly_retention *retention, size_t scenario, size_t origin)
{
    if (retention->curves.n_scenarios > 1 && origin == FLY_JOINED_OTHER) return false;
    return isfinite(fly_measures_of(&retention->curves, scenario, origin * retention->n_ages).mean);
}

/* More lines than this cannot be told apart. */
enum { MOST_LINES = 8 };

static size_t count_curves(const struct fly_retention *retention, size_t n_scenarios)
{
    size_t n = 0;
    for (size_t s = 0; s < n_scenarios; s++)
        for (size_t o = FLY_JOINED_PAID; o < FLY_N_JOINED; o++)
            n += has_curve(retention, s, o);
    return n;
}

static void put_curve_columns(struct fly_html *html, const struct fly_retention *retention,
                              const struct fly_labels *names)
{
    static const char *const roles[][2] = {{"mid", ""}, {"low95", ", 95 % from"}, {"high95", ", 95 % to"}};
    char group[FLY_CHART_TITLE], title[FLY_CHART_TITLE];
    fly_chart_column(html, "x", "", "weeks", "weeks later");
    for (size_t s = 0; s < names->n; s++)
        for (size_t o = FLY_JOINED_PAID; o < FLY_N_JOINED; o++) {
            if (!has_curve(retention, s, o)) continue;
            (void)snprintf(group, sizeof group, "%.100s, %s", names->text[s], fly_joined_names[o]);
            for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
                (void)snprintf(title, sizeof title, "%.200s%s", group, roles[i][1]);
                fly_chart_column(html, roles[i][0], group, "%", title);
            }
        }
    fly_chart_body(html);
}

static void put_curve_row(struct fly_html *html, const struct fly_retention *retention, const struct fly_labels *names,
                          size_t age)
{
    fly_chart_row(html);
    fly_chart_number(html, retention->period * (double)age);
    for (size_t s = 0; s < names->n; s++)
        for (size_t o = FLY_JOINED_PAID; o < FLY_N_JOINED; o++) {
            if (!has_curve(retention, s, o)) continue;
            const struct fly_estimate estimate = fly_measures_of(&retention->curves, s, o * retention->n_ages + age);
            fly_chart_number(html, estimate.mean);
            fly_chart_number(html, estimate.low);
            fly_chart_number(html, estimate.high);
        }
}

/* Whether the referred stay longer, of one strategy. */
static int print_loyalty(const struct fly_retention *retention, const char *name, size_t scenario, const char *before,
                         char *text, size_t size)
{
    const size_t year = year_of(retention), paid = FLY_JOINED_PAID * retention->n_ages + year;
    const size_t referred = FLY_JOINED_REFERRED * retention->n_ages + year;
    const struct fly_estimate difference = fly_measures_contrast(&retention->curves, scenario, paid, referred);
    const char *verdict = !isfinite(difference.low) ? ""
                          : difference.low > 0      ? ": the referred stay longer"
                          : difference.high < 0     ? ": those paid for stay longer"
                                                    : ", which cannot be told apart";
    if (difference.n == 0) return 0;
    return snprintf(text, size, "%swith %.60s %.3g %% of the referred and %.3g %% of those paid for%s", before, name,
                    fly_measures_of(&retention->curves, scenario, referred).mean,
                    fly_measures_of(&retention->curves, scenario, paid).mean, verdict);
}

static void print_curves_title(const struct fly_retention *retention, const struct fly_labels *names,
                               char title[FLY_CHART_TITLE])
{
    char age[FLY_WORDS];
    print_age(retention, year_of(retention), age);
    const size_t begin = (size_t)snprintf(title, FLY_CHART_TITLE, "Still customers after %s: ", age);
    size_t used = begin;
    for (size_t s = 0; s < names->n; s++) {
        const int n =
            print_loyalty(retention, names->text[s], s, used > begin ? "; " : "", title + used, FLY_CHART_TITLE - used);
        if (n < 0 || used + (size_t)n >= FLY_CHART_TITLE) break;
        used += (size_t)n;
    }
    title[used] = '\0';
    if (used == begin) (void)snprintf(title, FLY_CHART_TITLE, "How long customers stay by how they came");
}

/* The last age is reached by those of the start alone, who are in no curve. */
static void put_curves(struct fly_html *html, const struct fly_retention *retention, const struct fly_labels *names)
{
    struct fly_chart chart = {.id = "retention-by-origin", .kind = "bands"};
    const size_t n = count_curves(retention, names->n);
    if (n < 2 || n > MOST_LINES || !(retention->period > 0) || retention->n_ages < 3) return;
    print_curves_title(retention, names, chart.title);
    (void)snprintf(chart.alt, sizeof chart.alt,
                   "A line for each way to become a customer, falling as customers leave; bands are 95 %% intervals. "
                   "Time counts from the end of the period of %g weeks in which they joined, so that some have left at "
                   "0 already.",
                   retention->period);
    fly_chart_set(&chart, "data-y", "still customers, %%");
    fly_chart_open(html, &chart);
    put_curve_columns(html, retention, names);
    for (size_t a = 0; a + 1 < retention->n_ages; a++)
        put_curve_row(html, retention, names, a);
    fly_chart_close(html);
}

int fly_customers_retention_put(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error)
{
    struct fly_retention retention;
    const int ret = fly_retention_init(&retention, data, error);
    if (ret < 0) return ret;
    if (retention.n_ages > 1) {
        put_heat(html, &retention, &data->scenarios);
        put_curves(html, &retention, &data->scenarios);
    }
    fly_retention_free(&retention);
    return FLY_OK;
}
