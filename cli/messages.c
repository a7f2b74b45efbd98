/* Prints errors, warnings and notes on stderr, and hands them to --json. */
#include "cli/messages.h"

#include "cli/json_out.h"
#include "cli/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PRINTED = 100 };

int messages_error(struct messages *messages, int code, const char *format, ...)
{
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const size_t n = messages->found.n_errors;
    fly_diagnose(&messages->found, FLY_ERROR, NULL, 0, "%s", text);
    /* without memory to keep it, it is said now */
    if (messages->found.n_errors == n) (void)fprintf(stderr, "flywheel: error: %s\n", text);
    return code;
}

void messages_warn(struct messages *messages, const char *format, ...)
{
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fly_diagnose(&messages->found, FLY_WARNING, NULL, 0, "%s", text);
}

int messages_add(struct messages *messages, int status, const struct fly_error *error)
{
    if (status >= 0) return status;
    if (error->text[0])
        (void)messages_error(messages, status, "%s", error->text);
    else if (messages->found.n_errors == 0)
        (void)messages_error(messages, status, "%s", fly_status_meaning(status));
    return status;
}

void messages_note(const struct messages *messages, const char *format, ...)
{
    if (messages->quiet) return;
    va_list args;
    va_start(args, format);
    (void)fputs("flywheel: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

static void print_one(const struct fly_diagnostic *item)
{
    bool is_error = item->severity == FLY_ERROR;
    const char *colour = terminal_colour(stderr, is_error ? TERMINAL_RED : TERMINAL_YELLOW);
    (void)fprintf(stderr, "%s: %s%s:%s %s\n", item->place[0] ? item->place : "flywheel", colour,
                  is_error ? "error" : "warning", terminal_colour(stderr, TERMINAL_PLAIN), item->text);
}

/* Two scenarios that share a base file or a --set have the same findings: told once. Looking at the first ones only
 * keeps this cheap for a file with a hundred thousand errors. */
static bool is_repeated(const struct fly_diagnostics *found, size_t i)
{
    const struct fly_diagnostic *item = &found->items[i];
    for (size_t k = 0; k < i && k < MOST_PRINTED; k++)
        if (strcmp(found->items[k].place, item->place) == 0 && strcmp(found->items[k].text, item->text) == 0)
            return true;
    return false;
}

void messages_print(struct messages *messages)
{
    const struct fly_diagnostics *found = &messages->found;
    for (; messages->n_seen < found->n_items; messages->n_seen++) {
        if (is_repeated(found, messages->n_seen)) continue;
        if (messages->n_printed < MOST_PRINTED) print_one(&found->items[messages->n_seen]);
        messages->n_printed++;
    }
}

/* Errors that a file has beyond those that are kept are only counted. */
static size_t count_dropped(const struct fly_diagnostics *found)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < found->n_items; i++)
        n_kept += found->items[i].severity == FLY_ERROR;
    return found->n_errors - n_kept;
}

void messages_print_rest(const struct messages *messages)
{
    if (messages->n_printed > MOST_PRINTED)
        (void)fprintf(stderr, "... and %zu more\n",
                      messages->n_printed - MOST_PRINTED + count_dropped(&messages->found));
}

struct json_t *messages_json(const struct messages *messages, enum fly_severity severity)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < messages->found.n_items; i++) {
        const struct fly_diagnostic *item = &messages->found.items[i];
        if (item->severity != severity || is_repeated(&messages->found, i)) continue;
        json_t *object = json_object();
        json_out_set(object, "place", item->place[0] ? json_out_text(item->place) : json_null());
        json_out_set(object, "text", json_out_text(item->text));
        json_out_append(array, object);
    }
    return array;
}

const char *messages_last_error(const struct messages *messages)
{
    for (size_t i = messages->found.n_items; i > 0; i--)
        if (messages->found.items[i - 1].severity == FLY_ERROR) return messages->found.items[i - 1].text;
    return "";
}

void messages_free(struct messages *messages)
{
    fly_diagnostics_free(&messages->found);
    *messages = (struct messages){0};
}
