/* Reads the command line by the option table. */
#include "cli/options.h"

#include "cli/command.h"
#include "sim/alloc.h"
#include "sim/rng.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option_type { FLAG, TEXT, COUNT, LIST };

struct option_row {
    enum option_type type;
    size_t offset;
    const char *name;
    char letter;
    const char *argument;
    int64_t most;
    unsigned commands;
    bool recorded;
    const char *doc;
};

static const struct option_row rows[] = {
#define OPTION_ROW(type, field, name, letter, argument, most, commands, recorded, doc)                                 \
    {type, offsetof(struct options, field), name, letter, argument, most, commands, recorded, doc},
    OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};

enum { N_ROWS = sizeof rows / sizeof rows[0], LONG_ONLY = 1000, MOST_SHARDS = 1000000 };

/* What getopt_long is given: only the options that this command takes. */
struct getopt_tables {
    struct option names[N_ROWS + 1];
    char letters[2 * N_ROWS + 2];
};

static void fill_getopt_tables(struct getopt_tables *tables, const struct command *command)
{
    size_t n = 0, l = 0;
    *tables = (struct getopt_tables){0};
    tables->letters[l++] = ':'; /* tells a missing argument from an unknown option */
    for (int i = 0; i < N_ROWS; i++) {
        if (!(rows[i].commands & command->bit)) continue;
        int has_argument = rows[i].argument ? required_argument : no_argument;
        tables->names[n++] = (struct option){rows[i].name, has_argument, NULL, LONG_ONLY + i};
        if (!rows[i].letter) continue;
        tables->letters[l++] = rows[i].letter;
        if (rows[i].argument) tables->letters[l++] = ':';
    }
}

static const struct option_row *find_row(int code)
{
    if (code >= LONG_ONLY && code < LONG_ONLY + N_ROWS) return &rows[code - LONG_ONLY];
    for (size_t i = 0; i < N_ROWS; i++)
        if (code && rows[i].letter == code) return &rows[i];
    return NULL;
}

static void *field_of(struct options *options, const struct option_row *row)
{
    return (char *)options + row->offset;
}

static const void *value_of(const struct options *options, const struct option_row *row)
{
    return (const char *)options + row->offset;
}

static int parse_count(const struct option_row *row, const char *text, int64_t *count, struct messages *messages)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < 0 || value > row->most)
        return messages_error(messages, FLY_ERR_USAGE, "--%s takes a whole number from 0 to %" PRId64 ", not '%s'",
                              row->name, row->most, text);
    *count = value;
    return FLY_OK;
}

static int store(struct options *options, const struct option_row *row, const char *text, struct messages *messages)
{
    void *field = field_of(options, row);
    switch (row->type) {
    case FLAG: *(option_FLAG *)field = true; break;
    case TEXT: *(option_TEXT *)field = text; break;
    case COUNT: return parse_count(row, text, field, messages);
    case LIST: {
        struct texts *list = field;
        list->items[list->n++] = text;
        break;
    }
    }
    return FLY_OK;
}

static bool exists_elsewhere(const char *name)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (strcmp(rows[i].name, name) == 0) return true;
    return false;
}

static int refuse_long(const char *word, const struct command *command, struct messages *messages)
{
    char name[OPTION_HELP_TEXT];
    const char *candidates[N_ROWS];
    size_t n = 0;
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    if (exists_elsewhere(name))
        return messages_error(messages, FLY_ERR_USAGE, "%s does not take --%s (see: flywheel help %s)", command->name,
                              name, command->name);
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].commands & command->bit) candidates[n++] = rows[i].name;
    const char *near = fly_nearest_name(name, candidates, n);
    if (near) return messages_error(messages, FLY_ERR_USAGE, "unknown option --%s; did you mean --%s?", name, near);
    return messages_error(messages, FLY_ERR_USAGE, "unknown option --%s (see: flywheel help %s)", name, command->name);
}

/* getopt_long says '?' for an unknown option, an ambiguous beginning, and a value that a flag does not take. */
static int refuse(const char *word, const struct command *command, struct messages *messages)
{
    const struct option_row *row = find_row(optopt);
    if (optopt >= LONG_ONLY && row) return messages_error(messages, FLY_ERR_USAGE, "--%s takes no value", row->name);
    if (optopt && row)
        return messages_error(messages, FLY_ERR_USAGE, "%s does not take -%c (see: flywheel help %s)", command->name,
                              optopt, command->name);
    if (optopt)
        return messages_error(messages, FLY_ERR_USAGE, "unknown option -%c (see: flywheel help %s)", optopt,
                              command->name);
    return refuse_long(word + 2, command, messages);
}

static int check_operands(const struct options *options, const struct command *command, struct messages *messages)
{
    size_t n = options->operands.n;
    if (options->help || (n >= command->fewest && n <= command->most)) return FLY_OK;
    if (command->most == 0)
        return messages_error(messages, FLY_ERR_USAGE, "%s takes no operand, but got '%s'", command->name,
                              options->operands.items[0]);
    return messages_error(messages, FLY_ERR_USAGE, "%s wants %s, but got %zu operand%s (see: flywheel help %s)",
                          command->name, command->operands, n, n == 1 ? "" : "s", command->name);
}

static int init(struct options *options, int argc)
{
    *options = (struct options){0};
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].type == COUNT) *(option_COUNT *)field_of(options, &rows[i]) = OPTION_ABSENT;
    options->operands.items = fly_alloc((size_t)argc + 1, sizeof *options->operands.items);
    bool has_memory = options->operands.items != NULL;
    for (size_t i = 0; i < N_ROWS; i++) {
        if (rows[i].type != LIST) continue;
        struct texts *list = field_of(options, &rows[i]);
        list->items = fly_alloc((size_t)argc + 1, sizeof *list->items);
        has_memory &= list->items != NULL;
    }
    return has_memory ? FLY_OK : FLY_ERR_MEMORY;
}

int options_parse(struct options *options, const struct command *command, int argc, char **argv,
                  struct messages *messages)
{
    assert(command);
    int ret, code, first_error = FLY_OK;
    FLY_TRY(init(options, argc));
    struct getopt_tables tables;
    fill_getopt_tables(&tables, command);
    opterr = 0;
    optind = 1;
    while ((code = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        const struct option_row *row = find_row(code == ':' ? optopt : code);
        if (code == ':')
            ret = messages_error(messages, FLY_ERR_USAGE, "--%s wants a value: %s", row->name, row->argument);
        else if (code == '?')
            ret = refuse(argv[optind - 1], command, messages);
        else
            ret = store(options, row, optarg, messages);
        if (ret < 0 && first_error == FLY_OK) first_error = ret;
    }
    for (int i = optind; i < argc; i++)
        options->operands.items[options->operands.n++] = argv[i];
    ret = first_error ? first_error : check_operands(options, command, messages);
out:
    return ret;
}

int options_shard(const struct options *options, uint32_t *shard, uint32_t *n, struct messages *messages)
{
    unsigned long i = 1, all = 1;
    char *end = NULL;
    *shard = 0;
    *n = 1;
    if (!options->shard) return FLY_OK;
    i = strtoul(options->shard, &end, 10);
    if (end > options->shard && *end == '/' && end[1] >= '0' && end[1] <= '9') {
        all = strtoul(end + 1, &end, 10);
        if (!*end && i >= 1 && i <= all && all <= MOST_SHARDS) {
            *shard = (uint32_t)i - 1;
            *n = (uint32_t)all;
            return FLY_OK;
        }
    }
    return messages_error(messages, FLY_ERR_USAGE,
                          "--shard takes I/N, the I-th of N parts, counted from 1 (N at most %d), not '%s'",
                          MOST_SHARDS, options->shard);
}

void options_free(struct options *options)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].type == LIST) fly_free(((struct texts *)field_of(options, &rows[i]))->items);
    fly_free(options->operands.items);
    *options = (struct options){0};
}

bool options_describe(const struct command *command, size_t i, char text[OPTION_HELP_TEXT], const char **doc)
{
    for (size_t r = 0; r < N_ROWS; r++) {
        const struct option_row *row = &rows[r];
        if (!(row->commands & command->bit) || i-- > 0) continue;
        char letter[] = {'-', row->letter, ',', ' ', '\0'};
        (void)snprintf(text, OPTION_HELP_TEXT, "%s--%s%s%s", row->letter ? letter : "    ", row->name,
                       row->argument ? " " : "", row->argument ? row->argument : "");
        *doc = row->doc;
        return true;
    }
    return false;
}

static bool is_plain(const char *text)
{
    return *text && !text[strcspn(text, " \t\n'\"\\$`&|;<>()*?[]#~!{}")];
}

/* Quotes for the shell what needs it, so that the recorded line can be pasted. */
static void print_word(FILE *stream, const char *text)
{
    (void)fputc(' ', stream);
    if (is_plain(text)) {
        (void)fputs(text, stream);
        return;
    }
    (void)fputc('\'', stream);
    for (; *text; text++) {
        if (*text == '\'') (void)fputs("'\\'", stream); /* ends the quote, adds one, begins again */
        (void)fputc(*text, stream);
    }
    (void)fputc('\'', stream);
}

static void print_option(FILE *stream, const struct options *options, const struct option_row *row)
{
    const void *value = value_of(options, row);
    if (row->type == TEXT && *(const option_TEXT *)value) {
        (void)fprintf(stream, " --%s", row->name);
        print_word(stream, *(const option_TEXT *)value);
    }
    if (row->type == COUNT && *(const option_COUNT *)value != OPTION_ABSENT)
        (void)fprintf(stream, " --%s %" PRId64, row->name, *(const option_COUNT *)value);
    if (row->type == LIST)
        for (size_t i = 0; i < ((const option_LIST *)value)->n; i++) {
            (void)fprintf(stream, " --%s", row->name);
            print_word(stream, ((const option_LIST *)value)->items[i]);
        }
}

/* Quoting makes a character into four at most. */
static size_t line_room(const struct options *options)
{
    size_t room = 64 * (N_ROWS + options->sets.n);
    for (size_t i = 0; i < options->operands.n; i++)
        room += 4 * strlen(options->operands.items[i]) + 8;
    for (size_t i = 0; i < options->sets.n; i++)
        room += 4 * strlen(options->sets.items[i]) + 8;
    for (size_t i = 0; i < N_ROWS; i++) {
        const char *const *text = value_of(options, &rows[i]);
        if (rows[i].type == TEXT && *text) room += 4 * strlen(*text) + 8;
    }
    return room;
}

char *options_command_line(const struct options *options, const struct command *command)
{
    size_t room = line_room(options);
    char *line = fly_alloc(room, 1);
    FILE *stream = line ? fmemopen(line, room, "w") : NULL;
    if (!stream) {
        fly_free(line);
        return NULL;
    }
    (void)fprintf(stream, "flywheel %s", command->name);
    for (size_t i = 0; i < options->operands.n; i++)
        print_word(stream, options->operands.items[i]);
    for (size_t i = 0; i < N_ROWS; i++)
        if (rows[i].recorded) print_option(stream, options, &rows[i]);
    (void)fclose(stream);
    return line;
}
