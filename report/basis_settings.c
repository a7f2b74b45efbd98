/* What the scenarios were told: in what they differ, what else is not the default, and which defaults were chosen. */
#include "report/basis.h"

#include "analysis/words.h"

#include <stdio.h>
#include <string.h>

/* Of more scenarios than this a table tells values without the places where they were set. */
enum { FEW = 4 };

typedef bool is_listed(const struct fly_setting *setting);

static bool is_difference(const struct fly_setting *setting)
{
    return setting->differs;
}

static bool is_common(const struct fly_setting *setting)
{
    return setting->is_set && !setting->differs;
}

static bool is_choice(const struct fly_setting *setting)
{
    return setting->rests_on_choice;
}

static size_t count(const struct fly_settings *settings, is_listed *is)
{
    size_t n = 0;
    for (size_t i = 0; i < settings->n; i++)
        n += is(&settings->items[i]);
    return n;
}

/* ---- cells ---- */

/* What a unit adds to a value that does not say it. */
static const char *unit_of(const struct fly_parameter *is)
{
    return strcmp(is->unit, "money") == 0 || strcmp(is->unit, "agents") == 0 || strcmp(is->unit, "ties") == 0 ? is->unit
                                                                                                              : "";
}

static const char *shown(const char *value)
{
    return *value ? value : "(none)";
}

static void put_value(struct fly_html *html, const struct fly_setting_value *value, bool with_origin)
{
    if (!value->is) {
        fly_html_put(html, "<td>\xe2\x80\x93");
        return;
    }
    const char *unit = unit_of(value->is);
    fly_html_put(html, "<td>%%%", shown(value->is->value), *unit ? " " : "", unit);
    if (with_origin) fly_html_put(html, "<br><span class=\"muted\">%</span>", value->is->origin);
}

static const char *standard_of(const struct fly_setting *setting)
{
    return setting->standard ? shown(setting->standard) : "unknown";
}

/* A row begins with its name and what that means. */
static void put_name(struct fly_html *html, const struct fly_setting *setting)
{
    fly_table_row(html, setting->what->name);
    fly_html_put(html, "<br><span class=\"muted\">%</span>", setting->what->doc);
}

/* ---- tables ---- */

static void put_differences(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_settings *settings = &report->settings;
    const struct fly_labels *names = &report->data->scenarios;
    const size_t n = count(settings, is_difference);
    fly_html_put(html, "<h3>");
    if (n == 0)
        fly_html_say(html, "The strategies differ in no parameter");
    else
        fly_html_say(html, "The strategies differ in %zu parameter%s", n, fly_words_plural(n));
    fly_html_put(html, "</h3>\n");
    if (n == 0) return;
    fly_table_open(html, "Parameters that differ");
    fly_table_column(html, "parameter", false);
    for (size_t s = 0; s < names->n; s++)
        fly_table_column(html, names->text[s], false);
    fly_table_column(html, "default", false);
    fly_table_body(html);
    for (size_t i = 0; i < settings->n; i++) {
        const struct fly_setting *setting = &settings->items[i];
        if (!is_difference(setting)) continue;
        put_name(html, setting);
        for (size_t s = 0; s < names->n; s++)
            put_value(html, &setting->values[s], names->n <= FEW);
        fly_table_text(html, standard_of(setting));
    }
    fly_table_close(html);
}

static const struct fly_setting_value *first_of(const struct fly_settings *settings, const struct fly_setting *setting)
{
    size_t s = 0;
    while (s + 1 < settings->n_scenarios && !(setting->values[s].is && setting->values[s].is_on))
        s++;
    return &setting->values[s];
}

/* A folded list of those that all scenarios have alike. */
static void put_list(struct fly_html *html, const struct fly_settings *settings, is_listed *is, const char *label,
                     bool with_origin)
{
    fly_html_put(html, "<details><summary>%</summary>\n", label);
    fly_table_open(html, label);
    fly_table_column(html, "parameter", false);
    fly_table_column(html, "value", false);
    if (with_origin) fly_table_column(html, "default", false);
    fly_table_body(html);
    for (size_t i = 0; i < settings->n; i++) {
        const struct fly_setting *setting = &settings->items[i];
        if (!is(setting)) continue;
        put_name(html, setting);
        put_value(html, first_of(settings, setting), with_origin);
        if (with_origin) fly_table_text(html, standard_of(setting));
    }
    fly_table_close(html);
    fly_html_put(html, "</details>\n");
}

static void put_common(struct fly_html *html, const struct fly_report *report)
{
    const size_t n = count(&report->settings, is_common);
    fly_html_put(html, "<h3>");
    fly_html_say(html, "%zu parameter%s %s set%s to something else than the default", n, fly_words_plural(n),
                 n == 1 ? "is" : "are", report->data->scenarios.n > 1 ? " in all of them alike" : "");
    fly_html_put(html, "</h3>\n");
    if (n > 0) put_list(html, &report->settings, is_common, "Parameters that are not the default", true);
}

static void put_choices(struct fly_html *html, const struct fly_report *report)
{
    const size_t n = count(&report->settings, is_choice);
    if (n == 0) return;
    fly_html_put(html, "<h3>");
    fly_html_say(html, "%zu default%s in use %s chosen, not measured", n, fly_words_plural(n), n == 1 ? "is" : "are");
    fly_html_put(html,
                 "</h3>\n<p>No source tells them: they are the judgement of the program's authors, and marked "
                 "<span class=\"chosen\">chosen</span>. Those of mechanisms that are switched off are not listed. "
                 "<code>flywheel tornado</code> tells which of them the answer hangs on.</p>\n");
    put_list(html, &report->settings, is_choice, "Defaults that were chosen", false);
}

void fly_basis_put_settings(struct fly_html *html, const struct fly_report *report)
{
    if (report->data->scenarios.n > 1) put_differences(html, report);
    put_common(html, report);
    put_choices(html, report);
}
