/* The page around the sections of a report. */
#include "report/report.h"

#include "analysis/words.h"
#include "report/assets.h"
#include "report/section.h"
#include "sim/alloc.h"
#include "sim/provenance.h"
#include "sim/write_file.h"

#include <assert.h>
#include <stdio.h>

typedef int write_section(struct fly_html *html, const struct fly_report *report, struct fly_error *error);

static const struct {
    const char *name, *title;
    write_section *write;
} sections[] = {
#define SECTION(name, title) {#name, title, fly_section_##name},
    FLY_SECTIONS(SECTION)
#undef SECTION
};

enum { N_SECTIONS = sizeof sections / sizeof *sections, MOST_BYTES = 1000000, MOST_THINNING = 16 };

/* ---- head and foot ---- */

static void put_head(struct fly_html *html, const struct fly_html *title)
{
    fly_html_put(html, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    fly_html_put(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"%\">\n", fly_web_policy);
    fly_html_put(html, "<title>");
    fly_html_raw(html, title->text, title->n);
    fly_html_put(html, "</title>\n<style>");
    fly_html_raw(html, fly_web_style, fly_web_style_size);
    fly_html_put(html, "</style></head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the answer</a>\n");
}

/* "20 replicates of 200,000 people over 260 weeks" */
static void put_lead(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_dataset *data = report->data;
    uint64_t least = report->about.scenarios[0].n_agents, most = least;
    char people[FLY_WORDS];
    for (size_t s = 1; s < data->scenarios.n; s++) {
        if (report->about.scenarios[s].n_agents < least) least = report->about.scenarios[s].n_agents;
        if (report->about.scenarios[s].n_agents > most) most = report->about.scenarios[s].n_agents;
    }
    fly_words_grouped(least, people);
    fly_html_put(html, "<p class=\"lead\">");
    if (data->n_points > 0) fly_html_say(html, "An experiment at %zu points: ", data->n_points);
    fly_html_say(html, "%zu replicate%s of a market of %s", data->n_replicates, fly_words_plural(data->n_replicates),
                 people);
    if (most > least) {
        fly_words_grouped(most, people);
        fly_html_say(html, " to %s", people);
    }
    const double weeks = data->weeks[data->n_weeks - 1];
    fly_html_say(html, " people over %.6g week%s", weeks, weeks == 1 ? "" : "s");
    fly_html_put(html, "</p>");
}

static void put_header(struct fly_html *html, const struct fly_report *report, const struct fly_html *title)
{
    fly_html_put(html, "<header><p class=\"brand\">flywheel</p><h1>");
    fly_html_raw(html, title->text, title->n);
    fly_html_put(html, "</h1>");
    put_lead(html, report);
    if (fly_web_script_size == 0)
        fly_html_put(html, "<p class=\"warn\">This flywheel was built without pictures (-DFLYWHEEL_WEB=OFF): each "
                           "figure is its table.</p>\n");
    fly_html_put(html, "</header>\n");
}

static void put_navigation(struct fly_html *html, const struct fly_html *bodies)
{
    fly_html_put(html, "<nav aria-label=\"Sections\"><ul>");
    for (size_t i = 0; i < N_SECTIONS; i++)
        if (bodies[i].n > 0) fly_html_put(html, "<li><a href=\"#%\">%</a></li>", sections[i].name, sections[i].title);
    fly_html_put(html, "</ul></nav>\n");
}

static void put_sections(struct fly_html *html, const struct fly_html *bodies)
{
    size_t number = 0;
    fly_html_put(html, "<main id=\"main\">\n");
    for (size_t i = 0; i < N_SECTIONS; i++) {
        if (bodies[i].n == 0) continue;
        fly_html_put(html, "<section id=\"%\" aria-labelledby=\"h-%\"><h2 id=\"h-%\">", sections[i].name,
                     sections[i].name, sections[i].name);
        fly_html_say(html, "%zu %s", ++number, sections[i].title);
        fly_html_put(html, "</h2>\n");
        fly_html_raw(html, bodies[i].text, bodies[i].n);
        fly_html_put(html, "</section>\n");
    }
    fly_html_put(html, "</main>\n");
}

static void put_foot(struct fly_html *html, const struct fly_report *report)
{
    fly_html_put(html,
                 "<footer><p>Simulated by flywheel % (%); report by flywheel % (%). Everything is in this file: it "
                 "loads nothing.</p></footer>\n<script>",
                 report->about.version, report->about.revision, fly_version(), fly_revision());
    fly_html_raw(html, fly_web_script, fly_web_script_size);
    fly_html_put(html, "</script>\n</body></html>\n");
}

/* "flywheel against funnel", as text */
static void put_title(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_labels *names = &report->data->scenarios;
    if (names->n == 1)
        fly_html_say(html, "%s", names->text[0]);
    else if (names->n == 2)
        fly_html_say(html, "%s against %s", names->text[1], names->text[0]);
    else if (names->n == 3)
        fly_html_say(html, "%s, %s and %s", names->text[0], names->text[1], names->text[2]);
    else
        fly_html_say(html, "%s, %s and %zu other strategies", names->text[0], names->text[1], names->n - 2);
}

static int put_page(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    struct fly_html title = {0}, bodies[N_SECTIONS] = {0};
    for (size_t i = 0; i < N_SECTIONS; i++) {
        FLY_TRY(sections[i].write(&bodies[i], report, error));
        if (bodies[i].status < 0) html->status = bodies[i].status;
    }
    put_title(&title, report);
    if (title.status < 0) html->status = title.status;
    put_head(html, &title);
    put_header(html, report, &title);
    put_navigation(html, bodies);
    put_sections(html, bodies);
    put_foot(html, report);
    if (html->status < 0) ret = fly_fail(error, html->status, "No memory for the report.");
out:
    fly_html_free(&title);
    for (size_t i = 0; i < N_SECTIONS; i++)
        fly_html_free(&bodies[i]);
    return ret;
}

/* ---- all of it ---- */

static int compare_all(struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    const size_t n = report->data->scenarios.n - 1;
    report->comparisons = fly_alloc(n, sizeof *report->comparisons);
    if (!report->comparisons) return fly_fail(error, FLY_ERR_MEMORY, "No memory for the comparison.");
    for (; report->n_comparisons < n; report->n_comparisons++)
        FLY_TRY(fly_compare(&report->comparisons[report->n_comparisons], report->data, 0, report->n_comparisons + 1,
                            error));
out:
    return ret;
}

static int read_sources(struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    FLY_TRY(fly_settings_read(&report->settings, report->data, error));
    FLY_TRY(fly_dataset_about(report->data, &report->about, error));
out:
    return ret;
}

static void free_report(struct fly_report *report)
{
    for (size_t i = 0; i < report->n_comparisons; i++)
        fly_comparison_free(&report->comparisons[i]);
    fly_free(report->comparisons);
    fly_settings_free(&report->settings);
    fly_about_free(&report->about);
}

int fly_report_write(const struct fly_dataset *data, const char *path, size_t *size, struct fly_error *error)
{
    assert(data && data->scenarios.n > 0 && path && size);
    int ret;
    struct fly_html html = {0};
    struct fly_report report = {.data = data, .thinning = 1};
    FLY_TRY(compare_all(&report, error));
    FLY_TRY(read_sources(&report, error));
    FLY_TRY(put_page(&html, &report, error));
    while (html.n > MOST_BYTES && report.thinning < MOST_THINNING) {
        fly_html_free(&html);
        report.thinning *= 2;
        FLY_TRY(put_page(&html, &report, error));
    }
    *size = html.n;
    FLY_TRY(fly_write_file(path, html.text, html.n, error));
out:
    fly_html_free(&html);
    free_report(&report);
    return ret;
}
