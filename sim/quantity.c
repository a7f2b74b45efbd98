/* Reads and prints numbers with units. */
#include "sim/quantity.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* strtod and printf would otherwise expect and write the user's decimal sign. */
static locale_t enter_c_locale(locale_t *c_locale)
{
    *c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return *c_locale ? uselocale(*c_locale) : (locale_t)0;
}

static void leave_c_locale(locale_t c_locale, locale_t users)
{
    if (!c_locale) return;
    uselocale(users);
    freelocale(c_locale);
}

void fly_double_print(double value, char *text, size_t size)
{
    assert(text && size >= 32);
    locale_t c_locale, users = enter_c_locale(&c_locale);
    for (int digits = 15; digits <= 17; digits++) {
        int n = snprintf(text, size, "%.*g", digits, value);
        assert(n > 0 && (size_t)n < size);
        (void)n;
        if (strtod(text, NULL) == value) break;
    }
    leave_c_locale(c_locale, users);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* The length of a decimal number at the start of `text`, 0 if there is none. strtod alone would also take hexadecimal
 * digits, nan and inf. */
static size_t number_length(const char *text)
{
    size_t n = text[0] == '+' || text[0] == '-';
    size_t whole = count_digits(text + n), fraction = 0;
    n += whole;
    if (text[n] == '.') {
        fraction = count_digits(text + n + 1);
        n += 1 + fraction;
    }
    if (whole + fraction == 0) return 0;
    if (text[n] == 'e' || text[n] == 'E') {
        size_t sign = text[n + 1] == '+' || text[n + 1] == '-';
        size_t digits = count_digits(text + n + 1 + sign);
        if (digits) n += 1 + sign + digits;
    }
    return text[n] == 'x' || text[n] == 'X' ? 0 : n;
}

static double read_double(const char *text)
{
    locale_t c_locale, users = enter_c_locale(&c_locale);
    double value = strtod(text, NULL);
    leave_c_locale(c_locale, users);
    return value + 0.0; /* -0 becomes 0 */
}

static bool has_nonzero_digit(const char *text, size_t n)
{
    for (size_t i = 0; i < n && text[i] != 'e' && text[i] != 'E'; i++)
        if (text[i] >= '1' && text[i] <= '9') return true;
    return false;
}

/* The days of the unit of time named by `word`, 0 if it is none. */
static double unit_days(const char *word, size_t n, bool plural_allowed)
{
    static const struct {
        const char *name;
        double days;
    } units[] = {{"day", 1}, {"week", 7}, {"month", 365.25 / 12}, {"year", 365.25}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t length = strlen(units[i].name);
        bool plural = plural_allowed && n == length + 1 && word[length] == 's';
        if ((n == length || plural) && memcmp(word, units[i].name, length) == 0) return units[i].days;
    }
    return 0;
}

/* What follows the number, up to `end`. */
static void read_unit(const char *text, const char *end, struct fly_quantity *quantity)
{
    assert(text <= end);
    while (text < end && is_space(*text))
        text++;
    size_t n = (size_t)(end - text);
    quantity->unit = n == 0 ? FLY_UNIT_NONE : n == 1 && *text == '%' ? FLY_UNIT_PERCENT : FLY_UNIT_TIME;
    if (quantity->unit != FLY_UNIT_TIME) return;
    size_t slash = *text == '/' ? 1 : n > 4 && memcmp(text, "per", 3) == 0 && is_space(text[3]) ? 4 : 0;
    if (slash) quantity->unit = FLY_UNIT_PER_TIME;
    text += slash;
    while (slash && text < end && is_space(*text))
        text++;
    quantity->days = unit_days(text, (size_t)(end - text), slash == 0);
    if (quantity->days == 0) quantity->unit = FLY_UNIT_UNKNOWN;
}

/* `word` is in small letters; `text` in any. */
static bool same_word(const char *word, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (word[i] == '\0' || (text[i] | 0x20) != word[i]) return false;
    return word[n] == '\0';
}

static const char *read_word(struct fly_quantity *quantity, const char *text, size_t n)
{
    if (n == 3 && memcmp(text, "inf", 3) == 0) {
        quantity->value = INFINITY;
        return NULL;
    }
    size_t sign = n > 0 && (text[0] == '+' || text[0] == '-');
    const char *word = text + sign;
    bool not_finite =
        same_word("nan", word, n - sign) || same_word("inf", word, n - sign) || same_word("infinity", word, n - sign);
    return not_finite ? "is not a finite number" : "is not a decimal number";
}

const char *fly_quantity_read(struct fly_quantity *quantity, const char *text, size_t n)
{
    assert(quantity && text);
    *quantity = (struct fly_quantity){.unit = FLY_UNIT_NONE};
    size_t length = number_length(text);
    if (length == 0) return read_word(quantity, text, n);
    assert(length <= n);
    quantity->value = read_double(text);
    if (!isfinite(quantity->value)) return "is too large for a number";
    if (quantity->value == 0 && has_nonzero_digit(text, length)) return "is too small for a number";
    read_unit(text + length, text + n, quantity);
    return NULL;
}
