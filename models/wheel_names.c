/* Reads what the texts of [wheel NAME] name (wheels, channels, columns of the ledger) and says what is wrong with them:
 * couples_to = brand:0.1, leads:0.05. */
#include "models/channels.h"
#include "models/wheels.h"
#include "sim/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct fly_param rows[] = {FLY_WHEEL_PARAMS(FLY_PARAM_ROW, fly_wheel_params)};
const struct fly_param_table fly_wheel_table = FLY_PARAM_TABLE_REPEATED_STARTING(
    "wheel", fly_wheel_params, rows, "start",
    "A stock that spend and events turn, that feeds others, and that multiplies a rate.");

static const struct fly_wheel_params *wheel_of(const struct fly_section *wheel, size_t w)
{
    return wheel[w].values;
}

/* "; did you mean 'leads'?", or nothing. */
enum { MAX_SUGGESTION = 96 };
static const char *suggest(char text[MAX_SUGGESTION], const char *name, const char *const *names, size_t n)
{
    const char *nearest = fly_nearest_name(name, names, n);
    (void)snprintf(text, MAX_SUGGESTION, "%s%.60s%s", nearest ? "; did you mean '" : "", nearest ? nearest : "",
                   nearest ? "'?" : "");
    return text;
}

static size_t find(const char *name, const char *const *names, size_t n)
{
    size_t k = 0;
    while (k < n && strcmp(names[k], name) != 0)
        k++;
    return k;
}

static size_t list_wheels(const struct fly_scenario *scenario, const char *names[FLY_MAX_WHEELS])
{
    size_t n;
    const struct fly_section *wheel = fly_scenario_instances(scenario, &fly_wheel_table, &n);
    assert(n <= FLY_MAX_WHEELS);
    for (size_t w = 0; w < n; w++)
        names[w] = wheel[w].name;
    return n;
}

/* ---- couplings ---- */

enum { LONGEST_PART = 88 };

/* The list of one wheel while it is read. */
struct couplings {
    const struct fly_section *wheel;
    const char *names[FLY_MAX_WHEELS];
    size_t n, from;
    bool named[FLY_MAX_WHEELS];
    struct fly_wheel_graph *graph;
    struct fly_origin at;
    struct fly_diagnostics *found; /* may be NULL */
    bool right;
};

static void refuse(struct couplings *list, const char *name, const char *what, const char *more)
{
    list->right = false;
    if (list->found)
        fly_diagnose(list->found, FLY_ERROR, list->at.file, list->at.line, "wheel.%s.couples_to: '%s' %s%s",
                     list->names[list->from], name, what, more);
}

/* A part of the text, without blanks around it and fit for a message. */
static void take_part(const char *text, size_t n, char part[LONGEST_PART])
{
    while (n && (*text == ' ' || *text == '\t'))
        text++, n--;
    while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    (void)fly_utf8_show(text, n, part, LONGEST_PART);
}

static void read_rate(struct couplings *list, size_t to, const char *text)
{
    static const struct fly_param row = {FLY_RATE, "it", 0, 0, 0, 100, "/week", ""};
    struct fly_error error;
    double rate = 0;
    if (fly_param_parse(&row, text, &rate, &error) < 0)
        refuse(list, list->names[to], "has a wrong rate: ", error.text);
    else if (wheel_of(list->wheel, list->from)->enabled && wheel_of(list->wheel, to)->enabled)
        list->graph->feed.of[to][list->from] = rate;
}

/* One "leads:0.05". */
static void read_item(struct couplings *list, const char *text, size_t n)
{
    char name[LONGEST_PART], rate[LONGEST_PART], suggestion[MAX_SUGGESTION];
    const char *colon = memchr(text, ':', n);
    const size_t n_name = colon ? (size_t)(colon - text) : n;
    take_part(text, n_name, name);
    const size_t to = find(name, list->names, list->n);
    if (to == list->n) {
        refuse(list, name, "is no wheel", suggest(suggestion, name, list->names, list->n));
    } else if (to == list->from) {
        refuse(list, name, "is the wheel itself: lower its friction instead", "");
    } else if (list->named[to]) {
        refuse(list, name, "is named twice", "");
    } else if (!colon) {
        refuse(list, name, "has no rate: write NAME:RATE, NAME:RATE", "");
    } else {
        list->named[to] = true;
        take_part(colon + 1, n - n_name - 1, rate);
        read_rate(list, to, rate);
    }
}

static void read_list(struct couplings *list)
{
    const char *rest = wheel_of(list->wheel, list->from)->couples_to;
    if (!*rest) return;
    for (size_t n;; rest += n + 1) {
        n = strcspn(rest, ",");
        read_item(list, rest, n);
        if (!rest[n]) return;
    }
}

bool fly_wheels_graph(const struct fly_scenario *scenario, struct fly_wheel_graph *graph, struct fly_diagnostics *found)
{
    size_t n;
    bool right = true;
    const struct fly_section *wheel = fly_scenario_instances(scenario, &fly_wheel_table, &n);
    *graph = (struct fly_wheel_graph){.n = n};
    for (size_t w = 0; w < n; w++) {
        struct couplings list = {.wheel = wheel, .from = w, .graph = graph, .found = found, .right = true};
        list.n = list_wheels(scenario, list.names);
        list.at = fly_scenario_origin(scenario, &fly_wheel_table, wheel[w].name, "couples_to");
        graph->friction[w] = wheel_of(wheel, w)->friction;
        read_list(&list);
        right &= list.right;
    }
    return right;
}

/* ---- whose money, whose reach ---- */

static size_t list_channels(const struct fly_scenario *scenario, const char *names[FLY_MAX_LABELS])
{
    size_t n;
    const struct fly_section *channel = fly_scenario_instances(scenario, &fly_channel_table, &n);
    if (n > FLY_MAX_CHANNELS) n = FLY_MAX_CHANNELS;
    for (size_t c = 0; c < n; c++)
        names[c] = channel[c].name;
    return n;
}

size_t fly_wheels_channel(const struct fly_scenario *scenario, const char *name)
{
    const char *names[FLY_MAX_LABELS];
    return find(name, names, list_channels(scenario, names));
}

size_t fly_wheels_ledger(const struct fly_scenario *scenario, const char *name)
{
    const char *labels[FLY_MAX_LABELS];
    return find(name, labels, fly_ledger_dim.labels(scenario, labels));
}

/* `name` must be one of the names, unless it is empty. */
static void check_name(const struct fly_scenario *scenario, const struct fly_section *wheel, const char *key,
                       const char *name, const char *const *names, size_t n, struct fly_diagnostics *found)
{
    char shown[LONGEST_PART], suggestion[MAX_SUGGESTION];
    const struct fly_origin at = fly_scenario_origin(scenario, &fly_wheel_table, wheel->name, key);
    if (!*name || find(name, names, n) < n) return;
    take_part(name, strlen(name), shown);
    fly_diagnose(found, FLY_ERROR, at.file, at.line, "wheel.%s.%s: there is no %s '%s'%s", wheel->name, key,
                 strcmp(key, "channel") ? "column of the ledger" : "channel", shown,
                 suggest(suggestion, shown, names, n));
}

static void complain(const struct fly_scenario *scenario, const struct fly_section *wheel, const char *key,
                     enum fly_severity severity, const char *what, struct fly_diagnostics *found)
{
    const struct fly_origin at = fly_scenario_origin(scenario, &fly_wheel_table, wheel->name, key);
    fly_diagnose(found, severity, at.file, at.line, "wheel.%s.%s %s", wheel->name, key, what);
}

static void check_references(const struct fly_scenario *scenario, const struct fly_section *wheel,
                             struct fly_diagnostics *found)
{
    const struct fly_wheel_params *p = wheel->values;
    const char *names[FLY_MAX_LABELS];
    size_t n = list_channels(scenario, names);
    check_name(scenario, wheel, "channel", p->channel, names, n, found);
    n = fly_ledger_dim.labels(scenario, names);
    check_name(scenario, wheel, "money_from", p->money_from, names, n, found);
    if (p->drives == FLY_DRIVES_CHANNEL && !*p->channel)
        complain(scenario, wheel, "drives", FLY_ERROR, "is channel, but of which? write channel = NAME", found);
    if (p->drives != FLY_DRIVES_CHANNEL && *p->channel)
        complain(scenario, wheel, "channel", FLY_WARNING, "has no effect without drives = channel", found);
    if (p->per_money != 0 && !*p->money_from)
        complain(scenario, wheel, "per_money", FLY_WARNING, "has no effect without money_from", found);
}

/* ---- all together ---- */

static void check_gain(const struct fly_scenario *scenario, const struct fly_section *wheel,
                       const struct fly_wheel_graph *graph, struct fly_diagnostics *found)
{
    const double gain = fly_wheel_loop_gain(graph);
    if (gain < 1) return;
    struct fly_origin at = {0};
    for (size_t w = 0; w < graph->n; w++)
        at = fly_origin_or(at, fly_scenario_origin(scenario, &fly_wheel_table, wheel[w].name, "couples_to"));
    fly_diagnose(found, FLY_WARNING, at.file, at.line,
                 "the wheels feed each other faster than friction slows them: levels grow without bound (loop gain "
                 "%.3g; below 1 they settle)",
                 gain);
}

void fly_wheels_check(const struct fly_scenario *scenario, struct fly_diagnostics *found)
{
    if (!fly_scenario_is_sound(scenario, &fly_wheel_table)) return;
    size_t n, n_channels;
    struct fly_wheel_graph graph;
    const struct fly_section *wheel = fly_scenario_instances(scenario, &fly_wheel_table, &n);
    if (n > FLY_MAX_WHEELS) {
        const struct fly_origin at = wheel[FLY_MAX_WHEELS].where;
        fly_diagnose(found, FLY_ERROR, at.file, at.line, "[wheel %s] is one wheel too many: at most %d are allowed",
                     wheel[FLY_MAX_WHEELS].name, FLY_MAX_WHEELS);
        return;
    }
    if (fly_wheels_graph(scenario, &graph, found)) check_gain(scenario, wheel, &graph, found);
    if (!fly_scenario_is_sound(scenario, &fly_channel_table)) return;
    (void)fly_scenario_instances(scenario, &fly_channel_table, &n_channels);
    for (size_t w = 0; w < n && n_channels <= FLY_MAX_CHANNELS; w++)
        check_references(scenario, &wheel[w], found);
}
