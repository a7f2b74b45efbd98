/* Reads a scenario: the INI file, those it extends, --set; and says everything that is wrong with them in one pass.
 *
 * The named file is read first and then, one after the other, what it extends: a value that a nearer file has set is
 * checked but not taken. Lines come from ini_text.c, which refuses what inih would misread; inih splits the rest. */
#include "sim/scenario.h"

#include "sim/alloc.h"
#include "sim/ini_text.h"
#include "sim/input_file.h"
#include "sim/scenario_names.h"
#include "sim/section_errors.h"
#include "sim/sections.h"
#include "sim/utf8.h"

#include <assert.h>
#include <ini.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    MAX_DEPTH = 16,            /* files that extend each other */
    MAX_FILE_BYTES = 16 << 20, /* a larger one is no scenario */
    MAX_ERRORS = 1000,         /* shown of one file; the rest is counted */
    LONGEST_NAME = 49,         /* inih keeps 50 bytes of a section and of a key, the zero byte included */
    SHOWN = 72                 /* bytes of foreign text in a message */
};

struct source {
    const char *path;
    struct fly_input_file file;
};

struct loader {
    const struct fly_schema *schema;
    struct fly_diagnostics *found;
    struct fly_scenario_memory *memory;
    struct source sources[MAX_DEPTH + 1]; /* each extends the next */
    size_t depth;                         /* of the one being read */
    size_t n_errors, n_hidden;            /* in the file being read */
    struct fly_ini_text text;
    struct fly_draft *section; /* that keys go to; NULL: none known */
    bool in_section;           /* a header was seen, known or not */
    bool is_stray;             /* of a header that resembles none: its keys may be any section's */
    const char *extends;       /* of the file being read, resolved; NULL: none */
    size_t extends_line;
    void *scratch;                  /* values of the largest table: where overridden values are tried */
    const struct fly_source *given; /* [n_given]: files kept in memory; NULL: on disk */
    size_t n_given;
};

/* --- saying what is wrong --- */

static void out_of_memory(struct loader *loader)
{
    fly_diagnose(loader->found, FLY_ERROR, NULL, 0, "not enough memory to read the scenario");
    loader->found->code = FLY_ERR_MEMORY;
}

static const char *path_now(const struct loader *loader)
{
    return loader->sources[loader->depth].path;
}

/* From now on no check looks at this table, or at any where it is not known which: n_tables. */
static void distrust(struct loader *loader, size_t table)
{
    fly_sections_distrust(&loader->memory->sections, table);
}

/* Whether one more error of this file is shown; the others are only counted. */
static bool is_shown(struct loader *loader)
{
    if (loader->n_errors++ < MAX_ERRORS) return true;
    if (loader->n_hidden++ == 0) distrust(loader, loader->schema->n_tables);
    return false;
}

FLY_PRINTF(3, 4)
static void complain(struct loader *loader, struct fly_origin place, const char *format, ...)
{
    char text[FLY_ERROR_TEXT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fly_diagnose(loader->found, FLY_ERROR, place.file, place.line, "%s", text);
}

/* --- sections --- */

/* Whether [word name] may stand in a file; says why not. */
static bool check_instance(struct loader *loader, struct fly_origin place, size_t table, const char *name, size_t n)
{
    struct fly_sections *sections = &loader->memory->sections;
    if (fly_sections_may_add(sections, table, name, n)) return true;
    if (is_shown(loader)) fly_say_wrong_instance(sections, table, name, n, place, loader->found);
    return false;
}

/* A header counts as the section's place in the file nearest to the root of the chain where it occurs. */
static void note_header(const struct loader *loader, struct fly_draft *draft, struct fly_origin place)
{
    if (draft->section.where.file == place.file) return;
    draft->section.where = place;
    if (!draft->section.table->repeated || draft->section.table->fixed_names) return;
    draft->depth = loader->depth;
    draft->order = place.line;
}

static void open_section(struct loader *loader, const struct fly_ini_line *line)
{
    struct fly_origin place = {path_now(loader), loader->text.line};
    size_t length = 0, n = line->name_length;
    while (length < n && line->name[length] != ' ' && line->name[length] != '\t')
        length++;
    const char *name = line->name + length;
    size_t n_name = n - length;
    for (; n_name > 0 && (*name == ' ' || *name == '\t'); n_name--)
        name++;

    loader->in_section = true;
    loader->is_stray = false;
    loader->section = NULL;
    struct fly_sections *sections = &loader->memory->sections;
    size_t table = fly_sections_table(loader->schema, line->name, length);
    if (table == loader->schema->n_tables) {
        if (is_shown(loader))
            loader->is_stray = !fly_say_unknown_section(sections, line->name, length, place, loader->found);
        return;
    }
    bool right = check_instance(loader, place, table, name, n_name);
    if (right) loader->section = fly_sections_find(sections, table, name, n_name);
    /* the keys under a wrong header are checked all the same, in a section that is not listed */
    if (!loader->section) loader->section = fly_sections_add(sections, table, name, n_name, right);
    if (!loader->section)
        out_of_memory(loader);
    else
        note_header(loader, loader->section, place);
}

/* --- values --- */

/* TEXT values must live as long as the scenario. From the command line (line 0) a file name is taken as it is. */
static const char *keep_text(struct loader *loader, const struct fly_param *row, struct fly_origin place,
                             const char *value)
{
    if (row->type != FLY_TEXT) return value;
    if (strcmp(row->unit, "file") == 0 && place.line) return fly_name_beside(&loader->memory->arena, place.file, value);
    return fly_arena_copy(&loader->memory->arena, value, strlen(value));
}

/* Parses into `values`; the message speaks of the key by its full name. */
static void parse_value(struct loader *loader, const struct fly_draft *draft, const struct fly_param *row,
                        struct fly_origin place, const char *value, void *values)
{
    char full_name[160];
    struct fly_error error;
    const struct fly_section *section = &draft->section;
    struct fly_param named = *row;
    (void)snprintf(full_name, sizeof full_name, "%s%s%s.%s", section->table->section, section->name[0] ? "." : "",
                   section->name, row->name);
    named.name = full_name;
    value = keep_text(loader, row, place, value);
    if (!value) {
        out_of_memory(loader);
    } else if (fly_param_parse(&named, value, values, &error) < 0) {
        distrust(loader, draft->table);
        if (is_shown(loader)) complain(loader, place, "%s", error.text);
    }
}

/* One key = value of a file. The value is taken unless a nearer file has set the key; else it is only tried. */
static void set_from_file(struct loader *loader, const char *key, const char *value)
{
    struct fly_origin place = {path_now(loader), loader->text.line};
    const struct fly_section *section = &loader->section->section;
    ptrdiff_t row = fly_param_find(section->table, key);
    if (row < 0) {
        if (is_shown(loader))
            fly_say_unknown_key(&loader->memory->sections, loader->section->table, key, strlen(key), place,
                                loader->found);
        return;
    }
    struct fly_origin *seen = &loader->section->seen[row], *origin = &section->origins[row];
    if (seen->file == place.file) {
        distrust(loader, loader->section->table);
        if (is_shown(loader)) complain(loader, place, "'%s' is set twice: first in line %zu", key, seen->line);
        return;
    }
    *seen = place;
    void *values = origin->file ? loader->scratch : section->values;
    if (!origin->file) *origin = place;
    fly_param_set_standard(&section->table->rows[row], values);
    parse_value(loader, loader->section, &section->table->rows[row], place, value, values);
    if (section->table != &fly_scenario_table || strcmp(key, "extends") != 0) return;
    loader->extends = ((const struct fly_scenario_params *)values)->extends;
    loader->extends_line = place.line;
}

/* --- one file through inih --- */

/* inih's handler: the section it names is the one that the line reader opened, if it is a known one. */
static int take_value(void *user, const char *section, const char *key, const char *value)
{
    struct loader *loader = user;
    (void)section;
    assert(key && value);
    if (loader->section)
        set_from_file(loader, key, value);
    else if (loader->is_stray)
        fly_sections_distrust_key(&loader->memory->sections, key, strlen(key));
    return 1;
}

/* inih's reader, in the manner of fgets: the next line, or an empty one where a line is wrong. */
static char *give_line(char *buffer, int size, void *user)
{
    struct loader *loader = user;
    struct fly_ini_line line;
    struct fly_error error;
    assert(size > 1);
    loader->text.longest_line = (size_t)size - 1;
    if (loader->found->code == FLY_ERR_MEMORY || !fly_ini_next(&loader->text, &line, &error)) return NULL;

    struct fly_origin place = {path_now(loader), loader->text.line};
    buffer[0] = '\0';
    if (line.kind == FLY_INI_WRONG) {
        if (is_shown(loader)) complain(loader, place, "%s", error.text);
        /* the keys after a header that cannot be read belong to no section we know */
        if (line.length > 0 && line.text[0] == '[') {
            loader->in_section = loader->is_stray = true;
            loader->section = NULL;
        } else {
            distrust(loader, loader->section ? loader->section->table : loader->schema->n_tables);
        }
    } else if (line.kind == FLY_INI_KEY && !loader->in_section) {
        fly_sections_distrust_key(&loader->memory->sections, line.name, line.name_length);
        if (is_shown(loader)) complain(loader, place, "a key before any section: write [section] first");
    } else {
        if (line.kind == FLY_INI_SECTION) open_section(loader, &line);
        assert(line.length < (size_t)size);
        memcpy(buffer, line.text, line.length);
        buffer[line.length] = '\0';
    }
    return buffer;
}

static void read_source(struct loader *loader, const char *bytes, size_t n)
{
    struct fly_error error;
    loader->section = NULL;
    loader->in_section = false;
    loader->extends = NULL;
    loader->n_errors = loader->n_hidden = 0;
    if (fly_ini_open(&loader->text, bytes, n, LONGEST_NAME, LONGEST_NAME, &error) < 0) {
        complain(loader, (struct fly_origin){path_now(loader), loader->text.line}, "%s", error.text);
        distrust(loader, loader->schema->n_tables);
        return;
    }
    if (ini_parse_stream(give_line, loader, take_value, loader) == -2) out_of_memory(loader);
    if (!loader->n_hidden) return;
    complain(loader, (struct fly_origin){path_now(loader), 0}, "%zu more errors in this file are not shown",
             loader->n_hidden);
    loader->found->n_errors += loader->n_hidden - 1; /* that one sentence stands for all of them */
}

/* --- the chain of files --- */

/* One file, from disk or from those that are given. */
static int read_file(const struct loader *loader, struct fly_input_file *file, const char *path, bool regular_only,
                     struct fly_error *error)
{
    if (!loader->given) return fly_input_file_read(file, path, MAX_FILE_BYTES, regular_only, error);
    return fly_find_source(loader->given, loader->n_given, path, file, error);
}

static bool is_in_chain(const struct loader *loader, const char *path, const struct fly_input_file *file)
{
    for (size_t i = 0; i <= loader->depth; i++) {
        const struct source *source = &loader->sources[i];
        const bool is_on_disk = source->file.inode != 0;
        if (is_on_disk && source->file.device == file->device && source->file.inode == file->inode) return true;
        if (!is_on_disk && strcmp(source->path, path) == 0) return true;
    }
    return false;
}

/* Opens the file that the one just read extends. False when there is none, rightly or wrongly. */
static bool open_base(struct loader *loader)
{
    struct fly_origin place = {path_now(loader), loader->extends_line};
    struct fly_error error;
    const char *path = loader->extends;
    if (loader->depth == MAX_DEPTH) {
        complain(loader, place, "more than %d files extend each other", MAX_DEPTH);
        return false;
    }
    struct source *base = &loader->sources[loader->depth + 1];
    base->path = path;
    int ret = read_file(loader, &base->file, path, true, &error);
    if (ret == FLY_ERR_MEMORY) {
        out_of_memory(loader);
        return false;
    }
    char shown[SHOWN * 3];
    fly_utf8_show(path, strlen(path), shown, sizeof shown);
    if (ret < 0 || is_in_chain(loader, path, &base->file)) {
        complain(loader, place, "cannot extend '%s': %s", shown,
                 ret < 0 ? error.text : "the files extend each other in a circle");
        fly_input_file_free(&base->file);
        return false;
    }
    return true;
}

/* Goes on to the file that the one just read extends. False when the chain ends here, rightly or wrongly. */
static bool enter_base(struct loader *loader)
{
    if (!loader->extends || !loader->extends[0]) return false;
    bool is_open = open_base(loader);
    if (is_open)
        loader->depth++;
    else
        distrust(loader, loader->schema->n_tables);
    return is_open;
}

/* --- --set --- */

static const struct fly_origin command_line = {"--set", 0};

/* The section named by "section" or "section.name" (n bytes), or NULL with the reason said. */
static struct fly_draft *find_for_set(struct loader *loader, const char *path, size_t n)
{
    size_t word = 0;
    while (word < n && path[word] != '.')
        word++;
    size_t table = fly_sections_table(loader->schema, path, word);
    if (table == loader->schema->n_tables) {
        if (!fly_say_unknown_section(&loader->memory->sections, path, word, command_line, loader->found))
            distrust(loader, table);
        return NULL;
    }
    const char *name = word < n ? path + word + 1 : "";
    size_t n_name = word < n ? n - word - 1 : 0;
    struct fly_draft *draft = fly_sections_find(&loader->memory->sections, table, name, n_name);
    if (draft) return draft;
    /* only files declare: a new instance from here would most likely be a misspelt one */
    fly_say_wrong_instance(&loader->memory->sections, table, name, n_name, command_line, loader->found);
    return NULL;
}

static void set_from_command(struct loader *loader, const char *item)
{
    char shown[SHOWN];
    size_t n = strlen(item), path = 0;
    const char *equals = strchr(item, '=');
    for (const char *at = item; equals && at < equals; at++)
        if (*at == '.') path = (size_t)(at - item);
    if (!equals || path == 0) {
        fly_utf8_show(item, n, shown, sizeof shown);
        complain(loader, command_line, "'%s' is not of the form section.key=value or section.name.key=value", shown);
        distrust(loader, fly_sections_table(loader->schema, item, strcspn(item, ".=")));
        return;
    }
    struct fly_draft *draft = find_for_set(loader, item, path);
    if (!draft) return;
    const struct fly_section *section = &draft->section;
    const char *key = fly_arena_copy(&loader->memory->arena, item + path + 1, (size_t)(equals - item) - path - 1);
    ptrdiff_t row = key ? fly_param_find(section->table, key) : -1;
    if (!key) {
        out_of_memory(loader);
    } else if (row < 0) {
        fly_say_unknown_key(&loader->memory->sections, draft->table, key, strlen(key), command_line, loader->found);
    } else if (section->table == &fly_scenario_table && strcmp(key, "extends") == 0) {
        complain(loader, command_line, "scenario.extends can only be set in a file");
        distrust(loader, draft->table);
    } else {
        section->origins[row] = command_line;
        parse_value(loader, draft, &section->table->rows[row], command_line, equals + 1, section->values);
    }
}

/* --- the whole --- */

/* Puts the sections in order and fills the scenario's fields. */
static int assemble(struct loader *loader, struct fly_scenario *scenario, const char *top, size_t n_top)
{
    struct fly_sections *sections = &loader->memory->sections;
    int ret;
    FLY_TRY(fly_sections_sort(sections));
    scenario->n_sections = sections->n_drafts;
    scenario->sections = fly_arena_alloc(sections->arena, (sections->n_drafts + 1) * sizeof *scenario->sections);
    scenario->name = fly_name_of_file(sections->arena, scenario->path);
    if (!scenario->sections || !scenario->name) return FLY_ERR_MEMORY;
    struct fly_source files[MAX_DEPTH + 1] = {{scenario->path, top, n_top}};
    for (size_t i = 1; i <= loader->depth; i++)
        files[i] =
            (struct fly_source){loader->sources[i].path, loader->sources[i].file.bytes, loader->sources[i].file.n};
    FLY_TRY(fly_join_sources(sections->arena, scenario, files, loader->depth + 1));
    for (size_t i = 0; i < sections->n_drafts; i++)
        scenario->sections[i] = sections->drafts[i]->section;
out:
    return ret;
}

static int init(struct loader *loader, struct fly_scenario *scenario, const char *path)
{
    int ret;
    struct fly_scenario_memory *memory = loader->memory = scenario->arena = fly_alloc(1, sizeof *memory);
    if (!memory) return FLY_ERR_MEMORY;
    FLY_TRY(fly_sections_init(&memory->sections, loader->schema, &memory->arena));
    size_t largest = 1;
    for (size_t i = 0; i < loader->schema->n_tables; i++)
        if (loader->schema->tables[i]->size > largest) largest = loader->schema->tables[i]->size;
    loader->scratch = fly_arena_alloc(&memory->arena, largest);
    scenario->path = fly_arena_copy(&memory->arena, path, strlen(path));
    if (!loader->scratch || !scenario->path) return FLY_ERR_MEMORY;
    loader->sources[0].path = scenario->path;
out:
    return ret;
}

/* Everything after the first file's bytes are at hand. */
static void read_all(struct loader *loader, struct fly_scenario *scenario, const char *top, size_t n_top,
                     const char *const *sets, size_t n_sets)
{
    read_source(loader, top, n_top);
    while (enter_base(loader)) {
        const struct fly_input_file *file = &loader->sources[loader->depth].file;
        read_source(loader, file->bytes, file->n);
    }
    for (size_t i = 0; i < n_sets; i++) {
        loader->n_errors = 0; /* the limit is one for files */
        set_from_command(loader, sets[i]);
    }
    if (loader->found->code == FLY_ERR_MEMORY) return;
    if (assemble(loader, scenario, top, n_top) < 0)
        out_of_memory(loader);
    else if (loader->schema->check)
        loader->schema->check(scenario, loader->found);
}

/* `text` NULL: from the file. */
static int load(struct fly_scenario *scenario, const struct fly_schema *schema, const char *path, const char *text,
                struct loader loader, const char *const *sets, size_t n_sets)
{
    struct fly_diagnostics *found = loader.found;
    assert(scenario && schema && path && found);
    assert(sets || n_sets == 0);
    struct fly_error error;
    size_t n_before = found->n_errors;
    loader.schema = schema;
    *scenario = (struct fly_scenario){.schema = schema};
    if (init(&loader, scenario, path) < 0) {
        out_of_memory(&loader);
    } else if (text) {
        read_all(&loader, scenario, text, strlen(text), sets, n_sets);
    } else {
        struct fly_input_file *file = &loader.sources[0].file;
        int ret = read_file(&loader, file, path, false, &error);
        if (ret == FLY_OK) {
            read_all(&loader, scenario, file->bytes, file->n, sets, n_sets);
        } else {
            if (found->code == FLY_OK || ret == FLY_ERR_MEMORY) found->code = ret;
            fly_diagnose(found, FLY_ERROR, path, 0, "%s", error.text);
        }
    }
    for (size_t i = 0; i <= MAX_DEPTH; i++)
        fly_input_file_free(&loader.sources[i].file);
    if (found->n_errors == n_before && found->code != FLY_ERR_MEMORY) return FLY_OK;
    fly_scenario_free(scenario);
    return found->code;
}

int fly_scenario_load_from(struct fly_scenario *scenario, const struct fly_schema *schema, const char *path,
                           const struct fly_source *sources, size_t n_sources, const char *const *sets, size_t n_sets,
                           struct fly_diagnostics *found)
{
    const struct loader loader = {.found = found, .given = sources, .n_given = n_sources};
    return load(scenario, schema, path, NULL, loader, sets, n_sets);
}

int fly_scenario_parse(struct fly_scenario *scenario, const struct fly_schema *schema, const char *path,
                       const char *text, const char *const *sets, size_t n_sets, struct fly_diagnostics *found)
{
    assert(text);
    return load(scenario, schema, path, text, (struct loader){.found = found}, sets, n_sets);
}
