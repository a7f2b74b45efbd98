/* Shows a ranking: who is best, how far the others are behind, who cannot be told apart from whom. */
#include "cli/ranking.h"

#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/terminal.h"

#include <math.h>

enum { SENTENCE = 1024, PLACES = 256 };

static const char *name_of(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t place)
{
    return data->scenarios.text[ranking->items[place].scenario];
}

/* "2, 3": places that this one cannot be told apart from. */
static const char *print_alike(const struct fly_ranking *ranking, size_t place, char text[PLACES])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t j = 0; j < ranking->n_ranked && used + 8 < PLACES; j++)
        if (j != place && !fly_ranking_tells_apart(ranking, place, j))
            used += (size_t)snprintf(text + used, PLACES - used, "%s%zu", used ? ", " : "", j + 1);
    return used ? text : "-";
}

static void add_distance(struct terminal_table *table, const struct fly_ranking *ranking, size_t place)
{
    char number[TERMINAL_NUMBER];
    const bool has_distance = place > 0 && place < ranking->n_ranked;
    const struct fly_rank_pair nothing = {.difference = {.mean = NAN}, .low = NAN, .high = NAN};
    const struct fly_rank_pair *pair = has_distance ? fly_ranking_pair(ranking, place, 0) : &nothing;
    terminal_cell(table, "%s", terminal_signed(pair->difference.mean, number));
    terminal_cell(table, "%s", terminal_signed(pair->low, number));
    terminal_cell(table, "%s", terminal_signed(pair->high, number));
}

static void add_row(struct terminal_table *table, const struct fly_ranking *ranking, const struct fly_dataset *data,
                    size_t place)
{
    char number[TERMINAL_NUMBER], places[PLACES];
    const struct fly_ranked *item = &ranking->items[place];
    const bool is_ranked = place < ranking->n_ranked;
    if (is_ranked)
        terminal_cell(table, "%zu", place + 1);
    else
        terminal_cell(table, "-");
    terminal_cell(table, "%s", name_of(ranking, data, place));
    terminal_cell(table, "%s", terminal_number(item->value.mean, number));
    add_distance(table, ranking, place);
    if (isnan(item->best_share))
        terminal_cell(table, "-");
    else
        terminal_cell(table, "%.0f %%", 100 * item->best_share);
    terminal_cell(table, "%s", is_ranked ? item->may_be_best ? "yes" : "no" : "-");
    terminal_cell(table, "%s", is_ranked ? print_alike(ranking, place, places) : "-");
}

int ranking_print(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t kpi)
{
    char text[SENTENCE];
    struct terminal_table table = {
        .columns = {{"place", TERMINAL_RIGHT},
                    {"strategy", TERMINAL_LEFT},
                    {data->kpis[kpi].name, TERMINAL_DIGITS},
                    {"less the first", TERMINAL_DIGITS},
                    {"95 % from", TERMINAL_DIGITS},
                    {"to", TERMINAL_DIGITS},
                    {"best in", TERMINAL_RIGHT},
                    {"may be best", TERMINAL_LEFT},
                    {"like places", TERMINAL_LEFT}},
        .n_columns = 9,
    };
    printf("%zu strategies by %s, %s is better (intervals of all pairs hold together):\n\n", ranking->n,
           data->kpis[kpi].name, ranking->better == FLY_HIGHER ? "higher" : "lower");
    for (size_t i = 0; i < ranking->n; i++)
        add_row(&table, ranking, data, i);
    const int ret = terminal_print_table(&table, stdout);
    (void)putchar('\n');
    fly_ranking_print(ranking, data->scenarios.text, &data->kpis[kpi], text, sizeof text);
    terminal_answer(text);
    return ret;
}

static json_t *strategy_json(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t place)
{
    const struct fly_ranked *item = &ranking->items[place];
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(name_of(ranking, data, place)));
    json_out_set(object, "place", place < ranking->n_ranked ? json_integer((json_int_t)place + 1) : json_null());
    json_out_set(object, "value", kpis_estimate_json(&item->value));
    json_out_set(object, "best_share", json_out_number(item->best_share));
    json_out_set(object, "may_be_best", json_boolean(item->may_be_best));
    return object;
}

static json_t *pair_json(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t i, size_t j)
{
    const struct fly_rank_pair *pair = fly_ranking_pair(ranking, i, j);
    json_t *object = json_object();
    json_out_set(object, "a", json_out_text(name_of(ranking, data, i)));
    json_out_set(object, "b", json_out_text(name_of(ranking, data, j)));
    json_out_set(object, "difference", json_out_number(pair->difference.mean));
    json_out_set(object, "low", json_out_number(pair->low));
    json_out_set(object, "high", json_out_number(pair->high));
    json_out_set(object, "apart", json_boolean(fly_ranking_tells_apart(ranking, i, j)));
    return object;
}

json_t *ranking_json(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t kpi)
{
    char text[SENTENCE];
    json_t *object = json_object(), *strategies = json_array(), *pairs = json_array();
    for (size_t i = 0; i < ranking->n; i++)
        json_out_append(strategies, strategy_json(ranking, data, i));
    for (size_t i = 0; i < ranking->n_ranked; i++)
        for (size_t j = i + 1; j < ranking->n_ranked; j++)
            json_out_append(pairs, pair_json(ranking, data, i, j));
    fly_ranking_print(ranking, data->scenarios.text, &data->kpis[kpi], text, sizeof text);
    json_out_set(object, "kpi", json_out_text(data->kpis[kpi].name));
    json_out_set(object, "has_winner", json_boolean(fly_ranking_has_winner(ranking)));
    json_out_set(object, "n_replicates", json_integer((json_int_t)ranking->n_replicates));
    json_out_set(object, "strategies", strategies);
    json_out_set(object, "pairs", pairs);
    json_out_set(object, "sentence", json_out_text(text));
    return object;
}
