/* `flywheel explain`: what a name means, in all its meanings, and what the file of its mechanism says. */
#include "cli/entries.h"

#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/notes.h"
#include "cli/parameter.h"
#include "cli/terminal.h"
#include "sim/alloc.h"

#include <string.h>

enum { WIDTH = 100, INDENT = 14, MOST_FILES = 3 };

/* ---- text ---- */

static void print_entry(const struct entry *entry)
{
    printf("%s%s%s  %s\n  ", terminal_colour(stdout, TERMINAL_BOLD), entry->name,
           terminal_colour(stdout, TERMINAL_PLAIN), entry->kind);
    terminal_wrap(stdout, entry->doc, 2, WIDTH);
    for (size_t f = 0; f < entry->n_facts; f++) {
        printf("  %-*s", INDENT - 2, entry->facts[f].what);
        terminal_wrap(stdout, entry->facts[f].text, INDENT, WIDTH);
    }
}

static const struct note *note_of(const char *file)
{
    size_t i = 0;
    while (notes[i].file && (!file || strcmp(notes[i].file, file) != 0))
        i++;
    return notes[i].file ? &notes[i] : NULL;
}

/* Each file once, by the first entry that names it. */
static bool is_first_of_file(const struct entries *entries, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (entries->items[k].file == entries->items[i].file) return false;
    return note_of(entries->items[i].file) != NULL;
}

static size_t n_files(const struct entries *entries)
{
    size_t n = 0;
    for (size_t i = 0; i < entries->n; i++)
        n += is_first_of_file(entries, i);
    return n;
}

static void print_note(const struct note *note)
{
    printf("\n%sThe head of %s:%s\n\n", terminal_colour(stdout, TERMINAL_BOLD), note->file,
           terminal_colour(stdout, TERMINAL_PLAIN));
    for (size_t l = 0; note->lines[l]; l++)
        printf(note->lines[l][0] ? "  %s\n" : "%s\n", note->lines[l]);
}

static void print_text(const struct entries *entries)
{
    for (size_t i = 0; i < entries->n; i++) {
        if (i > 0) (void)putchar('\n');
        print_entry(&entries->items[i]);
    }
    if (n_files(entries) > MOST_FILES) {
        printf("\nWith its section (SECTION.KEY) the equations and sources of one of them are told.\n");
        return;
    }
    for (size_t i = 0; i < entries->n; i++)
        if (is_first_of_file(entries, i)) print_note(note_of(entries->items[i].file));
}

/* ---- JSON ---- */

static json_t *entry_json(const struct entry *entry)
{
    json_t *object = json_object(), *facts = json_array();
    json_out_set(object, "name", json_out_text(entry->name));
    json_out_set(object, "kind", json_out_text(entry->kind));
    json_out_set(object, "doc", json_out_text(entry->doc));
    json_out_set(object, "file", entry->file ? json_out_text(entry->file) : json_null());
    for (size_t f = 0; f < entry->n_facts; f++) {
        json_t *fact = json_object();
        json_out_set(fact, "what", json_out_text(entry->facts[f].what));
        json_out_set(fact, "text", json_out_text(entry->facts[f].text));
        json_out_append(facts, fact);
    }
    json_out_set(object, "facts", facts);
    return object;
}

static json_t *note_json(const struct note *note)
{
    json_t *object = json_object(), *lines = json_array();
    for (size_t l = 0; note->lines[l]; l++)
        json_out_append(lines, json_out_text(note->lines[l]));
    json_out_set(object, "file", json_out_text(note->file));
    json_out_set(object, "lines", lines);
    return object;
}

static json_t *answer_json(const struct entries *entries)
{
    json_t *answer = json_object(), *meanings = json_array(), *heads = json_array();
    for (size_t i = 0; i < entries->n; i++) {
        json_out_append(meanings, entry_json(&entries->items[i]));
        if (is_first_of_file(entries, i)) json_out_append(heads, note_json(note_of(entries->items[i].file)));
    }
    json_out_set(answer, "meanings", meanings);
    json_out_set(answer, "heads", heads);
    return answer;
}

/* ---- the command ---- */

static int refuse(const char *name, struct messages *messages)
{
    size_t n;
    const char **names = entries_names(&n), *dot = strrchr(name, '.');
    if (!names) return FLY_ERR_MEMORY;
    const char *near = fly_nearest_name(dot ? dot + 1 : name, names, n);
    fly_free(names);
    return messages_error(messages, FLY_ERR_USAGE,
                          "there is no KPI, series, grid, parameter or section '%s'%s%s%s (see: flywheel outputs, "
                          "flywheel params)",
                          name, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

int command_explain(struct context *context)
{
    const char *name = context->options.operands.items[0];
    struct entries entries = {0};
    entries_find(&entries, name);
    int ret = entries.status;
    if (ret == FLY_OK && entries.n == 0)
        ret = refuse(name, &context->messages);
    else if (ret == FLY_OK && context->options.json)
        context->answer = answer_json(&entries);
    else if (ret == FLY_OK)
        print_text(&entries);
    entries_free(&entries);
    return ret;
}
