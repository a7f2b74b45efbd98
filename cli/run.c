/* `flywheel run`: one scenario, its KPIs with 95 % intervals. */
#include "analysis/compare.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/targets.h"
#include "sim/alloc.h"

#include <math.h>

static void print_savings(const struct session *session, const struct fly_estimate *estimates)
{
    const ptrdiff_t k = fly_deciding_kpi(&session->data);
    if (k < 0 || isnan(estimates[k].pair_ratio)) return;
    (void)putchar('\n');
    kpis_print_pairs("mean", &session->data.kpis[k], &estimates[k]);
}

static int print_text(const struct session *session, const struct fly_estimate *estimates)
{
    char text[KPIS_SIZE_TEXT];
    printf("%s: %s\n\n", session->setups[0].scenario->name, kpis_print_size(session, text));
    const int ret = kpis_print_estimates(&session->data, estimates);
    print_savings(session, estimates);
    return ret;
}

static json_t *answer_json(const struct session *session, const struct fly_estimate *estimates)
{
    json_t *answer = session_json(session);
    json_out_set(answer, "kpis", kpis_estimates_json(&session->data, estimates));
    return answer;
}

static int present(const struct session *session, struct context *context)
{
    int ret = FLY_OK;
    struct fly_error error = {0};
    struct fly_estimate *estimates = fly_alloc(session->data.n_kpis, sizeof *estimates);
    if (!estimates) return FLY_ERR_MEMORY;
    fly_describe(&session->data, 0, estimates);
    if (context->options.json) {
        context->answer = answer_json(session, estimates);
        FLY_TRY(targets_add_json(session, context->answer, &error));
    } else {
        FLY_TRY(print_text(session, estimates));
        FLY_TRY(targets_print(session, (const size_t[]){0}, 1, &error));
    }
out:
    fly_free(estimates);
    return messages_add(&context->messages, ret, &error);
}

int command_run(struct context *context)
{
    return session_run(context, &commands[COMMAND_INDEX_RUN], present);
}
