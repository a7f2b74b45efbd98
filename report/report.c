/* The page around the sections of a report. */
#include "report/report.h"

#include "report/assets.h"
#include "report/section.h"
#include "sim/alloc.h"
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

enum { N_SECTIONS = sizeof sections / sizeof *sections, SENTENCE = 256 };

/* ---- head and foot ---- */

static void put_head(struct fly_html *html, const char *title)
{
    fly_html_put(html, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    fly_html_put(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"%\">\n", fly_web_policy);
    fly_html_put(html, "<title>%</title>\n<style>", title);
    fly_html_raw(html, fly_web_style, fly_web_style_size);
    fly_html_put(html, "</style></head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the answer</a>\n");
}

static void put_header(struct fly_html *html, const struct fly_report *report, const char *title)
{
    char lead[SENTENCE];
    const struct fly_dataset *data = report->data;
    (void)snprintf(lead, sizeof lead, "%zu replicates over %.6g weeks", data->n_replicates,
                   data->weeks[data->n_weeks - 1]);
    if (fly_web_script_size == 0)
        fly_html_put(html, "<p class=\"warn\">This flywheel was built without pictures (-DFLYWHEEL_WEB=OFF).</p>\n");
    fly_html_put(html, "<header><p class=\"brand\">flywheel</p><h1>%</h1><p class=\"lead\">%</p></header>\n", title,
                 lead);
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
    fly_html_put(html, "<main id=\"main\">\n");
    for (size_t i = 0; i < N_SECTIONS; i++) {
        if (bodies[i].n == 0) continue;
        fly_html_put(html, "<section id=\"%\" aria-labelledby=\"h-%\"><h2 id=\"h-%\">%</h2>\n", sections[i].name,
                     sections[i].name, sections[i].name, sections[i].title);
        fly_html_raw(html, bodies[i].text, bodies[i].n);
        fly_html_put(html, "</section>\n");
    }
    fly_html_put(html, "</main>\n");
}

static void put_foot(struct fly_html *html)
{
    fly_html_put(html, "<footer><p>Made by flywheel.</p></footer>\n<script>");
    fly_html_raw(html, fly_web_script, fly_web_script_size);
    fly_html_put(html, "</script>\n</body></html>\n");
}

/* "flywheel against funnel" */
static void print_title(const struct fly_report *report, char text[SENTENCE])
{
    const struct fly_labels *names = &report->data->scenarios;
    if (names->n == 1)
        (void)snprintf(text, SENTENCE, "%s", names->text[0]);
    else if (names->n == 2)
        (void)snprintf(text, SENTENCE, "%s against %s", names->text[1], names->text[0]);
    else
        (void)snprintf(text, SENTENCE, "%zu strategies", names->n);
}

static int put_page(struct fly_html *html, const struct fly_report *report, struct fly_error *error)
{
    int ret = FLY_OK;
    char title[SENTENCE];
    struct fly_html bodies[N_SECTIONS] = {0};
    for (size_t i = 0; i < N_SECTIONS; i++) {
        FLY_TRY(sections[i].write(&bodies[i], report, error));
        if (bodies[i].status < 0) html->status = bodies[i].status;
    }
    print_title(report, title);
    put_head(html, title);
    put_header(html, report, title);
    put_navigation(html, bodies);
    put_sections(html, bodies);
    put_foot(html);
    if (html->status < 0) ret = fly_fail(error, html->status, "No memory for the report.");
out:
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

int fly_report_write(const struct fly_dataset *data, const char *path, size_t *size, struct fly_error *error)
{
    assert(data && data->scenarios.n > 0 && path && size);
    int ret;
    struct fly_html html = {0};
    struct fly_report report = {.data = data};
    FLY_TRY(compare_all(&report, error));
    FLY_TRY(put_page(&html, &report, error));
    *size = html.n;
    FLY_TRY(fly_write_file(path, html.text, html.n, error));
out:
    fly_html_free(&html);
    for (size_t i = 0; i < report.n_comparisons; i++)
        fly_comparison_free(&report.comparisons[i]);
    fly_free(report.comparisons);
    return ret;
}
