/* Prints what each parameter does to the difference of two scenarios. */
#include "cli/tornado_out.h"

#include "analysis/tornado_table.h"
#include "analysis/words.h"
#include "cli/json_out.h"
#include "cli/kpis.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 110, MARKDOWN_WIDTH = 120, SENTENCE = 512, LINE = FLY_ERROR_TEXT };

static const char *name_of(const struct tornado_answer *answer, size_t s)
{
    return answer->session->setups[s].scenario->name;
}

static double standard_error(const struct fly_estimate *estimate)
{
    return estimate->sd / sqrt((double)estimate->n);
}

/* ---- cells ---- */

/* Takes over the text. */
static void add_owned(struct terminal_table *table, char *text)
{
    if (text)
        terminal_cell(table, "%s", text);
    else
        table->status = FLY_ERR_MEMORY;
    fly_free(text);
}

static void add_estimate(struct terminal_table *table, const struct fly_estimate *estimate, bool with_sign)
{
    char text[TERMINAL_NUMBER];
    terminal_cell(table, "%s",
                  with_sign ? terminal_signed(estimate->mean, text) : terminal_number(estimate->mean, text));
    terminal_cell(table, "%s", terminal_number(standard_error(estimate), text));
}

static void add_side(struct terminal_table *table, const struct fly_tornado_entry *entry, enum fly_tornado_side side)
{
    const struct fly_tornado_change *change = &entry->changes[side];
    const struct fly_estimate none = {.n = 0, .mean = NAN, .sd = NAN};
    add_owned(table, fly_tornado_side_text(entry, side));
    add_estimate(table, change->was_run ? &change->result.difference : &none, true);
}

static const char *turns_at(const struct fly_tornado_entry *entry)
{
    bool low = entry->changes[FLY_LOW].turns, high = entry->changes[FLY_HIGH].turns;
    return low && high ? "both" : low ? "low" : high ? "high" : "";
}

static void add_row(struct terminal_table *table, const struct fly_tornado_entry *entry)
{
    terminal_cell(table, "%s", entry->name);
    add_owned(table, fly_tornado_value_text(entry));
    add_side(table, entry, FLY_LOW);
    add_side(table, entry, FLY_HIGH);
    add_estimate(table, &entry->swing, false);
    terminal_cell(table, "%s", turns_at(entry));
}

static size_t n_shown(const struct tornado_answer *answer)
{
    size_t n = answer->tornado->n_of[FLY_TORNADO_MATTERS];
    return n < answer->top ? n : answer->top;
}

static struct terminal_table make_table(const struct tornado_answer *answer)
{
    struct terminal_table table = {
        .columns = {{"parameter", TERMINAL_LEFT},
                    {"value", TERMINAL_LEFT},
                    {"low", TERMINAL_LEFT},
                    {"difference", TERMINAL_DIGITS},
                    {"+-", TERMINAL_DIGITS},
                    {"high", TERMINAL_LEFT},
                    {"difference", TERMINAL_DIGITS},
                    {"+-", TERMINAL_DIGITS},
                    {"swing", TERMINAL_DIGITS},
                    {"+-", TERMINAL_DIGITS},
                    {"turns at", TERMINAL_LEFT}},
        .n_columns = 11,
    };
    for (size_t e = 0; e < n_shown(answer); e++)
        add_row(&table, &answer->tornado->entries[e]);
    return table;
}

/* ---- sentences ---- */

/* "flywheel less funnel, NPV: 4 replicates of 20,000 agents over 260 weeks" and the unchanged difference. */
static void print_head(const struct tornado_answer *answer)
{
    const struct fly_estimate *d = &answer->tornado->base.difference;
    char sizes[KPIS_SIZE_TEXT], kpi[FLY_WORDS], mean[FLY_WORDS], low[FLY_WORDS], high[FLY_WORDS], error[FLY_WORDS];
    fly_words_name(answer->kpi->name, kpi);
    fly_words_amount(d->mean, answer->kpi->unit, mean);
    fly_words_amount(d->low, answer->kpi->unit, low);
    fly_words_amount(d->high, answer->kpi->unit, high);
    fly_words_amount(standard_error(d), answer->kpi->unit, error);
    printf("%s of %s less that of %s: %s\n", kpi, name_of(answer, 1), name_of(answer, 0),
           kpis_print_sizes(answer->session, 0, 1, sizes));
    if (d->n == 0)
        printf("As it is: undefined in every replicate.\n\n");
    else if (d->n == 1)
        printf("As it is: %s (one %s, so no interval).\n\n", mean, fly_words_unit(d));
    else
        printf("As it is: %s (95 %% interval %s to %s; standard error, told as +- below, %s).\n\n", mean, low, high,
               error);
}

static void print_verdict(const struct tornado_answer *answer, char text[SENTENCE])
{
    const struct fly_tornado *tornado = answer->tornado;
    const struct fly_tornado_verdict verdict = {.name_a = name_of(answer, 0),
                                                .name_b = name_of(answer, 1),
                                                .kpi = answer->kpi->name,
                                                .better = answer->kpi->better,
                                                .base = tornado->base.difference.mean,
                                                .n_run = tornado->n_run,
                                                .n_turns = tornado->n_turns,
                                                .n_sure = tornado->n_sure};
    fly_tornado_print_verdict(&verdict, text, SENTENCE);
}

/* A growing text; `failed` when there was no memory for it. */
struct list {
    char *text;
    size_t n, capacity;
    bool failed;
};

static void add_text(struct list *list, const char *text)
{
    void *array = list->text;
    size_t n = strlen(text);
    if (fly_grow(&array, &list->capacity, list->n + n + 1, 1) < 0) list->failed = true;
    list->text = array;
    if (list->failed) return;
    memcpy(list->text + list->n, text, n + 1);
    list->n += n;
}

static int print_list(struct list *list, size_t width)
{
    int ret = list->failed ? FLY_ERR_MEMORY : FLY_OK;
    if (ret == FLY_OK && list->n) {
        terminal_wrap(stdout, list->text, 0, width);
        (void)putchar('\n');
    }
    fly_free(list->text);
    return ret;
}

static int print_left_out(const struct tornado_answer *answer, size_t width)
{
    size_t n = answer->tornado->n_of[FLY_TORNADO_MATTERS] - n_shown(answer);
    char line[LINE];
    struct list list = {0};
    if (n == 0) return FLY_OK;
    (void)snprintf(line, sizeof line, "%zu more swing less.", n);
    add_text(&list, line);
    return print_list(&list, width);
}

static int print_idle(const struct tornado_answer *answer, size_t width)
{
    const struct fly_tornado *tornado = answer->tornado;
    size_t n = tornado->n_of[FLY_TORNADO_IDLE];
    char line[LINE];
    struct list list = {0};
    if (n == 0) return FLY_OK;
    (void)snprintf(line, sizeof line, "%zu other%s nothing:", n, n == 1 ? " changes" : "s change");
    add_text(&list, line);
    for (size_t e = 0; e < tornado->n; e++) {
        if (tornado->entries[e].state != FLY_TORNADO_IDLE) continue;
        add_text(&list, " ");
        add_text(&list, tornado->entries[e].name);
        add_text(&list, --n ? "," : ".");
    }
    return print_list(&list, width);
}

/* A side whose scenario is refused, though the other side may have run. */
static void add_refusal(struct list *list, const struct fly_tornado_change *change)
{
    if (!change->refusal) return;
    add_text(list, list->n ? "; " : "Not run: ");
    add_text(list, change->sets[0] ? change->sets[0] : change->sets[1]);
    add_text(list, " (");
    add_text(list, change->refusal);
    add_text(list, ")");
}

static int print_skipped(const struct tornado_answer *answer, size_t width)
{
    struct list list = {0};
    for (size_t e = 0; e < answer->tornado->n; e++) {
        const struct fly_tornado_entry *entry = &answer->tornado->entries[e];
        add_refusal(&list, &entry->changes[FLY_LOW]);
        add_refusal(&list, &entry->changes[FLY_HIGH]);
        if (!entry->reason || entry->changes[FLY_LOW].refusal || entry->changes[FLY_HIGH].refusal) continue;
        add_text(&list, list.n ? "; " : "Not run: ");
        add_text(&list, entry->name);
        add_text(&list, " (");
        add_text(&list, entry->reason);
        add_text(&list, ")");
    }
    if (list.n) add_text(&list, ".");
    return print_list(&list, width);
}

static int print_notes(const struct tornado_answer *answer, size_t width)
{
    int ret;
    FLY_TRY(print_left_out(answer, width));
    FLY_TRY(print_idle(answer, width));
    FLY_TRY(print_skipped(answer, width));
out:
    return ret;
}

/* ---- text and Markdown ---- */

int tornado_out_text(const struct tornado_answer *answer)
{
    int ret;
    char sentence[SENTENCE];
    struct terminal_table table = make_table(answer);
    print_head(answer);
    FLY_TRY(terminal_print_table(&table, stdout));
    (void)putchar('\n');
    FLY_TRY(print_notes(answer, WIDTH));
    print_verdict(answer, sentence);
    terminal_answer(sentence);
out:
    return ret;
}

static void print_markdown_row(const struct terminal_table *table, size_t row)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *text = table->cells[row * table->n_columns + c];
        int n = (int)strlen(text);
        while (n > 0 && text[n - 1] == ' ')
            n--;
        printf(c == 0 ? "| `%.*s` " : "| %.*s ", n, text);
    }
    printf("|\n");
}

int tornado_out_markdown(const struct tornado_answer *answer)
{
    int ret;
    char sentence[SENTENCE];
    struct terminal_table table = make_table(answer);
    FLY_TRY(table.status);
    print_head(answer);
    for (size_t c = 0; c < table.n_columns; c++)
        printf("| %s ", table.columns[c].title);
    printf("|\n");
    for (size_t c = 0; c < table.n_columns; c++)
        printf(table.columns[c].align == TERMINAL_LEFT ? "|---" : "|---:");
    printf("|\n");
    for (size_t row = 0; row < n_shown(answer); row++)
        print_markdown_row(&table, row);
    (void)putchar('\n');
    FLY_TRY(print_notes(answer, MARKDOWN_WIDTH));
    print_verdict(answer, sentence);
    terminal_wrap(stdout, sentence, 0, MARKDOWN_WIDTH);
out:
    terminal_table_free(&table);
    return ret;
}

int tornado_out_plan(const struct tornado_answer *answer, const char *needs)
{
    int ret;
    struct terminal_table table = {.columns = {{"parameter", TERMINAL_LEFT},
                                               {"value", TERMINAL_LEFT},
                                               {"low", TERMINAL_LEFT},
                                               {"high", TERMINAL_LEFT}},
                                   .n_columns = 4};
    for (size_t e = 0; e < answer->tornado->n; e++) {
        const struct fly_tornado_entry *entry = &answer->tornado->entries[e];
        terminal_cell(&table, "%s", entry->name);
        add_owned(&table, fly_tornado_value_text(entry));
        add_owned(&table, fly_tornado_side_text(entry, FLY_LOW));
        add_owned(&table, fly_tornado_side_text(entry, FLY_HIGH));
    }
    FLY_TRY(terminal_print_table(&table, stdout));
    (void)putchar('\n');
    FLY_TRY(print_skipped(answer, WIDTH));
    printf("%s\n", needs);
out:
    return ret;
}

/* ---- JSON ---- */

static json_t *optional(const char *text)
{
    return text && *text ? json_out_text(text) : json_null();
}

static json_t *estimate_json(const struct fly_estimate *estimate)
{
    json_t *object = kpis_estimate_json(estimate);
    json_out_set(object, "standard_error", json_out_number(standard_error(estimate)));
    return object;
}

static json_t *change_json(const struct fly_tornado_entry *entry, enum fly_tornado_side side)
{
    const struct fly_tornado_change *change = &entry->changes[side];
    json_t *object = json_object();
    if (!change->sets[0] && !change->sets[1]) {
        json_decref(object);
        return json_null();
    }
    json_out_set(object, "set_a", optional(change->sets[0]));
    json_out_set(object, "set_b", optional(change->sets[1]));
    json_out_set(object, "refusal", optional(change->refusal));
    if (!change->was_run) return object;
    json_out_set(object, "difference", estimate_json(&change->result.difference));
    json_out_set(object, "shift", estimate_json(&change->shift));
    json_out_set(object, "wins", json_out_number(change->result.wins));
    json_out_set(object, "turns", json_boolean(change->turns));
    json_out_set(object, "surely", json_boolean(change->surely));
    return object;
}

static json_t *entry_json(const struct fly_tornado_entry *entry)
{
    json_t *object = json_object();
    json_out_set(object, "parameter", json_out_text(entry->name));
    json_out_set(object, "a", optional(entry->value[0]));
    json_out_set(object, "b", optional(entry->value[1]));
    json_out_set(object, "low", change_json(entry, FLY_LOW));
    json_out_set(object, "high", change_json(entry, FLY_HIGH));
    return object;
}

static json_t *kpi_json(const struct fly_kpi *kpi)
{
    json_t *object = json_object();
    json_out_set(object, "name", json_out_text(kpi->name));
    json_out_set(object, "unit", json_out_text(kpi->unit));
    json_out_set(object, "definition", json_out_text(kpi->doc));
    return object;
}

static json_t *start_json(const struct tornado_answer *answer)
{
    json_t *object = session_json(answer->session);
    json_out_set(object, "a", json_out_text(name_of(answer, 0)));
    json_out_set(object, "b", json_out_text(name_of(answer, 1)));
    json_out_set(object, "kpi", kpi_json(answer->kpi));
    return object;
}

static void set_entries(json_t *object, const struct fly_tornado *tornado, size_t n_most)
{
    json_t *entries = json_array(), *idle = json_array(), *skipped = json_array();
    for (size_t e = 0; e < tornado->n; e++) {
        const struct fly_tornado_entry *entry = &tornado->entries[e];
        if (entry->state == FLY_TORNADO_IDLE)
            json_out_append(idle, json_out_text(entry->name));
        else if (entry->state == FLY_TORNADO_SKIPPED) {
            json_t *one = entry_json(entry);
            json_out_set(one, "reason", optional(entry->reason));
            json_out_append(skipped, one);
        } else if (e < n_most) {
            json_t *one = entry_json(entry);
            json_out_set(one, "swing", estimate_json(&entry->swing));
            json_out_append(entries, one);
        }
    }
    json_out_set(object, "parameters", entries);
    json_out_set(object, "idle", idle);
    json_out_set(object, "skipped", skipped);
}

json_t *tornado_out_json(const struct tornado_answer *answer)
{
    const struct fly_tornado *tornado = answer->tornado;
    char sentence[SENTENCE];
    json_t *object = start_json(answer);
    print_verdict(answer, sentence);
    json_out_set(object, "base", estimate_json(&tornado->base.difference));
    set_entries(object, tornado, n_shown(answer));
    json_out_set(object, "n_left_out",
                 json_integer((json_int_t)(tornado->n_of[FLY_TORNADO_MATTERS] - n_shown(answer))));
    json_out_set(object, "n_changes", json_integer((json_int_t)tornado->n_run));
    json_out_set(object, "n_turns", json_integer((json_int_t)tornado->n_turns));
    json_out_set(object, "n_sure", json_integer((json_int_t)tornado->n_sure));
    json_out_set(object, "sentence", json_out_text(sentence));
    return object;
}

json_t *tornado_out_plan_json(const struct tornado_answer *answer)
{
    json_t *object = start_json(answer), *entries = json_array();
    for (size_t e = 0; e < answer->tornado->n; e++)
        json_out_append(entries, entry_json(&answer->tornado->entries[e]));
    json_out_set(object, "plan", entries);
    return object;
}
