/* Parses and prints one parameter: numbers with units, switches, words; the same in every locale. */
#include "sim/param.h"

#include "sim/diagnostics.h"
#include "sim/quantity.h"
#include "sim/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* How messages speak about a type. */
static const struct {
    const char *name, *phrase, *example;
} words[] = {
    [FLY_NUMBER] = {"number", "a number", "a number without unit, such as 1.5"},
    [FLY_SHARE] = {"share", "a share", "0.12 or 12 %"},
    [FLY_HAZARD] = {"hazard", "a rate", "0.02 /week (or /day, /month, /year)"},
    [FLY_RATE] = {"rate", "a rate", "0.02 /week (or /day, /month, /year)"},
    [FLY_DURATION] = {"duration", "a duration", "3 weeks (or days, months, years)"},
    [FLY_MONEY] = {"money", "an amount of money", "a number without unit, such as 19.90"},
    [FLY_COUNT] = {"count", "a count", "a whole number, such as 200000 or 1e6"},
    [FLY_SWITCH] = {"switch", "a switch", "yes or no"},
    [FLY_CHOICE] = {"choice", "a choice", "one of the listed words"},
    [FLY_TEXT] = {"text", "text", "any text"},
};

const char *fly_param_type_name(enum fly_param_type type)
{
    assert(type <= FLY_TEXT);
    return words[type].name;
}

const char *fly_param_type_meaning(enum fly_param_type type)
{
    static const char *const meanings[] = {
#define TYPE_MEANING(type, c_type, meaning) meaning,
        FLY_PARAM_TYPES(TYPE_MEANING)
#undef TYPE_MEANING
    };
    assert(type <= FLY_TEXT);
    return meanings[type];
}

ptrdiff_t fly_param_find(const struct fly_param_table *table, const char *name)
{
    assert(table && name);
    for (size_t i = 0; i < table->n_rows; i++)
        if (strcmp(table->rows[i].name, name) == 0) return (ptrdiff_t)i;
    return -1;
}

/* --- reading and writing fields --- */

static void *field(const struct fly_param *row, void *values)
{
    assert(values);
    return (char *)values + row->offset;
}

static const void *const_field(const struct fly_param *row, const void *values)
{
    assert(values);
    return (const char *)values + row->offset;
}

static void store_number(const struct fly_param *row, void *values, double value)
{
    assert(row->type != FLY_TEXT);
    switch (row->type) {
    case FLY_COUNT: *(uint64_t *)field(row, values) = (uint64_t)value; break;
    case FLY_SWITCH: *(bool *)field(row, values) = value != 0; break;
    case FLY_CHOICE: *(int *)field(row, values) = (int)value; break;
    default: *(double *)field(row, values) = value;
    }
}

void fly_param_set_standard(const struct fly_param *row, void *values)
{
    assert(row);
    if (row->type == FLY_TEXT)
        *(const char **)field(row, values) = "";
    else
        store_number(row, values, row->standard);
}

double fly_param_number(const struct fly_param *row, const void *values)
{
    assert(row);
    const void *at = const_field(row, values);
    switch (row->type) {
    case FLY_TEXT: return NAN;
    case FLY_COUNT: return (double)*(const uint64_t *)at;
    case FLY_SWITCH: return *(const bool *)at;
    case FLY_CHOICE: return *(const int *)at;
    default: return *(const double *)at;
    }
}

bool fly_param_is_real(const struct fly_param *row)
{
    assert(row);
    return row->type != FLY_COUNT && row->type != FLY_SWITCH && row->type != FLY_CHOICE && row->type != FLY_TEXT;
}

bool fly_param_is_read_once(const struct fly_param_table *table, const struct fly_param *row)
{
    assert(table && row);
    const char *keys = table->read_once;
    const size_t n = strlen(row->name);
    if (!keys || !strcmp(keys, "*")) return keys;
    for (;;) {
        const size_t length = strcspn(keys, "|");
        if (length == n && !memcmp(keys, row->name, n)) return true;
        if (!keys[length]) return false;
        keys += length + 1;
    }
}

void fly_param_set_real(const struct fly_param *row, double number, void *values)
{
    assert(fly_param_is_real(row) && number >= row->min && number <= row->max);
    store_number(row, values, number);
}

/* --- words of a choice --- */

/* The start and length of the k-th of "mixing|ring|file"; NULL beyond the last. */
static const char *choice_word(const struct fly_param *row, int k, int *length)
{
    assert(row->type == FLY_CHOICE);
    const char *word = k < 0 ? NULL : row->unit;
    for (; word && k > 0; k--) {
        word = strchr(word, '|');
        if (word) word++;
    }
    *length = word ? (int)strcspn(word, "|") : 0;
    return word;
}

/* --- printing --- */

static const char *unit_suffix(const struct fly_param *row)
{
    switch (row->type) {
    case FLY_HAZARD:
    case FLY_RATE: return " /week";
    case FLY_DURATION: return " weeks";
    default: return "";
    }
}

int fly_param_print(const struct fly_param *row, const void *values, char *text, size_t size)
{
    assert(row);
    const void *at = const_field(row, values);
    if (row->type == FLY_TEXT) return snprintf(text, size, "%s", *(const char *const *)at);
    if (row->type == FLY_COUNT) return snprintf(text, size, "%" PRIu64, *(const uint64_t *)at);
    if (row->type == FLY_SWITCH) return snprintf(text, size, "%s", *(const bool *)at ? "yes" : "no");
    if (row->type == FLY_CHOICE) {
        int length;
        const char *word = choice_word(row, *(const int *)at, &length);
        return snprintf(text, size, "%.*s", length, word ? word : "");
    }
    char digits[40];
    double value = *(const double *)at;
    fly_double_print(value, digits, sizeof digits);
    return snprintf(text, size, "%s%s", digits, isfinite(value) ? unit_suffix(row) : "");
}

int fly_param_print_standard(const struct fly_param *row, char *text, size_t size)
{
    assert(row);
    union {
        double real;
        uint64_t count;
        bool yes;
        int choice;
        const char *string;
    } value = {0};
    struct fly_param alone = *row;
    alone.offset = 0;
    fly_param_set_standard(&alone, &value);
    return fly_param_print(&alone, &value, text, size);
}

static int print_choices(const struct fly_param *row, char *text, size_t size)
{
    size_t used = 0;
    int length;
    int last = (int)row->max;
    assert(size > 0);
    text[0] = '\0';
    for (int k = (int)row->min; k <= last; k++) {
        const char *word = choice_word(row, k, &length);
        if (!word) break;
        const char *comma = k == (int)row->min ? "" : k == last ? " or " : ", ";
        size_t room = used < size ? size - used : 0;
        used += (size_t)snprintf(room ? text + used : NULL, room, "%s%.*s", comma, length, word);
    }
    return (int)used;
}

/* One end of a range. The largest count has more digits than a double keeps. */
static void print_bound(const struct fly_param *row, double bound, char *text, size_t size)
{
    if (row->type == FLY_COUNT && bound >= 0x1p64)
        (void)snprintf(text, size, "%" PRIu64, UINT64_MAX);
    else
        fly_double_print(bound, text, size);
}

int fly_param_print_range(const struct fly_param *row, char *text, size_t size)
{
    assert(row);
    if (row->type == FLY_SWITCH) return snprintf(text, size, "yes or no");
    if (row->type == FLY_TEXT)
        return snprintf(text, size, "%s", strcmp(row->unit, "file") == 0 ? "a file name" : "any text");
    if (row->type == FLY_CHOICE) return print_choices(row, text, size);
    char low[40], high[40];
    const char *unit = unit_suffix(row);
    print_bound(row, row->min, low, sizeof low);
    print_bound(row, row->max, high, sizeof high);
    if (isfinite(row->min) && isfinite(row->max)) return snprintf(text, size, "%s to %s%s", low, high, unit);
    if (isfinite(row->max)) return snprintf(text, size, "at most %s%s", high, unit);
    const char *endless = row->type == FLY_DURATION ? ", or inf" : "";
    if (isfinite(row->min)) return snprintf(text, size, "%s%s or more%s", low, unit, endless);
    return snprintf(text, size, "any number%s", endless);
}

/* --- parsing --- */

/* One attempt to parse: what, into what, and where the sentence goes. */
struct attempt {
    const struct fly_param *row;
    const char *text; /* without spaces around it */
    size_t length;
    char shown[88]; /* the text, fit for a message */
    struct fly_error *error;
};

static int refuse(const struct attempt *attempt, const char *why)
{
    const struct fly_param *row = attempt->row;
    return fly_fail(attempt->error, FLY_ERR_SCENARIO, "'%s' %s; %s is %s: write %s", attempt->shown, why, row->name,
                    words[row->type].phrase, words[row->type].example);
}

static int read_quantity(const struct attempt *attempt, struct fly_quantity *quantity)
{
    const struct fly_param *row = attempt->row;
    const char *why = fly_quantity_read(quantity, attempt->text, attempt->length);
    if (why) return refuse(attempt, why);
    bool endless_allowed = row->type == FLY_DURATION && isinf(row->max);
    return isfinite(quantity->value) || endless_allowed ? FLY_OK : refuse(attempt, "is not a finite number");
}

static int refuse_unit(const struct attempt *attempt, enum fly_unit unit)
{
    static const char *const whys[] = {
        [FLY_UNIT_NONE] = "has no unit",   [FLY_UNIT_PERCENT] = "is a percentage",   [FLY_UNIT_TIME] = "is a duration",
        [FLY_UNIT_PER_TIME] = "is a rate", [FLY_UNIT_UNKNOWN] = "has no known unit",
    };
    return refuse(attempt, whys[unit]);
}

/* To weeks, to per week, to a share of 1. A week's own number is not touched, so that it keeps its bits. */
static int convert_unit(const struct attempt *attempt, struct fly_quantity *quantity)
{
    enum fly_param_type type = attempt->row->type;
    enum fly_unit unit = quantity->unit;
    if (unit == FLY_UNIT_NONE) return FLY_OK;
    if (unit == FLY_UNIT_PERCENT && type == FLY_SHARE) {
        quantity->value /= 100;
        return FLY_OK;
    }
    bool is_duration = unit == FLY_UNIT_TIME && type == FLY_DURATION;
    bool is_rate = unit == FLY_UNIT_PER_TIME && (type == FLY_HAZARD || type == FLY_RATE);
    if (!is_duration && !is_rate) return refuse_unit(attempt, unit);
    assert(quantity->days > 0);
    if (quantity->days == 7) return FLY_OK;
    quantity->value = is_duration ? quantity->value * quantity->days / 7 : quantity->value * 7 / quantity->days;
    return isfinite(quantity->value) ? FLY_OK : refuse(attempt, "is too large for a number");
}

static int check_range(const struct attempt *attempt, double value)
{
    const struct fly_param *row = attempt->row;
    if (value >= row->min && value <= row->max) return FLY_OK;
    char range[256];
    (void)fly_param_print_range(row, range, sizeof range);
    return fly_fail(attempt->error, FLY_ERR_SCENARIO, "'%s' is out of range: %s may be %s", attempt->shown, row->name,
                    range);
}

static int parse_real(const struct attempt *attempt, void *values)
{
    int ret;
    struct fly_quantity quantity;
    FLY_TRY(read_quantity(attempt, &quantity));
    FLY_TRY(convert_unit(attempt, &quantity));
    FLY_TRY(check_range(attempt, quantity.value));
    store_number(attempt->row, values, quantity.value);
out:
    return ret;
}

/* Digits alone keep all 64 bits (seeds); 1e6 goes through a double and must be a whole number below 2^53. */
static int parse_count(const struct attempt *attempt, void *values)
{
    int ret;
    struct fly_quantity quantity;
    FLY_TRY(read_quantity(attempt, &quantity));
    if (quantity.unit != FLY_UNIT_NONE) return refuse_unit(attempt, quantity.unit);
    if (quantity.value < 0) return refuse(attempt, "is negative");
    if (quantity.value != floor(quantity.value)) return refuse(attempt, "is not a whole number");
    FLY_TRY(check_range(attempt, quantity.value));
    bool plain = strspn(attempt->text, "0123456789") == attempt->length;
    if (!plain && quantity.value >= 0x1p53) return refuse(attempt, "needs all its digits at this size");
    uint64_t count = plain ? 0 : (uint64_t)quantity.value;
    for (size_t i = 0; plain && i < attempt->length; i++) {
        uint64_t digit = (uint64_t)(attempt->text[i] - '0');
        if (count > (UINT64_MAX - digit) / 10) return refuse(attempt, "is too large for a count");
        count = count * 10 + digit;
    }
    *(uint64_t *)field(attempt->row, values) = count;
out:
    return ret;
}

static int parse_switch(const struct attempt *attempt, void *values)
{
    bool yes = strncmp(attempt->text, "yes", attempt->length) == 0 && attempt->length == 3;
    bool no = strncmp(attempt->text, "no", attempt->length) == 0 && attempt->length == 2;
    if (!yes && !no) return refuse(attempt, "is neither yes nor no");
    store_number(attempt->row, values, yes);
    return FLY_OK;
}

enum { MAX_CHOICES = 32, MAX_CHOICE_TEXT = 512 };

/* The listed word nearest to what was written; `copy` holds it. */
static const char *nearest_choice(const struct attempt *attempt, char copy[MAX_CHOICE_TEXT])
{
    const char *candidates[MAX_CHOICES];
    size_t n = 0, used = 0;
    for (int k = (int)attempt->row->min, length; k <= (int)attempt->row->max && n < MAX_CHOICES; k++) {
        const char *word = choice_word(attempt->row, k, &length);
        if (!word || used + (size_t)length + 1 > MAX_CHOICE_TEXT) break;
        memcpy(copy + used, word, (size_t)length);
        copy[used + (size_t)length] = '\0';
        candidates[n++] = copy + used;
        used += (size_t)length + 1;
    }
    return fly_nearest_name(attempt->shown, candidates, n);
}

static int parse_choice(const struct attempt *attempt, void *values)
{
    const struct fly_param *row = attempt->row;
    for (int k = (int)row->min, length; k <= (int)row->max; k++) {
        const char *word = choice_word(row, k, &length);
        if (!word) break;
        if ((size_t)length != attempt->length || memcmp(word, attempt->text, attempt->length) != 0) continue;
        store_number(row, values, k);
        return FLY_OK;
    }
    char range[MAX_CHOICE_TEXT], copy[MAX_CHOICE_TEXT];
    (void)print_choices(row, range, sizeof range);
    const char *nearest = nearest_choice(attempt, copy);
    return fly_fail(attempt->error, FLY_ERR_SCENARIO, "'%s' is unknown: %s may be %s%s%s%s", attempt->shown, row->name,
                    range, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static int parse_text(const struct attempt *attempt, const char *text, void *values)
{
    size_t n = strlen(text);
    if (!fly_utf8_is_valid(text, n) || fly_utf8_find_control(text, n) || strpbrk(text, "\r\n"))
        return refuse(attempt, "is not one line of UTF-8");
    *(const char **)field(attempt->row, values) = text;
    return FLY_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

int fly_param_parse(const struct fly_param *row, const char *text, void *values, struct fly_error *error)
{
    assert(row && text && values);
    struct attempt attempt = {.row = row, .text = text, .error = error};
    while (is_space(*attempt.text))
        attempt.text++;
    attempt.length = strlen(attempt.text);
    while (attempt.length > 0 && is_space(attempt.text[attempt.length - 1]))
        attempt.length--;
    (void)fly_utf8_show(attempt.text, attempt.length, attempt.shown, sizeof attempt.shown);
    if (row->type == FLY_TEXT) return parse_text(&attempt, text, values);
    if (attempt.length == 0) {
        char range[256];
        (void)fly_param_print_range(row, range, sizeof range);
        return fly_fail(error, FLY_ERR_SCENARIO, "%s has no value: it may be %s", row->name, range);
    }
    switch (row->type) {
    case FLY_COUNT: return parse_count(&attempt, values);
    case FLY_SWITCH: return parse_switch(&attempt, values);
    case FLY_CHOICE: return parse_choice(&attempt, values);
    default: return parse_real(&attempt, values);
    }
}
