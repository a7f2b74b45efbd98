/* `flywheel decompose`: what word of mouth and referrals are worth, from runs of the same scenario without them. */
#include "analysis/decompose.h"

#include "analysis/words.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/terminal.h"

enum { SENTENCE = 2048 };

static void add_estimate(struct terminal_table *table, const struct fly_estimate *estimate)
{
    char text[TERMINAL_NUMBER];
    terminal_cell(table, "%s", terminal_signed(estimate->mean, text));
    terminal_cell(table, "%s", terminal_signed(estimate->low, text));
    terminal_cell(table, "%s", terminal_signed(estimate->high, text));
}

static void add_worth(struct terminal_table *table, const struct fly_worth *worth, const char *what)
{
    char text[TERMINAL_NUMBER];
    terminal_cell(table, "%s", what);
    terminal_cell(table, "%s", terminal_number(worth->npv.mean, text));
    terminal_cell(table, "%s", terminal_number(worth->acquired.mean, text));
    add_estimate(table, &worth->value);
    add_estimate(table, &worth->expansion);
    add_estimate(table, &worth->acceleration);
}

/* One estimate in a table that has more. */
static void add_alone(struct terminal_table *table, const char *what, const struct fly_estimate *estimate)
{
    terminal_cell(table, "%s", what);
    terminal_cell(table, "%s", "");
    terminal_cell(table, "%s", "");
    add_estimate(table, estimate);
    while (table->n_cells % table->n_columns != 0 && table->status == FLY_OK)
        terminal_cell(table, "%s", "");
}

static int print_worths(const struct fly_decomposition *decomposition)
{
    struct terminal_table table = {
        .columns = {{"", TERMINAL_LEFT},
                    {"NPV without", TERMINAL_DIGITS},
                    {"acquired", TERMINAL_DIGITS},
                    {"value", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS},
                    {"expansion", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS},
                    {"acceleration", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS}},
        .n_columns = 12,
    };
    for (size_t s = FLY_NO_WOM; s < FLY_N_COUNTERFACTUALS; s++)
        add_worth(&table, &decomposition->worth[s], fly_counterfactuals[s].what);
    add_alone(&table, "interaction", &decomposition->interaction);
    return terminal_print_table(&table, stdout);
}

static int print_text(const struct session *session, const struct fly_decomposition *decomposition)
{
    int ret;
    char sizes[KPIS_SIZE_TEXT], npv[FLY_WORDS], acquired[FLY_WORDS], sentence[SENTENCE];
    fly_words_amount(decomposition->npv.mean, "money", npv);
    fly_words_amount(decomposition->acquired.mean, "customers", acquired);
    printf("%s with and without word of mouth and referrals: %s\n", session->setups[FLY_FULL].scenario->name,
           kpis_print_size(session, sizes));
    printf("As it is: NPV %s, %s acquired.\n\n", npv, acquired);
    FLY_TRY(print_worths(decomposition));
    (void)putchar('\n');
    FLY_TRY(kpis_print_figures("referrals", fly_referral_figures, decomposition->figures, FLY_N_REFERRAL_FIGURES));
    (void)putchar('\n');
    fly_decomposition_print(decomposition, sentence, sizeof sentence);
    terminal_answer(sentence);
out:
    return ret;
}

static json_t *worth_json(const struct session *session, const struct fly_decomposition *decomposition, size_t s)
{
    const struct fly_worth *worth = &decomposition->worth[s];
    json_t *object = json_object();
    json_out_set(object, "of", json_out_text(fly_counterfactuals[s].what));
    json_out_set(object, "scenario", json_out_text(session->setups[s].scenario->name));
    json_out_set(object, "npv", kpis_estimate_json(&worth->npv));
    json_out_set(object, "acquired", kpis_estimate_json(&worth->acquired));
    json_out_set(object, "value", kpis_estimate_json(&worth->value));
    json_out_set(object, "expansion", kpis_estimate_json(&worth->expansion));
    json_out_set(object, "acceleration", kpis_estimate_json(&worth->acceleration));
    return object;
}

static json_t *answer_json(const struct session *session, const struct fly_decomposition *decomposition)
{
    char sentence[SENTENCE];
    json_t *answer = session_json(session), *worths = json_array();
    for (size_t s = FLY_NO_WOM; s < FLY_N_COUNTERFACTUALS; s++)
        json_out_append(worths, worth_json(session, decomposition, s));
    fly_decomposition_print(decomposition, sentence, sizeof sentence);
    json_out_set(answer, "npv", kpis_estimate_json(&decomposition->npv));
    json_out_set(answer, "acquired", kpis_estimate_json(&decomposition->acquired));
    json_out_set(answer, "worth", worths);
    json_out_set(answer, "interaction", kpis_estimate_json(&decomposition->interaction));
    json_out_set(answer, "referrals",
                 kpis_figures_json(fly_referral_figures, decomposition->figures, FLY_N_REFERRAL_FIGURES));
    json_out_set(answer, "sentence", json_out_text(sentence));
    return answer;
}

static int present(const struct session *session, struct context *context)
{
    int ret;
    struct fly_decomposition decomposition;
    struct fly_error error = {0};
    FLY_TRY(fly_decompose(&decomposition, &session->data, &error));
    if (context->options.json)
        context->answer = answer_json(session, &decomposition);
    else
        FLY_TRY(print_text(session, &decomposition));
out:
    return messages_add(&context->messages, ret, &error);
}

int command_decompose(struct context *context)
{
    struct session_case cases[FLY_N_COUNTERFACTUALS];
    for (size_t s = 0; s < FLY_N_COUNTERFACTUALS; s++)
        cases[s] = (struct session_case){.path = context->options.operands.items[0],
                                         .suffix = fly_counterfactuals[s].suffix,
                                         .sets = fly_counterfactuals[s].sets,
                                         .n_sets = fly_counterfactuals[s].n_sets};
    return session_run_cases(context, &commands[COMMAND_INDEX_DECOMPOSE], cases, FLY_N_COUNTERFACTUALS, present);
}
