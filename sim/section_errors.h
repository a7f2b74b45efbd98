/* Sentences about names of sections, instances and keys, each with the name that was probably meant; the tables that
 * may have been meant are distrusted from then on. Internal to the scenario's files. Names are n bytes, not terminated.
 */
#ifndef FLY_SECTION_ERRORS_H
#define FLY_SECTION_ERRORS_H

#include "sim/sections.h"

enum { FLY_LONGEST_INSTANCE = 32 };

/* Whether a file may open [word name]: a well-formed name where the table is repeated (one of the fixed names if it has
 * such), none where it is not. */
bool fly_sections_may_add(const struct fly_sections *sections, size_t table, const char *name, size_t n);

/* False: no section has a name that is near. */
bool fly_say_unknown_section(struct fly_sections *sections, const char *word, size_t n, struct fly_origin place,
                             struct fly_diagnostics *found);
void fly_say_unknown_key(struct fly_sections *sections, size_t table, const char *key, size_t n,
                         struct fly_origin place, struct fly_diagnostics *found);

/* Why `name` is no instance of the table: superfluous, missing, malformed, or not among those that exist. */
void fly_say_wrong_instance(struct fly_sections *sections, size_t table, const char *name, size_t n,
                            struct fly_origin place, struct fly_diagnostics *found);

#endif
