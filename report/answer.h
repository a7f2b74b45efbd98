/* Parts of the section that answers. Private to report/section_answer.c and report/answer_*.c. */
#ifndef FLY_ANSWER_H
#define FLY_ANSWER_H

#include "analysis/words.h"
#include "report/report.h"
#include "report/table.h"

/* The KPIs that a strategist asks for first: those of them that the result has, [FLY_ANSWER_CARDS] of them at most, by
 * index. Returns how many. */
enum { FLY_ANSWER_CARDS = 8 };
size_t fly_answer_main_kpis(const struct fly_dataset *data, size_t kpis[FLY_ANSWER_CARDS]);

/* A card: what, its value, and a line below it. */
void fly_answer_card(struct fly_html *html, const char *what, const char *value, const char *note);

/* What follows the number on a card: of people nothing, for the card says who they are. */
const char *fly_answer_unit(const struct fly_kpi_row *kpi);

/* "lower" or "higher": what a better value is, or "" where neither is. */
const char *fly_answer_better(const struct fly_kpi_row *kpi);

/* Under which assumptions: market, time, money, discount, luck; in what the strategies differ. */
int fly_answer_put_assumptions(struct fly_html *html, const struct fly_report *report, struct fly_error *error);

/* What is answered of one scenario, of two, of more, and of an experiment. */
int fly_answer_put_one(struct fly_html *html, const struct fly_report *report, struct fly_error *error);
int fly_answer_put_two(struct fly_html *html, const struct fly_report *report, struct fly_error *error);
int fly_answer_put_many(struct fly_html *html, const struct fly_report *report, struct fly_error *error);
int fly_answer_put_experiment(struct fly_html *html, const struct fly_report *report, struct fly_error *error);

/* How often each scenario met the targets that it set itself; nothing where there are none. */
int fly_answer_put_targets(struct fly_html *html, const struct fly_dataset *data, struct fly_error *error);

#endif
