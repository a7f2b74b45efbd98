/* A finding in plain words: what a number is with each strategy, and whether the strategies can be told apart by it. */
#ifndef FLY_FINDING_H
#define FLY_FINDING_H

#include "analysis/measures.h"
#include "report/chart.h"

/* One column of numbers as sentences name it. */
struct fly_finding {
    const struct fly_measures *measures;
    size_t column;
    const char *noun; /* "cost of winning a customer": stands behind "the" */
    const char *unit; /* as fly_words_amount takes it, or "share": told in percent */
};

/* "With flywheel the cost of winning a customer is 21.3, lower than with funnel (42.9)", as a title: without a full
 * stop. Says so when they cannot be told apart, are equal, or undefined. Of three and more it names the extremes. */
void fly_finding_title(const struct fly_finding *finding, const struct fly_labels *names, char text[FLY_CHART_TITLE]);

/* "funnel 42.9 (95 % interval 41.1 to 44.7), flywheel 21.3 (...)": what a text alternative says. */
void fly_finding_values(const struct fly_finding *finding, const struct fly_labels *names, char *text, size_t size);

/* The title as a sentence in the text of a section. */
void fly_finding_put(struct fly_html *html, const struct fly_finding *finding, const struct fly_labels *names);

/* "42.9 (95 % interval 41.1 to 44.7)"; without what is undefined. */
void fly_finding_estimate(const struct fly_estimate *estimate, const char *unit, char *text, size_t size);

#endif
