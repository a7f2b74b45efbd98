/* What makes the figures of a result worth less than they seem: said where they are shown. */
#ifndef FLY_CAVEATS_H
#define FLY_CAVEATS_H

#include "analysis/settings.h"

/* One finding that holds for some scenarios. */
struct fly_caveat {
    char *text;   /* a sentence; owned */
    bool *is_for; /* [n_scenarios]; owned */
};

/* Caller-owned; a zeroed struct may be freed. */
struct fly_caveats {
    struct fly_caveat *items; /* owned */
    size_t n, n_scenarios, capacity;
};

/* What the program says of the scenarios' parameters (a step that is long, what has no effect), and what the results
 * say: people who are nearly always busy, money that was not spent, targets that were missed, KPIs that some replicates
 * lack. At the dataset's point. */
int fly_caveats_find(struct fly_caveats *caveats, const struct fly_dataset *data, const struct fly_settings *settings,
                     struct fly_error *error);
void fly_caveats_free(struct fly_caveats *caveats);

#endif
