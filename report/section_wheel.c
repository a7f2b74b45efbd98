/* The flywheel itself: mass, speed, friction, momentum, and how long it turns on by itself. */
#include "report/section.h"

#include "analysis/course.h"
#include "analysis/words.h"
#include "report/finding.h"
#include "report/wheel.h"
#include "sim/alloc.h"

#include <math.h>
#include <stdio.h>

/* ---- what it is ---- */

static void put_words(struct fly_html *html)
{
    fly_html_put(html,
                 "<p>The picture of a flywheel, taken at its word: customers are the mass that turns, and every turn "
                 "brings customers who cost nothing to reach.</p>\n<dl class=\"def\">"
                 "<dt>Mass<dd>Active customers."
                 "<dt>Speed<dd>How often a customer brings a friend or buys again, per week."
                 "<dt>Momentum<dd>Mass times speed: all friends brought and all repeat purchases of a week."
                 "<dt>K<dd>Friends whom a customer brings in all his time as a customer. Below 1 the wheel multiplies "
                 "what is paid for; from 1 on it turns by itself until the market is full."
                 "<dt>Multiplier<dd>1 / (1 - K): customers in the end for each one who was not referred."
                 "<dt>Friction<dd>How much of the way from one customer to the next is lost, per week: minus the logarithm "
                 "of the share that passes all stages, over the time of a lap.</dl>\n");
}

/* ---- cards ---- */

static const char *const card_kpis[] = {"k_factor", "multiplier", "momentum", "wheel_friction", "lap_time"};
static const char *const card_titles[] = {"K", "Multiplier", "Momentum at the end", "Friction", "Time of a lap"};
static const char *const card_units[] = {"1", "1", "per week", "/week", "weeks"};
enum { N_CARD_KPIS = sizeof card_kpis / sizeof *card_kpis };

static void put_card(struct fly_html *html, const char *title, const struct fly_estimate *estimate, const char *unit)
{
    char value[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS], range[3 * FLY_WORDS] = "";
    if (!isfinite(estimate->mean)) return;
    fly_words_amount(estimate->mean, unit, value);
    fly_words_amount(estimate->low, "", low);
    fly_words_amount(estimate->high, "", high);
    if (isfinite(estimate->low)) (void)snprintf(range, sizeof range, "95 %% interval %s to %s", low, high);
    fly_html_put(html, "<div class=\"card\"><p class=\"k\">%</p><p class=\"v\">%</p><p class=\"u\">%</p></div>\n", title,
                 value, *range ? range : "no interval: one replicate");
}

static void put_cards(struct fly_html *html, const struct fly_measures *kpis, const struct fly_measures *turning,
                      const char *name, size_t scenario)
{
    const struct fly_estimate mass = fly_measures_of(turning, scenario, FLY_TURNING_MASS);
    const struct fly_estimate speed = fly_measures_of(turning, scenario, FLY_TURNING_SPEED);
    fly_html_put(html, "<h3>%</h3>\n<div class=\"cards\">\n", name);
    put_card(html, "Mass, mean of the last year", &mass, "customers");
    put_card(html, "Speed, mean of the last year", &speed, "/week");
    for (size_t i = 0; i < N_CARD_KPIS; i++) {
        const struct fly_estimate estimate = fly_measures_of(kpis, scenario, i);
        put_card(html, card_titles[i], &estimate, card_units[i]);
    }
    fly_html_put(html, "</div>\n");
}
