/* Who is the best of three or more strategies at each point of an experiment. */
#include "cli/sweep.h"

#include "analysis/words.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/points.h"
#include "cli/ranking.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

enum { SENTENCE = 2048 };

struct answer {
    const struct session *session;
    size_t kpi;
    size_t *wins; /* [n]: points at which each is told from all others; owned */
    size_t n_open;
};

static const char *name_of(const struct answer *answer, const struct fly_ranking *ranking, size_t place)
{
    return answer->session->data.scenarios.text[ranking->items[place].scenario];
}

static void count_winner(struct answer *answer, const struct fly_ranking *ranking)
{
    if (fly_ranking_has_winner(ranking))
        answer->wins[ranking->items[0].scenario]++;
    else
        answer->n_open++;
}

/* ---- text ---- */

static void add_columns(const struct answer *answer, struct terminal_table *table)
{
    const struct terminal_column columns[] = {
        {"ahead", TERMINAL_LEFT},       {answer->session->data.kpis[answer->kpi].name, TERMINAL_DIGITS},
        {"next", TERMINAL_LEFT},        {"lead", TERMINAL_DIGITS},
        {"95 % from", TERMINAL_DIGITS}, {"to", TERMINAL_DIGITS},
        {"winner", TERMINAL_LEFT}};
    points_add_columns(table, &answer->session->design);
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        table->columns[table->n_columns++] = columns[c];
}

/* Nobody is ahead where fewer than two have a value. */
static void add_row(const struct answer *answer, struct terminal_table *table, const struct fly_ranking *ranking,
                    size_t point)
{
    char number[TERMINAL_NUMBER];
    points_add_cells(table, &answer->session->design, point);
    if (ranking->n_ranked < 2) {
        for (size_t c = 0; c < 7; c++)
            terminal_cell(table, "-");
        return;
    }
    const size_t rival = fly_ranking_rival(ranking);
    const struct fly_rank_pair *pair = fly_ranking_pair(ranking, 0, rival);
    terminal_cell(table, "%s", name_of(answer, ranking, 0));
    terminal_cell(table, "%s", terminal_number(ranking->items[0].value.mean, number));
    terminal_cell(table, "%s", name_of(answer, ranking, rival));
    terminal_cell(table, "%s", terminal_signed(pair->difference.mean, number));
    terminal_cell(table, "%s", terminal_signed(pair->low, number));
    terminal_cell(table, "%s", terminal_signed(pair->high, number));
    terminal_cell(table, "%s", fly_ranking_has_winner(ranking) ? name_of(answer, ranking, 0) : "no clear winner");
}

static void print_answer(const struct answer *answer)
{
    const struct session *session = answer->session;
    char kpi[FLY_WORDS], text[SENTENCE];
    size_t used;
    fly_words_name(session->data.kpis[answer->kpi].name, kpi);
    used = (size_t)snprintf(text, sizeof text, "In %s, of %zu points, ", kpi, session->design.n_points);
    for (size_t s = 0; s < session->n && used < sizeof text; s++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s wins %zu, ", session->data.scenarios.text[s],
                                 answer->wins[s]);
    if (used < sizeof text)
        (void)snprintf(text + used, sizeof text - used,
                       "and %zu %s no clear winner (intervals of all pairs hold together at each point, with 95 %%).",
                       answer->n_open, answer->n_open == 1 ? "has" : "have");
    terminal_answer(text);
}

/* ---- point by point ---- */

/* One of `table` and `array` is NULL. */
static int tell_point(struct answer *answer, struct fly_dataset *data, size_t point, struct terminal_table *table,
                      json_t *array, struct fly_error *error)
{
    struct fly_ranking ranking;
    int ret = fly_dataset_go_to(data, point, error);
    if (ret == FLY_OK) ret = fly_rank(&ranking, data, answer->kpi, error);
    if (ret < 0) return ret;
    count_winner(answer, &ranking);
    if (table) add_row(answer, table, &ranking, point);
    if (array) {
        json_t *object = points_json(&answer->session->design, point);
        json_out_set(object, "ranking", ranking_json(&ranking, data, answer->kpi));
        json_out_append(array, object);
    }
    fly_ranking_free(&ranking);
    return FLY_OK;
}

static int tell_all(struct answer *answer, struct context *context, struct terminal_table *table, json_t *array,
                    struct fly_error *error)
{
    const struct options *options = &context->options;
    const size_t most = options->top == OPTION_ABSENT ? POINTS_MOST_ROWS : (size_t)options->top;
    struct fly_dataset data = answer->session->data; /* which point it is at changes */
    int ret = FLY_OK;
    for (size_t p = 0; p < data.n_points && ret == FLY_OK; p++)
        ret = tell_point(answer, &data, p, !array && p < most ? table : NULL, array, error);
    ((struct session *)answer->session)->data = data;
    return ret;
}

static int print_text(const struct answer *answer, const struct options *options, struct terminal_table *table)
{
    const struct session *session = answer->session;
    const size_t n = session->design.n_points,
                 most = options->top == OPTION_ABSENT ? POINTS_MOST_ROWS : (size_t)options->top;
    char text[KPIS_SIZE_TEXT];
    printf("%s of %zu strategies at %zu point%s: %s each\n\n", session->data.kpis[answer->kpi].name, session->n, n,
           terminal_plural((double)n), kpis_print_size(session, text));
    const int ret = terminal_print_table(table, stdout);
    if (n > most) printf("  ... %zu more points are in the file and in --json\n", n - most);
    (void)putchar('\n');
    print_answer(answer);
    return ret;
}

int sweep_present_ranking(const struct session *session, size_t kpi, struct context *context)
{
    int ret;
    struct fly_error error = {0};
    struct answer answer = {.session = session, .kpi = kpi, .wins = fly_alloc(session->n, sizeof *answer.wins)};
    struct terminal_table table = {0};
    json_t *array = context->options.json ? json_array() : NULL;
    if (!answer.wins) FLY_TRY(FLY_ERR_MEMORY);
    add_columns(&answer, &table);
    FLY_TRY(tell_all(&answer, context, &table, array, &error));
    if (!array) FLY_TRY(print_text(&answer, &context->options, &table));
    if (array) {
        context->answer = session_json(session);
        json_out_set(context->answer, "kpi", json_out_text(session->data.kpis[kpi].name));
        json_out_set(context->answer, "points", array);
    }
out:
    terminal_table_free(&table);
    fly_free(answer.wins);
    return messages_add(&context->messages, ret, &error);
}
