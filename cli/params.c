/* `flywheel params`: the manual of all parameters, printed from their tables. docs/parameters.md is its --markdown. */
#include "cli/command.h"
#include "cli/json_out.h"
#include "cli/parameter.h"
#include "cli/terminal.h"
#include "sim/setup.h"

#include <string.h>

enum { WIDTH = 100, HEADING = 128 };

/* Which rows the user asked for: all when section is empty, all of a section when key is empty. */
struct wanted {
    char section[HEADING], key[HEADING];
};

static bool is_wanted(const struct wanted *wanted, const struct fly_param_table *table, const struct fly_param *row)
{
    return (!wanted->section[0] || strcmp(wanted->section, table->section) == 0) &&
           (!wanted->key[0] || !row || strcmp(wanted->key, row->name) == 0);
}

static const char *print_heading(const struct fly_param_table *table, char text[HEADING])
{
    (void)snprintf(text, HEADING, table->repeated ? "[%s NAME]" : "[%s]", table->section);
    return text;
}

static void print_row(const struct fly_param *row)
{
    char standard[PARAMETER_VALUE], range[PARAMETER_VALUE];
    (void)fly_param_print_range(row, range, sizeof range);
    printf("  %s%s%s = %s  (%s; %s)\n      ", terminal_colour(stdout, TERMINAL_BOLD), row->name,
           terminal_colour(stdout, TERMINAL_PLAIN), parameter_standard(row, standard), fly_param_type_name(row->type),
           range);
    terminal_wrap(stdout, row->doc, 6, WIDTH);
}

static void print_table(const struct fly_param_table *table, const struct wanted *wanted)
{
    char heading[HEADING];
    printf("%s%s%s  ", terminal_colour(stdout, TERMINAL_BOLD), print_heading(table, heading),
           terminal_colour(stdout, TERMINAL_PLAIN));
    terminal_wrap(stdout, table->doc, 2, WIDTH);
    for (size_t r = 0; r < table->n_rows; r++)
        if (is_wanted(wanted, table, &table->rows[r])) print_row(&table->rows[r]);
}

static void print_text(const struct fly_schema *schema, const struct wanted *wanted)
{
    bool is_first = true;
    for (size_t t = 0; t < schema->n_tables; t++) {
        if (!is_wanted(wanted, schema->tables[t], NULL)) continue;
        if (!is_first) (void)putchar('\n');
        is_first = false;
        print_table(schema->tables[t], wanted);
    }
}

static json_t *row_json(const struct fly_param *row)
{
    char standard[PARAMETER_VALUE], range[PARAMETER_VALUE];
    (void)fly_param_print_standard(row, standard, sizeof standard);
    (void)fly_param_print_range(row, range, sizeof range);
    json_t *object = json_object();
    json_out_set(object, "key", json_out_text(row->name));
    json_out_set(object, "type", json_out_text(fly_param_type_name(row->type)));
    json_out_set(object, "default", json_out_text(standard));
    json_out_set(object, "min", json_out_number(row->min));
    json_out_set(object, "max", json_out_number(row->max));
    json_out_set(object, "unit", json_out_text(parameter_unit(row)));
    json_out_set(object, "allowed", json_out_text(range));
    json_out_set(object, "doc", json_out_text(row->doc));
    return object;
}

static json_t *answer_json(const struct fly_schema *schema, const struct wanted *wanted)
{
    json_t *answer = json_object(), *sections = json_array();
    for (size_t t = 0; t < schema->n_tables; t++) {
        const struct fly_param_table *table = schema->tables[t];
        if (!is_wanted(wanted, table, NULL)) continue;
        json_t *section = json_object(), *rows = json_array();
        for (size_t r = 0; r < table->n_rows; r++)
            if (is_wanted(wanted, table, &table->rows[r])) json_out_append(rows, row_json(&table->rows[r]));
        json_out_set(section, "section", json_out_text(table->section));
        json_out_set(section, "repeated", json_boolean(table->repeated));
        json_out_set(section, "names", table->fixed_names ? json_out_text(table->fixed_names) : json_null());
        json_out_set(section, "doc", json_out_text(table->doc));
        json_out_set(section, "parameters", rows);
        json_out_append(sections, section);
    }
    json_out_set(answer, "sections", sections);
    return answer;
}

static void print_markdown_table(const struct fly_param_table *table)
{
    char heading[HEADING], standard[PARAMETER_VALUE], range[PARAMETER_VALUE];
    printf("\n## %s\n\n%s\n", print_heading(table, heading), table->doc);
    if (table->fixed_names) {
        printf("NAME is one of:");
        for (const char *c = table->fixed_names; *c; c += strspn(c, "|")) {
            int length = (int)strcspn(c, "|");
            printf(" `%.*s`", length, c);
            c += length;
        }
        printf(".\n");
    }
    printf("\n| key | default | type | allowed | meaning |\n|---|---|---|---|---|\n");
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct fly_param *row = &table->rows[r];
        (void)fly_param_print_range(row, range, sizeof range);
        printf("| `%s` | %s | %s | %s | %s |\n", row->name, parameter_standard(row, standard),
               fly_param_type_name(row->type), range, row->doc);
    }
}

static void print_markdown(const struct fly_schema *schema)
{
    printf("# Parameters\n\nGenerated by `flywheel params --markdown`; a test fails when this file is stale.\n\n"
           "A key is set in an INI file (`[referral]`, then `ask_rate = 0.02 /week`) or on the command line\n"
           "(`--set referral.ask_rate=0.02`; in a repeated section `--set channel.ads.share=0.4`).\n\n"
           "| type | what to write |\n|---|---|\n");
#define TYPE_ROW(type, c_type, meaning) printf("| %s | %s |\n", fly_param_type_name(FLY_##type), meaning);
    FLY_PARAM_TYPES(TYPE_ROW)
#undef TYPE_ROW
    for (size_t t = 0; t < schema->n_tables; t++)
        print_markdown_table(schema->tables[t]);
}

static int refuse_section(const struct fly_schema *schema, const char *name, struct messages *messages)
{
    const char *names[64];
    size_t n = 0;
    for (; n < schema->n_tables && n < sizeof names / sizeof names[0]; n++)
        names[n] = schema->tables[n]->section;
    const char *near = fly_nearest_name(name, names, n);
    return messages_error(messages, FLY_ERR_USAGE, "there is no section [%s]%s%s%s", name,
                          near ? "; did you mean [" : "", near ? near : "", near ? "]?" : "");
}

static int refuse_key(const struct fly_param_table *table, const char *name, struct messages *messages)
{
    const char *names[256];
    size_t n = 0;
    for (; n < table->n_rows && n < sizeof names / sizeof names[0]; n++)
        names[n] = table->rows[n].name;
    const char *near = fly_nearest_name(name, names, n);
    return messages_error(messages, FLY_ERR_USAGE, "[%s] has no key %s%s%s%s", table->section, name,
                          near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

/* SECTION, SECTION.KEY, or SECTION.NAME.KEY as --set would take it. */
static int read_wanted(const struct options *options, const struct fly_schema *schema, struct wanted *wanted,
                       struct messages *messages)
{
    *wanted = (struct wanted){0};
    if (options->operands.n == 0) return FLY_OK;
    const char *word = options->operands.items[0], *dot = strrchr(word, '.');
    (void)snprintf(wanted->section, HEADING, "%.*s", (int)strcspn(word, "."), word);
    if (dot) (void)snprintf(wanted->key, HEADING, "%s", dot + 1);
    for (size_t t = 0; t < schema->n_tables; t++) {
        const struct fly_param_table *table = schema->tables[t];
        if (strcmp(table->section, wanted->section) != 0) continue;
        return wanted->key[0] && fly_param_find(table, wanted->key) < 0 ? refuse_key(table, wanted->key, messages)
                                                                        : FLY_OK;
    }
    return refuse_section(schema, wanted->section, messages);
}

int command_params(struct context *context)
{
    int ret;
    struct wanted wanted;
    const struct fly_schema *schema = fly_engine_schema();
    FLY_TRY(read_wanted(&context->options, schema, &wanted, &context->messages));
    if (context->options.json)
        context->answer = answer_json(schema, &wanted);
    else if (context->options.markdown)
        print_markdown(schema);
    else
        print_text(schema, &wanted);
out:
    return ret;
}
