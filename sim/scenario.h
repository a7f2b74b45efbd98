/* A scenario: everything a user said about one market, checked, with the origin of every value. Const once loaded.
 *
 * It is read from an INI file, from those it extends (`[scenario] extends = base.ini`, the nearer file wins), and from
 * --set section.key=value (the last wins). For a repeated section, [channel ads] share, write channel.ads.share. */
#ifndef FLY_SCENARIO_H
#define FLY_SCENARIO_H

#include "sim/diagnostics.h"
#include "sim/param.h"

/* Where a value comes from. */
struct fly_origin {
    const char *file; /* NULL: default; "--set": the command line; else the path as the user gave it */
    size_t line;      /* 0 unless from a file */
};

struct fly_section {
    const struct fly_param_table *table;
    const char *name;           /* "" or the NAME of [channel NAME] */
    void *values;               /* the struct of the table's size */
    struct fly_origin *origins; /* [table->n_rows] */
    struct fly_origin where;    /* the first header line of this section, or default */
};

/* A file that a scenario was read from. */
struct fly_source {
    const char *path; /* as the scenario named it */
    const char *bytes;
    size_t n;
};

/* Which sections exist: the tables of the engine and of all mechanisms, in the order in which they are documented. */
struct fly_scenario;

/* [scenario] title and extends; a schema that wants them lists this table. */
extern const struct fly_param_table fly_scenario_table;

struct fly_schema {
    const struct fly_param_table *const *tables;
    size_t n_tables;
    /* Checks that look at more than one value (shares that add up, references); may be NULL. Called once per scenario,
     * also where single values are wrong: each check begins with fly_scenario_is_sound of the tables it looks at. */
    void (*check)(const struct fly_scenario *scenario, struct fly_diagnostics *found);
};

struct fly_scenario {
    const struct fly_schema *schema;
    char *path; /* as the user gave it */
    char *name; /* the file's name without directory and .ini; the label in results */
    char *text; /* the file, verbatim, each extended base after it, with a line that names the file before each base */
    struct fly_source *sources; /* [n_sources]: the file itself, then what it extends; the bytes lie in `text` */
    size_t n_sources;
    struct fly_section *sections; /* by table in schema order, then in order of first appearance, base first */
    size_t n_sections;
    void *arena; /* everything the pointers above point to */
};

/* Loads `path` ("-" is not special). All errors of all files are added to `found` in one pass. Returns FLY_OK, or
 * found->code when there is at least one error; then the scenario is freed and zeroed. `sources` are files that are
 * kept in memory, and what is not among them is missing; NULL: from disk. */
int fly_scenario_load_from(struct fly_scenario *scenario, const struct fly_schema *schema, const char *path,
                           const struct fly_source *sources, size_t n_sources, const char *const *sets, size_t n_sets,
                           struct fly_diagnostics *found);

static inline int fly_scenario_load(struct fly_scenario *scenario, const struct fly_schema *schema, const char *path,
                                    const char *const *sets, size_t n_sets, struct fly_diagnostics *found)
{
    return fly_scenario_load_from(scenario, schema, path, NULL, 0, sets, n_sets, found);
}

/* The same from INI text in memory (tests, built-in scenarios); `path` is what messages call it and the folder that
 * relative file names start from. */
int fly_scenario_parse(struct fly_scenario *scenario, const struct fly_schema *schema, const char *path,
                       const char *text, const char *const *sets, size_t n_sets, struct fly_diagnostics *found);

void fly_scenario_free(struct fly_scenario *scenario);

/* The values of a singleton section: never NULL (absent sections hold their defaults). */
const void *fly_scenario_values(const struct fly_scenario *scenario, const struct fly_param_table *table);

/* Whether nothing is wrong with any section of the table, nor with one that may be meant as such: whether a check may
 * look at its values without finding what only follows from another error. A refused value is the default. */
bool fly_scenario_is_sound(const struct fly_scenario *scenario, const struct fly_param_table *table);

/* A second scenario that shares all but the values with the first, which must outlive it: its values may change while
 * time passes. FLY_ERR_MEMORY, or FLY_OK. */
int fly_scenario_shadow(struct fly_scenario *shadow, const struct fly_scenario *scenario);
/* Sets all values back to those of the first. */
void fly_scenario_shadow_reset(struct fly_scenario *shadow, const struct fly_scenario *scenario);
void fly_scenario_shadow_free(struct fly_scenario *shadow);

/* All instances of a table: a pointer to the first of *n consecutive sections. */
const struct fly_section *fly_scenario_instances(const struct fly_scenario *scenario,
                                                 const struct fly_param_table *table, size_t *n);

/* The instance of this name, or NULL. */
const struct fly_section *fly_scenario_instance(const struct fly_scenario *scenario,
                                                const struct fly_param_table *table, const char *name);

/* Whether the section is switched off by its own key `enabled`: then nobody reads the rest of it. */
bool fly_section_is_off(const struct fly_section *section);

/* The origin of one value by names, for messages of checks; default origin when unknown. */
struct fly_origin fly_scenario_origin(const struct fly_scenario *scenario, const struct fly_param_table *table,
                                      const char *instance, const char *key);

/* One value: a row of the table of scenario->sections[section]; the same place in a shadow. */
struct fly_place {
    size_t section;
    const struct fly_param *row;
};

/* Finds a value by its name as --set takes it ("wom.trust", "channel.ads.trust"). FLY_ERR_SCENARIO with what is wrong
 * with the name, and which one was probably meant. */
int fly_scenario_find(const struct fly_scenario *scenario, const char *name, struct fly_place *place,
                      struct fly_error *error);

/* Where values that contradict each other are to be changed: `first`, or `second` where `first` is a default. */
struct fly_origin fly_origin_or(struct fly_origin first, struct fly_origin second);

/* Text that lives as long as the scenario, for labels made of its values; NULL when there is no memory. From serial
 * code only. */
const char *fly_scenario_text(const struct fly_scenario *scenario, const char *format, ...) FLY_PRINTF(2, 3);

/* Where several values that must add up are to be changed: where the command line set one, else fly_origin_or. */
struct fly_origin fly_origin_of_sum(struct fly_origin first, struct fly_origin second);

/* "default", "scenarios/presets/funnel.ini:12" or "--set". */
int fly_origin_print(struct fly_origin origin, char *text, size_t size);

#endif
