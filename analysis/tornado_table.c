/* Makes a table of a tornado that has run, and tells what it says. */
#include "analysis/tornado_table.h"

#include "analysis/words.h"
#include "sim/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- cells ---- */

/* "a", or "a / b" where they differ. */
static char *both(const char *a, const char *b)
{
    const bool same = strcmp(a, b) == 0;
    const size_t size = strlen(a) + strlen(b) + sizeof " / ";
    char *text = fly_alloc(size, 1);
    if (text) (void)snprintf(text, size, "%s%s%s", a, same ? "" : " / ", same ? "" : b);
    return text;
}

char *fly_tornado_value_text(const struct fly_tornado_entry *entry)
{
    assert(entry);
    return both(entry->value[0] ? entry->value[0] : "-", entry->value[1] ? entry->value[1] : "-");
}

char *fly_tornado_side_text(const struct fly_tornado_entry *entry, enum fly_tornado_side side)
{
    assert(entry);
    const char *text[2];
    for (size_t s = 0; s < 2; s++) {
        const char *value = side == FLY_LOW ? entry->variations[s].low : entry->variations[s].high;
        text[s] = *value ? value : "-";
    }
    if (!entry->value[0]) text[0] = text[1]; /* what only one of them has is changed there only */
    if (!entry->value[1]) text[1] = text[0];
    return both(text[0], text[1]);
}

/* ---- rows ---- */

static bool has_namesake(const struct fly_tornado *tornado, size_t e)
{
    for (size_t i = 0; i < tornado->n; i++)
        if (i != e && strcmp(tornado->entries[i].name, tornado->entries[e].name) == 0) return true;
    return false;
}

/* The words of a choice are entries of one name each. */
static char *name_of(const struct fly_tornado *tornado, size_t e)
{
    const struct fly_tornado_entry *entry = &tornado->entries[e];
    const struct fly_tornado_change *change = &entry->changes[FLY_HIGH];
    const char *set = change->sets[0] ? change->sets[0] : change->sets[1];
    return fly_copy_text(set && has_namesake(tornado, e) ? set : entry->name);
}

/* Why the sides were not run that were not. */
static char *note_of(const struct fly_tornado_entry *entry)
{
    static const char *const ends[] = {[FLY_LOW] = "low end: ", [FLY_HIGH] = "high end: "};
    const char *low = entry->changes[FLY_LOW].refusal, *high = entry->changes[FLY_HIGH].refusal;
    if (low && high) return both(low, high);
    const char *why = low ? low : high, *end = low ? ends[FLY_LOW] : ends[FLY_HIGH];
    if (!why) return fly_copy_text(entry->reason ? entry->reason : "");
    if (entry->state == FLY_TORNADO_SKIPPED) return fly_copy_text(why);
    const size_t size = strlen(end) + strlen(why) + 1;
    char *text = fly_alloc(size, 1);
    if (text) (void)snprintf(text, size, "%s%s", end, why);
    return text;
}

static int fill_row(struct fly_tornado_row *row, const struct fly_tornado *tornado, size_t e)
{
    const struct fly_tornado_entry *entry = &tornado->entries[e];
    *row = (struct fly_tornado_row){.name = name_of(tornado, e),
                                    .value = fly_tornado_value_text(entry),
                                    .note = note_of(entry),
                                    .state = entry->state,
                                    .swing = entry->swing};
    bool has_memory = row->name && row->value && row->note;
    for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
        const struct fly_tornado_change *change = &entry->changes[side];
        row->at[side] = fly_tornado_side_text(entry, (enum fly_tornado_side)side);
        has_memory &= row->at[side] != NULL;
        row->was_run[side] = change->was_run;
        row->difference[side] =
            change->was_run ? change->result.difference : (struct fly_estimate){.mean = NAN, .low = NAN, .high = NAN};
    }
    return has_memory ? FLY_OK : FLY_ERR_MEMORY;
}

int fly_tornado_table_make(struct fly_tornado_table *table, const struct fly_tornado *tornado, const char *kpi)
{
    assert(table && tornado && kpi);
    *table = (struct fly_tornado_table){.kpi = fly_copy_text(kpi), .rows = fly_alloc(tornado->n, sizeof *table->rows)};
    int ret = table->kpi && table->rows ? FLY_OK : FLY_ERR_MEMORY;
    for (; ret == FLY_OK && table->n < tornado->n; table->n++)
        ret = fill_row(&table->rows[table->n], tornado, table->n);
    if (ret < 0) fly_tornado_table_free(table);
    return ret;
}

void fly_tornado_table_free(struct fly_tornado_table *table)
{
    assert(table);
    for (size_t r = 0; r < table->n; r++) {
        struct fly_tornado_row *row = &table->rows[r];
        fly_free(row->name);
        fly_free(row->value);
        fly_free(row->at[FLY_LOW]);
        fly_free(row->at[FLY_HIGH]);
        fly_free(row->note);
    }
    fly_free(table->rows);
    fly_free(table->kpi);
    *table = (struct fly_tornado_table){0};
}

/* ---- the verdict ---- */

struct fly_tornado_verdict fly_tornado_judge(const struct fly_tornado_table *table, const struct fly_estimate *base,
                                             int better)
{
    struct fly_tornado_verdict verdict = {.kpi = table->kpi, .better = better, .base = base->mean};
    for (size_t r = 0; r < table->n; r++)
        for (int side = 0; side < FLY_N_TORNADO_SIDES; side++) {
            const struct fly_estimate *d = &table->rows[r].difference[side];
            const bool turns = table->rows[r].was_run[side] && fly_tornado_turns(base, d, better);
            verdict.n_run += table->rows[r].was_run[side];
            verdict.n_turns += turns;
            verdict.n_sure += turns && (d->low > 0 || d->high < 0);
        }
    return verdict;
}

void fly_tornado_print_verdict(const struct fly_tornado_verdict *verdict, char *text, size_t size)
{
    assert(verdict && text && size > 0);
    char kpi[FLY_WORDS];
    fly_words_name(verdict->kpi, kpi);
    const bool b_ahead = (verdict->base > 0) == (verdict->better == FLY_HIGHER);
    const char *ahead = b_ahead ? verdict->name_b : verdict->name_a,
               *behind = b_ahead ? verdict->name_a : verdict->name_b;
    if (verdict->better == FLY_NEITHER)
        (void)snprintf(text, size, "Neither a high nor a low %s is better, so there is no winner that could change.",
                       kpi);
    else if (isnan(verdict->base) || verdict->base == 0)
        (void)snprintf(text, size, "As it is neither is ahead in %s, so there is no winner that could change.", kpi);
    else if (verdict->n_turns == 0)
        (void)snprintf(text, size, "The winner never changes: %s is ahead in %s in all %zu changes.", ahead, kpi,
                       verdict->n_run);
    else
        (void)snprintf(text, size,
                       "The winner changes in %zu of %zu cases: %s is ahead in %s as it is, %s is then; in %zu of them "
                       "the 95 %% interval leaves out 0.",
                       verdict->n_turns, verdict->n_run, ahead, kpi, behind, verdict->n_sure);
}
