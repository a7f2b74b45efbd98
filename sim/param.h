/* What a parameter is: one row of a table from which everything else derives: the C field, the default, parsing with
 * units, the range check, --set, `flywheel params`, docs/parameters.md, the attribute in the result file.
 *
 * A table is written once, as a list that takes a row macro X and the tag S of the struct that holds the values:
 *
 *     #define REFERRAL_PARAMS(X, S) \
 *         X(S, RATE, ask_rate, 0.02, 0, 5, "/week", "Invitations asked of a customer (chosen).")
 *     struct referral_params { REFERRAL_PARAMS(FLY_PARAM_FIELD, ) };
 *     static const struct fly_param rows[] = { REFERRAL_PARAMS(FLY_PARAM_ROW, referral_params) };
 *     static const struct fly_param_table table = FLY_PARAM_TABLE("referral", referral_params, rows, "What it is.");
 *
 * Inside the program every rate is per week and every duration in weeks, whatever unit the INI used. */
#ifndef FLY_PARAM_H
#define FLY_PARAM_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
/* type, C type, what a user may write */
#define FLY_PARAM_TYPES(X) \
    X(NUMBER,   double,       "a number without unit") \
    X(SHARE,    double,       "a share of 1, or a percentage with %") \
    X(HAZARD,   double,       "a rate at which one transition happens: per week, or with /day /week /month /year") \
    X(RATE,     double,       "a rate of repeated events: per week, or with /day /week /month /year") \
    X(DURATION, double,       "a time: in weeks, or with days weeks months years; inf where the range allows it") \
    X(MONEY,    double,       "an amount of the scenario's currency") \
    X(COUNT,    uint64_t,     "a whole number (1e6 is allowed)") \
    X(SWITCH,   bool,         "yes or no") \
    X(CHOICE,   int,          "one of the listed words") \
    X(TEXT,     const char *, "text; a file name is relative to the INI file that names it")
/* clang-format on */

enum fly_param_type {
#define FLY_PARAM_TYPE_ENUM(type, c_type, meaning) FLY_##type,
    FLY_PARAM_TYPES(FLY_PARAM_TYPE_ENUM)
#undef FLY_PARAM_TYPE_ENUM
};

typedef double fly_c_NUMBER, fly_c_SHARE, fly_c_HAZARD, fly_c_RATE, fly_c_DURATION, fly_c_MONEY;
typedef uint64_t fly_c_COUNT;
typedef bool fly_c_SWITCH;
typedef int fly_c_CHOICE;
typedef const char *fly_c_TEXT;

struct fly_param {
    enum fly_param_type type;
    const char *name;
    size_t offset;    /* of the field in the section's struct */
    double standard;  /* the default; a CHOICE's index, a SWITCH's 0 or 1; unused for TEXT (default: empty) */
    double min, max;  /* inclusive; min > 0 tiny values are written out, inf is allowed as max of a DURATION */
    const char *unit; /* "", "/week", "weeks", "money", ... ; a CHOICE's words: "mixing|ring|file" */
    const char *doc;  /* one sentence, with its source or "(chosen)" */
};

struct fly_param_table {
    const char *section; /* "referral"; for repeated ones the first word: "channel" of [channel ads] */
    const char *doc;     /* what the section is about, one sentence */
    size_t size;         /* of the struct of values */
    const struct fly_param *rows;
    size_t n_rows;
    bool repeated;           /* [section NAME], any number of them */
    const char *fixed_names; /* repeated, with just these names, all always there: "attract|engage"; or NULL */
    /* Keys of what is read before the first step only and cannot change while time passes: "start|share"; "*": all of
     * them; NULL: none. */
    const char *read_once;
};

#define FLY_PARAM_FIELD(S, type, name, standard, min, max, unit, doc) fly_c_##type name;
#define FLY_PARAM_ROW(S, type, name, standard, min, max, unit, doc)                                                    \
    {FLY_##type, #name, offsetof(struct S, name), standard, min, max, unit, doc},
#define FLY_PARAM_TABLE(section, S, rows, doc)                                                                         \
    {                                                                                                                  \
        section, doc, sizeof(struct S), rows, sizeof rows / sizeof rows[0], false, NULL, NULL                          \
    }
#define FLY_PARAM_TABLE_READ_ONCE(section, S, rows, doc)                                                               \
    {                                                                                                                  \
        section, doc, sizeof(struct S), rows, sizeof rows / sizeof rows[0], false, NULL, "*"                           \
    }
#define FLY_PARAM_TABLE_REPEATED(section, S, rows, names, doc)                                                         \
    {                                                                                                                  \
        section, doc, sizeof(struct S), rows, sizeof rows / sizeof rows[0], true, names, NULL                          \
    }

/* The same with some keys that are read once. */
#define FLY_PARAM_TABLE_STARTING(section, S, rows, keys, doc)                                                          \
    {                                                                                                                  \
        section, doc, sizeof(struct S), rows, sizeof rows / sizeof rows[0], false, NULL, keys                          \
    }
#define FLY_PARAM_TABLE_REPEATED_STARTING(section, S, rows, keys, doc)                                                 \
    {                                                                                                                  \
        section, doc, sizeof(struct S), rows, sizeof rows / sizeof rows[0], true, NULL, keys                           \
    }

/* The word for a type ("share"), and what a user may write for it. */
const char *fly_param_type_name(enum fly_param_type type);
const char *fly_param_type_meaning(enum fly_param_type type);

/* Parses `text` into the field of `values` that `row` names. TEXT stores the pointer `text` itself: the caller keeps
 * it. On failure FLY_ERR_SCENARIO with the sentence (what is wrong, what is allowed) and the field untouched. */
int fly_param_parse(const struct fly_param *row, const char *text, void *values, struct fly_error *error);

/* Sets the field to its default. */
void fly_param_set_standard(const struct fly_param *row, void *values);

/* Writes the value as an INI would hold it, with its unit ("0.02 /week", "yes", "mixing"), so that parsing it gives the
 * same bits. Returns the length as snprintf does. */
int fly_param_print(const struct fly_param *row, const void *values, char *text, size_t size);
int fly_param_print_standard(const struct fly_param *row, char *text, size_t size);

/* What is allowed: "0 to 1", "mixing, ring or file", "yes or no". */
int fly_param_print_range(const struct fly_param *row, char *text, size_t size);

/* The value as a double (a CHOICE's index, a SWITCH's 0 or 1); NAN for TEXT. */
double fly_param_number(const struct fly_param *row, const void *values);

/* Whether it is a real number (no count, switch, choice or text); and sets one, which must be within its range. */
bool fly_param_is_real(const struct fly_param *row);
void fly_param_set_real(const struct fly_param *row, double number, void *values);

/* Whether a row of the table is read once. */
bool fly_param_is_read_once(const struct fly_param_table *table, const struct fly_param *row);

/* The index of `name` in the table's rows, or -1. */
ptrdiff_t fly_param_find(const struct fly_param_table *table, const char *name);

#endif
