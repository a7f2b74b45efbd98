/* How the answer of `flywheel tornado` is shown: as text, as Markdown, as JSON. */
#ifndef TORNADO_OUT_H
#define TORNADO_OUT_H

#include "analysis/tornado.h"
#include "cli/session.h"

struct json_t;

struct tornado_answer {
    const struct session *session;
    const struct fly_tornado *tornado;
    const struct fly_kpi *kpi;
    size_t top; /* at most so many parameters are shown; the sums are of all */
};

/* FLY_OK or FLY_ERR_MEMORY. */
int tornado_out_text(const struct tornado_answer *answer);
int tornado_out_markdown(const struct tornado_answer *answer);
struct json_t *tornado_out_json(const struct tornado_answer *answer);

/* What would be changed, before anything has run. */
int tornado_out_plan(const struct tornado_answer *answer, const char *needs);
struct json_t *tornado_out_plan_json(const struct tornado_answer *answer);

#endif
