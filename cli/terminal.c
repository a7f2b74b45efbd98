/* Tables with aligned numbers, numbers for people, and colours where they are welcome. */
#include "cli/terminal.h"

#include "analysis/words.h"
#include "sim/alloc.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GAP = 2, LETTER_ROOM = 2 };

bool terminal_is_tty(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

bool terminal_has_colours(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && *no_color) return false;
    if (!term || strcmp(term, "dumb") == 0) return false;
    return terminal_is_tty(stream);
}

const char *terminal_colour(FILE *stream, enum terminal_colour colour)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[31m", "\033[32m", "\033[33m"};
    return terminal_has_colours(stream) ? codes[colour] : "";
}

/* Three significant digits without an exponent, for 1e-4 <= |value| < 1000. */
static int digits_after_point(double value)
{
    int magnitude = (int)floor(log10(fabs(value)));
    return magnitude >= 2 ? 0 : 2 - magnitude;
}

static const char *print_number(double value, bool with_sign, char text[TERMINAL_NUMBER])
{
    static const char letters[] = " kMGTP";
    const char *sign = with_sign && value > 0 ? "+" : "";
    int power = 0;
    double scaled = value;
    if (isnan(value)) return strcpy(text, "-  ");
    if (isinf(value)) return strcpy(text, value > 0 ? "inf  " : "-inf  ");
    /* 999.5 would be printed as 1000 */
    while (fabs(scaled) >= 999.5 && letters[power + 1]) {
        scaled /= 1000;
        power++;
    }
    if (value == 0)
        (void)strcpy(text, "0  ");
    else if (fabs(value) < 1e-4 || fabs(scaled) >= 999.5)
        (void)snprintf(text, TERMINAL_NUMBER, "%s%.2e  ", sign, value);
    else
        (void)snprintf(text, TERMINAL_NUMBER, "%s%.*f %c", sign, digits_after_point(scaled), scaled, letters[power]);
    return text;
}

const char *terminal_number(double value, char text[TERMINAL_NUMBER])
{
    return print_number(value, false, text);
}

const char *terminal_signed(double value, char text[TERMINAL_NUMBER])
{
    return print_number(value, true, text);
}

const char *terminal_grouped(uint64_t value, char text[TERMINAL_NUMBER])
{
    char grouped[FLY_WORDS];
    fly_words_grouped(value, grouped);
    (void)snprintf(text, TERMINAL_NUMBER, "%.*s", TERMINAL_NUMBER - 1, grouped);
    return text;
}

const char *terminal_plural(double n)
{
    return n == 1 ? "" : "s";
}

const char *terminal_bytes(double bytes, char text[TERMINAL_NUMBER])
{
    (void)print_number(bytes, false, text);
    size_t length = strlen(text);
    if (text[length - 1] == ' ') length--;
    (void)strcpy(text + length, "B");
    return text;
}

void terminal_wrap(FILE *stream, const char *text, size_t indent, size_t width)
{
    size_t column = indent;
    while (*text) {
        size_t n = strcspn(text, " ");
        bool fits = column == indent || column + 1 + n <= width;
        if (!fits) {
            (void)fprintf(stream, "\n%*s", (int)indent, "");
            column = indent;
        }
        (void)fprintf(stream, "%s%.*s", column == indent ? "" : " ", (int)n, text);
        column += n + (column != indent);
        text += n + strspn(text + n, " ");
    }
    (void)fputc('\n', stream);
}

void terminal_cell(struct terminal_table *table, const char *format, ...)
{
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    void *cells = table->cells;
    int ret = fly_grow(&cells, &table->capacity, table->n_cells + 1, sizeof *table->cells);
    table->cells = cells;
    char *copy = ret < 0 ? NULL : fly_copy_text(text);
    if (copy)
        table->cells[table->n_cells++] = copy;
    else
        table->status = FLY_ERR_MEMORY;
}

/* Columns on screen, not bytes: continuation bytes of UTF-8 take none. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

static size_t title_room(const struct terminal_column *column)
{
    return column->align == TERMINAL_DIGITS ? LETTER_ROOM : 0;
}

static size_t column_width(const struct terminal_table *table, size_t column)
{
    size_t widest = width_of(table->columns[column].title) + title_room(&table->columns[column]);
    for (size_t i = column; i < table->n_cells; i += table->n_columns) {
        size_t width = width_of(table->cells[i]);
        if (width > widest) widest = width;
    }
    return widest;
}

/* Prints a text of a column after the blanks that are still due, and returns those due after it: blanks are held back
 * until something follows, so no line ends in them. */
static size_t print_cell(FILE *stream, const char *text, size_t width, size_t room, enum terminal_align align,
                         size_t due)
{
    size_t taken = width_of(text) + room, padding = width > taken ? width - taken : 0, n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    if (align != TERMINAL_LEFT) due += padding;
    if (n > 0) {
        (void)fprintf(stream, "%*s%.*s", (int)due, "", (int)n, text);
        due = 0;
    }
    return due + strlen(text) - n + room + (align == TERMINAL_LEFT ? padding : 0);
}

static void print_row(FILE *stream, const struct terminal_table *table, char *const *cells, const size_t *widths)
{
    size_t due = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct terminal_column *column = &table->columns[c];
        const char *text = cells ? cells[c] : column->title;
        due = print_cell(stream, text, widths[c], cells ? 0 : title_room(column), column->align, due + GAP);
    }
    (void)fputc('\n', stream);
}

int terminal_print_table(struct terminal_table *table, FILE *stream)
{
    assert(table->status < 0 || table->n_cells % table->n_columns == 0);
    int status = table->status;
    size_t widths[TERMINAL_MOST_COLUMNS];
    for (size_t c = 0; status == FLY_OK && c < table->n_columns; c++)
        widths[c] = column_width(table, c);
    if (status == FLY_OK) {
        (void)fputs(terminal_colour(stream, TERMINAL_BOLD), stream);
        print_row(stream, table, NULL, widths);
        (void)fputs(terminal_colour(stream, TERMINAL_PLAIN), stream);
        for (size_t i = 0; i < table->n_cells; i += table->n_columns)
            print_row(stream, table, table->cells + i, widths);
    }
    terminal_table_free(table);
    return status;
}

void terminal_table_free(struct terminal_table *table)
{
    for (size_t i = 0; i < table->n_cells; i++)
        fly_free(table->cells[i]);
    fly_free(table->cells);
    table->cells = NULL;
    table->n_cells = table->capacity = 0;
    table->status = FLY_OK;
}

void terminal_answer(const char *sentence)
{
    enum { WIDTH = 100 };
    (void)fputs(terminal_colour(stdout, TERMINAL_BOLD), stdout);
    terminal_wrap(stdout, sentence, 0, WIDTH);
    (void)fputs(terminal_colour(stdout, TERMINAL_PLAIN), stdout);
}
