/* The flywheel itself: mass, speed, friction, momentum, and how long it turns on by itself. */
#include "report/wheel.h"

#include "analysis/decay.h"
#include "analysis/words.h"
#include "report/courses.h"
#include "report/finding.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

/* ---- what is read ---- */

/* Means of the last year, since a single week is a matter of luck. */
static const char *const turning_series[] = {"mass", "speed"};
enum turning { MASS, SPEED, N_TURNING };

/* clang-format off */
#define WHEEL_KPIS(X) \
    X(k_factor,       "K of customers who left",                   "1") \
    X(multiplier,     "Multiplier",          "1") \
    X(momentum,       "Momentum at the end", "/week") \
    X(wheel_friction, "Friction",            "/week") \
    X(lap_time,       "Time of a lap",       "weeks")
/* clang-format on */

enum wheel_kpi {
#define KPI_ENUM(name, title, unit) OF_##name,
    WHEEL_KPIS(KPI_ENUM) N_WHEEL_KPIS
#undef KPI_ENUM
};

static const char *const kpi_names[N_WHEEL_KPIS] = {
#define KPI_NAME(name, title, unit) #name,
    WHEEL_KPIS(KPI_NAME)
#undef KPI_NAME
};

static const struct {
    const char *title, *unit;
} cards[N_WHEEL_KPIS] = {
#define KPI_CARD(name, title, unit) {title, unit},
    WHEEL_KPIS(KPI_CARD)
#undef KPI_CARD
};

struct wheels {
    const struct fly_dataset *data;
    struct fly_measures turning, kpis, decay, agents; /* agents: by stage, at the end */
};

static int read_wheels(struct wheels *wheels, struct fly_error *error)
{
    const struct fly_dataset *data = wheels->data;
    int ret;
    FLY_TRY(fly_measures_last_year(&wheels->turning, data, turning_series, N_TURNING, error));
    FLY_TRY(fly_measures_kpis(&wheels->kpis, data, kpi_names, N_WHEEL_KPIS, error));
    FLY_TRY(fly_decay_init(&wheels->decay, data, error));
    FLY_TRY(fly_measures_week(&wheels->agents, data, "agents", data->n_weeks - 1, error));
out:
    return ret;
}

static void free_wheels(struct wheels *wheels)
{
    fly_measures_free(&wheels->turning);
    fly_measures_free(&wheels->kpis);
    fly_measures_free(&wheels->decay);
    fly_measures_free(&wheels->agents);
}

/* ---- what it is ---- */

static void put_words(struct fly_html *html)
{
    fly_html_put(
        html, "<p>The picture of a flywheel, taken at its word: customers are the mass that turns, and every turn "
              "brings customers who cost nothing to reach.</p>\n<dl class=\"def\">"
              "<dt>Mass</dt><dd>Active customers."
              "</dd>\n<dt>Speed</dt><dd>How often a customer brings a friend or buys again, per week."
              "</dd>\n<dt>Momentum</dt><dd>Mass times speed: all friends brought and all repeat purchases of a week."
              "</dd>\n<dt>K</dt><dd>Friends whom a customer brings in all his time as a customer. Below 1 the wheel "
              "multiplies "
              "what is paid for; from 1 on it turns by itself until the market is full. "
              "Measured on customers who have left it sees the short times only, and is too low where many stay longer "
              "than was simulated; friends for each customer lost in the last year counts all."
              "</dd>\n<dt>Multiplier</dt><dd>1 / (1 - K): customers in the end for each one who was not referred."
              "</dd>\n<dt>Friction</dt><dd>How much of the way from one customer to the next is lost, per week: minus "
              "the logarithm "
              "of the share that passes all stages, over the time of a lap.</dd></dl>\n");
}

/* ---- cards ---- */

static void put_card(struct fly_html *html, const char *title, const struct fly_estimate *estimate, const char *unit)
{
    char value[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS], range[3 * FLY_WORDS] = "one replicate: no interval";
    if (!isfinite(estimate->mean)) return;
    fly_words_amount(estimate->mean, unit, value);
    fly_words_amount(estimate->low, "", low);
    fly_words_amount(estimate->high, "", high);
    if (estimate->low < estimate->high)
        (void)snprintf(range, sizeof range, "95 %% interval %s to %s", low, high);
    else if (estimate->n > 1)
        (void)snprintf(range, sizeof range, "the same in all replicates");
    fly_html_put(html, "<div class=\"card\"><p class=\"k\">%</p><p class=\"v\">%</p><p class=\"u\">%</p></div>\n",
                 title, value, range);
}

static void put_cards(struct fly_html *html, const struct wheels *wheels, size_t scenario)
{
    const struct fly_estimate mass = fly_measures_of(&wheels->turning, scenario, MASS);
    const struct fly_estimate speed = fly_measures_of(&wheels->turning, scenario, SPEED);
    const struct fly_estimate k = fly_measures_of(&wheels->decay, scenario, FLY_DECAY_K);
    fly_html_put(html, "<h3>%</h3>\n<div class=\"cards\">\n", wheels->data->scenarios.text[scenario]);
    put_card(html, "Mass (customers), mean of the last year", &mass, "");
    put_card(html, "Speed, mean of the last year", &speed, "/week");
    put_card(html, "K, friends for each customer lost, last year", &k, "");
    for (size_t i = 0; i < N_WHEEL_KPIS; i++) {
        const struct fly_estimate estimate = fly_measures_of(&wheels->kpis, scenario, i);
        put_card(html, cards[i].title, &estimate, cards[i].unit);
    }
    fly_html_put(html, "</div>\n");
}

/* ---- as it turns ---- */

static void put_columns(struct fly_html *html)
{
    static const char *const columns[][3] = {{"name", "", "strategy"},
                                             {"speed", "/week", "speed"},
                                             {"mass", "1", "mass, share of the market"},
                                             {"friction", "/week", "friction"},
                                             {"momentum", "agents/week", "momentum"},
                                             {"halflife", "weeks", "half-life without paid acquisition"}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        fly_chart_column(html, columns[i][0], "", columns[i][1], columns[i][2]);
    fly_chart_body(html);
}

static void put_row(struct fly_html *html, const struct wheels *wheels, size_t scenario)
{
    const double mass = fly_measures_of(&wheels->turning, scenario, MASS).mean;
    fly_chart_row(html);
    fly_chart_text(html, wheels->data->scenarios.text[scenario]);
    fly_chart_number(html, fly_measures_of(&wheels->turning, scenario, SPEED).mean);
    fly_chart_number(html, mass / fly_measures_sum(&wheels->agents, scenario).mean);
    fly_chart_number(html, fly_measures_of(&wheels->kpis, scenario, OF_wheel_friction).mean);
    fly_chart_number(html, fly_measures_of(&wheels->kpis, scenario, OF_momentum).mean);
    fly_chart_number(html, fly_decay_half_life_of(fly_measures_of(&wheels->decay, scenario, FLY_DECAY_RATE).mean));
}

static void put_drawing(struct fly_html *html, const struct wheels *wheels)
{
    const struct fly_labels *names = &wheels->data->scenarios;
    const struct fly_finding speed = {&wheels->turning, SPEED, "speed of the wheel, mean of the last year,", "/week"};
    struct fly_chart chart = {.id = "turning", .kind = "wheel"};
    char values[FLY_CHART_TITLE];
    fly_finding_title(&speed, names, chart.title);
    fly_finding_values(&speed, names, values, sizeof values);
    (void)snprintf(
        chart.alt, sizeof chart.alt,
        "A wheel for each strategy, turning: the more customers, the larger, and the more often each brings a "
        "friend or buys again, the faster; friction is the brake. Speed: %.300s.",
        values);
    fly_chart_open(html, &chart);
    put_columns(html);
    for (size_t s = 0; s < names->n; s++)
        put_row(html, wheels, s);
    fly_chart_close(html);
}

/* ---- over time ---- */

static int put_courses(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    static const struct fly_courses_row rows[] = {
        {"momentum", "momentum", "", "momentum", "agents/week", "momentum, agents per week"},
        {"speed", "speed", "", "speed", "1/week", "speed, per week"},
    };
    int ret = FLY_OK;
    struct fly_course course = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        FLY_TRY(fly_course_init(&course, report->data, rows[i].series, error));
        FLY_TRY(fly_courses_put_bands(html, report, &rows[i], &course, error));
        fly_course_free(&course);
    }
out:
    fly_course_free(&course);
    return ret;
}

/* ---- all of it ---- */

/* Where nobody buys again or brings anybody there is no wheel. */
static bool turns(const struct wheels *wheels)
{
    for (size_t s = 0; s < wheels->data->scenarios.n; s++)
        if (fly_measures_of(&wheels->turning, s, SPEED).mean > 0) return true;
    return false;
}

int fly_section_wheel(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    const struct fly_dataset *data = report->data;
    int ret = FLY_OK;
    struct wheels wheels = {.data = data};
    if (data->n_points > 0 || !fly_dataset_has(data, "mass")) return FLY_OK;
    FLY_TRY(read_wheels(&wheels, error));
    if (!turns(&wheels)) goto out;
    put_words(html);
    for (size_t s = 0; s < data->scenarios.n; s++)
        put_cards(html, &wheels, s);
    put_drawing(html, &wheels);
    FLY_TRY(put_courses(html, report, error));
    FLY_TRY(fly_wheel_coast_put(html, &wheels.decay, data, error));
out:
    free_wheels(&wheels);
    return ret;
}
