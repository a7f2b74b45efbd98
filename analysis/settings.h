/* What the scenarios of a result were told: all their parameters side by side, each with its default. */
#ifndef FLY_SETTINGS_H
#define FLY_SETTINGS_H

#include "analysis/read.h"
#include "sim/diagnostics.h"

/* What marks a parameter whose default no source gives: it stands in its sentence. */
#define FLY_CHOSEN_MARK "(chosen"

struct fly_setting_value {
    const struct fly_parameter *is; /* NULL: the scenario has no such section */
    bool is_default;
    bool is_on;        /* its section is not switched off by a key `enabled` of its own */
    bool is_set;       /* by a file or the command line, though it may be to the default */
    bool section_says; /* something in its section is set */
};

struct fly_setting {
    const struct fly_parameter *what; /* its name, unit and sentence */
    char *standard;                   /* its default; NULL: this version of the program has no such parameter; owned */
    struct fly_setting_value *values; /* [n_scenarios] */
    /* Between scenarios, in value or in being there. Of a section that not all have only what it sets counts, its
     * defaults only when it sets nothing: as `flywheel compare` tells differences. */
    bool differs;
    bool is_set;          /* it is not the default everywhere */
    bool rests_on_choice; /* its default is marked as chosen, and some scenario that is not switched off uses it */
};

/* Caller-owned; a zeroed struct may be freed. */
struct fly_settings {
    struct fly_setting *items; /* in the file's order; owned */
    size_t n, n_scenarios;
    struct fly_parameters *parameters; /* [n_scenarios]; owned */
    struct fly_setting_value *values;  /* owned */
};

/* All but [scenario], which says what it is called and extends. */
int fly_settings_read(struct fly_settings *settings, const struct fly_dataset *data, struct fly_error *error);
void fly_settings_free(struct fly_settings *settings);

/* The setting of this name; NULL: there is none. */
const struct fly_setting *fly_settings_find(const struct fly_settings *settings, const char *name);

/* What a scenario says that it is about; "" when it says nothing. */
const char *fly_settings_title(const struct fly_settings *settings, size_t scenario);

/* The warnings that this version of the program has about a scenario's settings, added to `found`; and its errors, when
 * it was made by a version that allowed something else. Files that the scenario names are not looked at. */
int fly_settings_check(const struct fly_settings *settings, size_t scenario, struct fly_diagnostics *found,
                       struct fly_error *error);

#endif
