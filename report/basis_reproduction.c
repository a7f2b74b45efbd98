/* How to run it again: the command, the seeds, the version, and the scenarios as they were said. */
#include "report/basis.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of all scenario files together: more would not fit a report that is mailed. */
enum { MOST_TEXT = 60000 };

static void put_seeds(struct fly_html *html, const struct fly_report *report)
{
    for (size_t s = 0; s < report->data->scenarios.n; s++) {
        const struct fly_scenario_about *source = &report->about.scenarios[s];
        fly_html_put(html, "<dt>%</dt><dd>", report->data->scenarios.text[s]);
        fly_html_say(html,
                     "%s; seeds: population %" PRIu64 ", network %" PRIu64 ", dynamics %" PRIu64 "; %" PRIu64
                     " agents, %" PRIu64 " steps of %.6g weeks",
                     source->path, source->seed_population, source->seed_network, source->seed_dynamics,
                     source->n_agents, source->n_steps, source->step_weeks);
        fly_html_put(html, "</dd>\n");
    }
}

static void put_texts(struct fly_html *html, const struct fly_report *report)
{
    size_t left = MOST_TEXT;
    for (size_t s = 0; s < report->data->scenarios.n; s++) {
        const char *name = report->data->scenarios.text[s], *text = report->about.scenarios[s].text;
        const size_t n = strlen(text);
        if (n > left) {
            fly_html_put(html,
                         "<p class=\"muted\">The text of % is too long for this page; the result file has it.</p>\n",
                         name);
            continue;
        }
        left -= n;
        fly_html_put(html,
                     "<details><summary>% as it was said, with what it extends</summary>\n<pre class=\"code\">%</pre>"
                     "</details>\n",
                     name, text);
    }
}

void fly_basis_put_reproduction(struct fly_html *html, const struct fly_report *report)
{
    const struct fly_about *from = &report->about;
    fly_html_put(html, "<h3>How to run it again</h3>\n<pre class=\"code\">%</pre>\n", from->command);
    fly_html_put(html,
                 "<p>The same version gives the same figures to the bit, on any number of processors. "
                 "<code>flywheel verify</code> tells whether two results are the same by their content.</p>\n"
                 "<dl class=\"def\">\n<dt>version</dt><dd>% (%)</dd>\n<dt>content</dt><dd>%</dd>\n",
                 from->version, from->revision, from->content);
    put_seeds(html, report);
    fly_html_put(html, "</dl>\n");
    put_texts(html, report);
}
