/* A figure of the report: its finding as a title, a text alternative, a place for the chart, its data as a table. */
#include "report/chart.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fly_chart_set(struct fly_chart *chart, const char *name, const char *format, ...)
{
    assert(chart && name && format);
    size_t i = 0;
    while (i < FLY_CHART_ATTRIBUTES - 1 && chart->attributes[i].name)
        i++;
    assert(!chart->attributes[i].name);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(chart->attributes[i].value, sizeof chart->attributes[i].value, format, arguments);
    va_end(arguments);
    chart->attributes[i].name = name;
}

void fly_chart_open(struct fly_html *html, const struct fly_chart *chart)
{
    assert(html && chart);
    fly_html_put(html, "<figure id=\"%\" data-chart=\"%\"", chart->id, chart->kind);
    for (size_t i = 0; i < FLY_CHART_ATTRIBUTES && chart->attributes[i].name; i++)
        fly_html_put(html, " %=\"%\"", chart->attributes[i].name, chart->attributes[i].value);
    fly_html_put(html, ">\n<figcaption><h3>%</h3>\n<p class=\"alt\">%</p></figcaption>\n", chart->title, chart->alt);
    fly_html_put(html,
                 "<div class=\"chart\"></div>\n<details><summary>Data: %</summary><div class=\"scroll\" tabindex=\"0\" "
                 "role=\"region\" aria-label=\"Data: %\">\n<table><thead><tr>",
                 chart->title, chart->title);
}

void fly_chart_column(struct fly_html *html, const char *role, const char *group, const char *unit, const char *title)
{
    fly_html_put(html, "<th scope=\"col\" data-role=\"%\"", role);
    if (*group) fly_html_put(html, " data-group=\"%\"", group);
    if (*unit) fly_html_put(html, " data-unit=\"%\"", unit);
    fly_html_put(html, ">%", title);
}

void fly_chart_body(struct fly_html *html)
{
    fly_html_put(html, "\n<tbody>");
}

void fly_chart_row(struct fly_html *html)
{
    fly_html_put(html, "\n<tr>");
}

/* Without an exponent where that is short: what a person reads, a script can read too. */
static void print_number(double value, char text[32])
{
    (void)snprintf(text, 32, "%.6g", value);
    if (strchr(text, 'e') && fabs(value) >= 1 && fabs(value) < 1e15)
        (void)snprintf(text, 32, "%.0f", strtod(text, NULL));
}

void fly_chart_number(struct fly_html *html, double value)
{
    char text[32] = "";
    if (isfinite(value)) print_number(value, text);
    fly_html_put(html, "<td>%", text);
}

void fly_chart_text(struct fly_html *html, const char *text)
{
    fly_html_put(html, "<td>%", text);
}

void fly_chart_next_table(struct fly_html *html, const char *kind)
{
    fly_html_put(html, "\n</table>\n<table class=\"%\"><thead><tr>", kind);
}

void fly_chart_close(struct fly_html *html)
{
    fly_html_put(html, "\n</table></div></details>\n</figure>\n");
}
