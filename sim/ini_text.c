/* Cuts INI text into lines and refuses the lines that an INI parser would silently misread: too long, indented,
 * without '=', with half a header, not UTF-8. */
#include "sim/ini_text.h"

#include "sim/utf8.h"

#include <assert.h>
#include <string.h>

static bool starts_with(const char *bytes, size_t n, const char *mark, size_t length)
{
    return n >= length && memcmp(bytes, mark, length) == 0;
}

static size_t count_lines(const char *bytes, const char *end)
{
    size_t n = 0;
    while ((bytes = memchr(bytes, '\n', (size_t)(end - bytes)))) {
        bytes++;
        n++;
    }
    return n;
}

int fly_ini_open(struct fly_ini_text *text, const char *bytes, size_t n, size_t longest_line, size_t longest_name,
                 struct fly_error *error)
{
    assert(text && (bytes || n == 0));
    assert(longest_line > 0 && longest_name > 0);
    *text = (struct fly_ini_text){.line = 1, .longest_line = longest_line, .longest_name = longest_name};
    if (starts_with(bytes, n, "\xff\xfe", 2) || starts_with(bytes, n, "\xfe\xff", 2))
        return fly_fail(error, FLY_ERR_SCENARIO, "this file is UTF-16: save it as UTF-8");
    const char *zero = n ? memchr(bytes, '\0', n) : NULL;
    if (zero) {
        text->line = count_lines(bytes, zero) + 1;
        return fly_fail(error, FLY_ERR_SCENARIO, "this is a binary file (a zero byte): a scenario is UTF-8 text");
    }
    size_t mark = starts_with(bytes, n, "\xef\xbb\xbf", 3) ? 3 : 0;
    text->next = n ? bytes + mark : bytes;
    text->end = n ? bytes + n : bytes;
    text->line = 0;
    return FLY_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Where a comment starts: at the first character of a line, at a ';' after a space (as inih has it), or at a '#' after
 * a space, unless a digit follows: a title may speak of campaign #3. */
static size_t comment_start(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] != ';' && text[i] != '#') continue;
        if (i == 0) return 0;
        bool numbered = text[i] == '#' && i + 1 < n && text[i + 1] >= '0' && text[i + 1] <= '9';
        if (is_space(text[i - 1]) && !numbered) return i;
    }
    return n;
}

static void trim(const char **text, size_t *n)
{
    while (*n > 0 && is_space(**text)) {
        (*text)++;
        (*n)--;
    }
    while (*n > 0 && is_space((*text)[*n - 1]))
        (*n)--;
}

static void wrong(struct fly_ini_line *line, struct fly_error *error, const char *why, const char *allowed)
{
    char shown[64];
    line->kind = FLY_INI_WRONG;
    fly_utf8_show(line->text, line->length, shown, sizeof shown);
    (void)fly_fail(error, FLY_ERR_SCENARIO, "'%s' %s: %s", shown, why, allowed);
}

static bool is_key_character(char c)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static void read_section(struct fly_ini_line *line, struct fly_error *error)
{
    assert(line->text[0] == '[');
    const char *close = memchr(line->text, ']', line->length);
    if (!close) {
        wrong(line, error, "has no closing bracket", "write [section] or [section name]");
        return;
    }
    if (close + 1 != line->text + line->length) {
        wrong(line, error, "goes on after its closing bracket", "a section header stands alone on its line");
        return;
    }
    line->kind = FLY_INI_SECTION;
    line->name = line->text + 1;
    line->name_length = (size_t)(close - line->name);
    trim(&line->name, &line->name_length);
}

static void read_key(struct fly_ini_line *line, struct fly_error *error)
{
    const char *equals = memchr(line->text, '=', line->length);
    if (!equals) {
        wrong(line, error, "is not a line of an INI file", "write [section], key = value, or a comment after ; or #");
        return;
    }
    line->name = line->text;
    line->name_length = (size_t)(equals - line->text);
    trim(&line->name, &line->name_length);
    line->kind = FLY_INI_KEY;
    if (line->name_length == 0) wrong(line, error, "has no key before '='", "write key = value");
    for (size_t i = 0; i < line->name_length && line->kind == FLY_INI_KEY; i++)
        if (!is_key_character(line->name[i])) wrong(line, error, "has a wrong key", "keys are letters, digits and _");
}

static void check_lengths(const struct fly_ini_text *text, struct fly_ini_line *line, struct fly_error *error)
{
    char shown[64];
    fly_utf8_show(line->text, line->length, shown, sizeof shown);
    bool long_name = line->kind != FLY_INI_WRONG && line->name_length > text->longest_name;
    bool long_line = line->length > text->longest_line;
    if (!long_name && !long_line) return;
    line->kind = FLY_INI_WRONG;
    (void)fly_fail(error, FLY_ERR_SCENARIO, "'%s' %s: %zu bytes, at most %zu are allowed", shown,
                   long_line ? "is too long a line" : "has too long a name",
                   long_line ? line->length : line->name_length, long_line ? text->longest_line : text->longest_name);
}

bool fly_ini_next(struct fly_ini_text *text, struct fly_ini_line *line, struct fly_error *error)
{
    assert(text && line);
    if (text->next == text->end) return false;
    size_t n = (size_t)(text->end - text->next);
    const char *start = text->next, *newline = memchr(start, '\n', n);
    text->next = newline ? newline + 1 : text->end;
    text->line++;
    n = newline ? (size_t)(newline - start) : n;
    if (n > 0 && start[n - 1] == '\r') n--;

    *line = (struct fly_ini_line){.kind = FLY_INI_EMPTY, .text = start, .length = n};
    if (fly_utf8_find_control(start, n) || memchr(start, '\r', n) || !fly_utf8_is_valid(start, n)) {
        wrong(line, error, "is binary or not UTF-8", "a scenario is UTF-8 text without control characters");
        return true;
    }
    bool indented = n > 0 && is_space(start[0]);
    trim(&line->text, &line->length);
    line->length = comment_start(line->text, line->length);
    trim(&line->text, &line->length);
    if (line->length == 0) return true;
    if (indented)
        wrong(line, error, "is indented", "a line starts in the first column (other programs read this as continued)");
    else if (line->text[0] == '[')
        read_section(line, error);
    else
        read_key(line, error);
    check_lengths(text, line, error);
    return true;
}
