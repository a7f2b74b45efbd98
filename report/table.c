/* A table to be read: no chart is drawn from it. */
#include "report/table.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

void fly_table_open(struct fly_html *html, const char *label)
{
    assert(label);
    fly_html_put(html,
                 "<div class=\"scroll whole\" tabindex=\"0\" role=\"region\" aria-label=\"%\">\n<table class=\"plain\">"
                 "<thead><tr>",
                 label);
}

void fly_table_column(struct fly_html *html, const char *title, bool is_number)
{
    if (is_number)
        fly_html_put(html, "<th scope=\"col\" class=\"n\">%", title);
    else
        fly_html_put(html, "<th scope=\"col\">%", title);
}

void fly_table_body(struct fly_html *html)
{
    fly_html_put(html, "\n<tbody>");
}

void fly_table_row(struct fly_html *html, const char *name)
{
    fly_html_put(html, "\n<tr><th scope=\"row\">%", name);
}

void fly_table_text(struct fly_html *html, const char *text)
{
    fly_html_put(html, "<td>%", text);
}

void fly_table_number(struct fly_html *html, double value, const char *shown)
{
    char exact[32];
    if (!isfinite(value)) {
        fly_html_put(html, "<td class=\"n\">\xe2\x80\x93");
        return;
    }
    (void)snprintf(exact, sizeof exact, "%.15g", value);
    fly_html_put(html, "<td class=\"n\" data-value=\"%\">%", exact, shown);
}

void fly_table_close(struct fly_html *html)
{
    fly_html_put(html, "\n</table></div>\n");
}
