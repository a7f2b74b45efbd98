/* Says what is wrong with a name, and which name was probably meant. */
#include "sim/section_errors.h"

#include "sim/alloc.h"
#include "sim/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 72 };

/* The word as it is shown, and the suggestion: "; did you mean 'x'?" or nothing. */
struct guess {
    char shown[SHOWN], hint[128];
    const char *nearest; /* one of the candidates, or NULL */
};

static bool is_instance_name(const char *name, size_t n)
{
    if (n == 0 || n > FLY_LONGEST_INSTANCE) return false;
    for (size_t i = 0; i < n; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
    }
    return true;
}

bool fly_sections_may_add(const struct fly_sections *sections, size_t table, const char *name, size_t n)
{
    assert(table < sections->schema->n_tables);
    const struct fly_param_table *columns = sections->schema->tables[table];
    if (!columns->repeated) return n == 0;
    return is_instance_name(name, n) && (!columns->fixed_names || fly_sections_find(sections, table, name, n));
}

/* Fills `guess`; the candidates are n_names strings, freed here; NULL: there was no memory for them. */
static void make_guess(struct guess *guess, const char *word, size_t n, const char **names, size_t n_names,
                       struct fly_diagnostics *found)
{
    if (!names) found->code = FLY_ERR_MEMORY;
    fly_utf8_show(word, n, guess->shown, sizeof guess->shown);
    guess->nearest = names ? fly_nearest_name(guess->shown, names, n_names) : NULL;
    guess->hint[0] = '\0';
    if (guess->nearest) (void)snprintf(guess->hint, sizeof guess->hint, "; did you mean '%s'?", guess->nearest);
    fly_free(names);
}

bool fly_say_unknown_section(struct fly_sections *sections, const char *word, size_t n, struct fly_origin place,
                             struct fly_diagnostics *found)
{
    struct guess guess;
    assert(sections && word);
    const struct fly_schema *schema = sections->schema;
    const char **names = fly_alloc(schema->n_tables, sizeof *names);
    for (size_t i = 0; names && i < schema->n_tables; i++)
        names[i] = schema->tables[i]->section;
    make_guess(&guess, word, n, names, schema->n_tables, found);
    fly_diagnose(found, FLY_ERROR, place.file, place.line, "there is no section [%s]%s", guess.shown, guess.hint);
    if (guess.nearest)
        fly_sections_distrust(sections, fly_sections_table(schema, guess.nearest, strlen(guess.nearest)));
    return guess.nearest;
}

void fly_say_unknown_key(struct fly_sections *sections, size_t table, const char *key, size_t n,
                         struct fly_origin place, struct fly_diagnostics *found)
{
    struct guess guess;
    assert(table < sections->schema->n_tables && key);
    const struct fly_param_table *columns = sections->schema->tables[table];
    const char **names = fly_alloc(columns->n_rows, sizeof *names);
    for (size_t i = 0; names && i < columns->n_rows; i++)
        names[i] = columns->rows[i].name;
    make_guess(&guess, key, n, names, columns->n_rows, found);
    fly_diagnose(found, FLY_ERROR, place.file, place.line, "[%s] has no key '%s'%s", columns->section, guess.shown,
                 guess.hint);
    fly_sections_distrust(sections, table);
    fly_sections_distrust_key(sections, key, n);
}

/* "attract|engage|delight" as a choice of these words prints it. */
static void print_names(const char *names, char *text, size_t size)
{
    struct fly_param choice = {.type = FLY_CHOICE, .unit = names};
    for (const char *bar = names; (bar = strchr(bar, '|')); bar++)
        choice.max++;
    (void)fly_param_print_range(&choice, text, size);
}

static void unknown_instance(const struct fly_sections *sections, size_t table, const char *name, size_t n,
                             struct fly_origin place, struct fly_diagnostics *found)
{
    const struct fly_param_table *columns = sections->schema->tables[table];
    struct guess guess;
    char all_names[256];
    size_t n_names = 0;
    const char **names = fly_alloc(sections->n_drafts, sizeof *names);
    for (size_t i = 0; names && i < sections->n_drafts; i++)
        if (sections->drafts[i]->table == table) names[n_names++] = sections->drafts[i]->section.name;
    make_guess(&guess, name, n, names, n_names, found);
    if (columns->fixed_names) {
        print_names(columns->fixed_names, all_names, sizeof all_names);
        fly_diagnose(found, FLY_ERROR, place.file, place.line, "there is no [%s %s]: the names are %s%s",
                     columns->section, guess.shown, all_names, guess.hint);
    } else {
        fly_diagnose(found, FLY_ERROR, place.file, place.line, "no file declares [%s %s]%s", columns->section,
                     guess.shown, guess.hint);
    }
}

void fly_say_wrong_instance(struct fly_sections *sections, size_t table, const char *name, size_t n,
                            struct fly_origin place, struct fly_diagnostics *found)
{
    assert(table < sections->schema->n_tables && name);
    const struct fly_param_table *columns = sections->schema->tables[table];
    const char *section = columns->section;
    char shown[SHOWN], names[256] = "";
    fly_utf8_show(name, n, shown, sizeof shown);
    if (columns->fixed_names) print_names(columns->fixed_names, names, sizeof names);
    fly_sections_distrust(sections, table);
    if (!columns->repeated)
        fly_diagnose(found, FLY_ERROR, place.file, place.line, "[%s] has no instances: leave out '%s'", section, shown);
    else if (n == 0)
        fly_diagnose(found, FLY_ERROR, place.file, place.line, "[%s] needs a name: [%s NAME], or %s.NAME.key%s%s",
                     section, section, section, names[0] ? ", where NAME is " : "", names);
    else if (!is_instance_name(name, n))
        fly_diagnose(found, FLY_ERROR, place.file, place.line,
                     "'%s' is no name for [%s NAME]: letters, digits, _ and -, at most %d of them", shown, section,
                     FLY_LONGEST_INSTANCE);
    else
        unknown_instance(sections, table, name, n, place, found);
}
