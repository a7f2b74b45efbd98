/* The answer of a tornado as a table: made of a run, kept in a result file, read from it again, and told in words. */
#ifndef FLY_TORNADO_TABLE_H
#define FLY_TORNADO_TABLE_H

#include "analysis/tornado.h"

/* One parameter. All texts are owned; of estimates a table knows mean, low and high only. */
struct fly_tornado_row {
    char *name;                    /* as --set takes it; "name=word" where a choice has several */
    char *value;                   /* in both scenarios, or "a / b" where they differ; "-" where one has none */
    char *at[FLY_N_TORNADO_SIDES]; /* what it is changed to, written the same way; "-": no such side */
    char *note;                    /* why a side, or all of it, was not run; "" */
    enum fly_tornado_state state;
    bool was_run[FLY_N_TORNADO_SIDES];
    struct fly_estimate difference[FLY_N_TORNADO_SIDES], swing;
};

/* Caller-owned; a zeroed struct may be freed. */
struct fly_tornado_table {
    char *kpi;                    /* its name; owned */
    struct fly_tornado_row *rows; /* [n], in the order of fly_tornado_run; owned */
    size_t n;
};

/* Of a run that is done. FLY_OK or FLY_ERR_MEMORY. */
int fly_tornado_table_make(struct fly_tornado_table *table, const struct fly_tornado *tornado, const char *kpi);

/* Of a result file; n = 0 where it has none. */
int fly_tornado_table_read(struct fly_tornado_table *table, const struct fly_dataset *data, struct fly_error *error);
void fly_tornado_table_free(struct fly_tornado_table *table);

/* "a", or "a / b" where scenarios differ; "-" for a missing one. To be freed with fly_free; NULL without memory. */
char *fly_tornado_value_text(const struct fly_tornado_entry *entry);
char *fly_tornado_side_text(const struct fly_tornado_entry *entry, enum fly_tornado_side side);

/* What a file is told of a table, which must last as long. Caller-owned; a zeroed struct may be freed. */
enum { FLY_TORNADO_EXTRAS = 13 };
struct fly_tornado_extras {
    struct fly_extra extras[FLY_TORNADO_EXTRAS];
    size_t n;
    double *numbers;    /* owned */
    const char **texts; /* owned, not the texts */
};

/* Without rows there is nothing to tell (n = 0). FLY_OK or FLY_ERR_MEMORY. */
int fly_tornado_extras_make(struct fly_tornado_extras *extras, const struct fly_tornado_table *table);
void fly_tornado_extras_free(struct fly_tornado_extras *extras);

/* In how many cases the winner changes. */
struct fly_tornado_verdict {
    const char *name_a, *name_b, *kpi;
    int better;
    double base;                   /* the mean difference of the unchanged scenarios, b - a */
    size_t n_run, n_turns, n_sure; /* changes: that were run; that turn the answer; that surely do */
};
struct fly_tornado_verdict fly_tornado_judge(const struct fly_tornado_table *table, const struct fly_estimate *base,
                                             int better);
void fly_tornado_print_verdict(const struct fly_tornado_verdict *verdict, char *text, size_t size);

#endif
