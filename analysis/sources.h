/* Where new customers came from. */
#ifndef FLY_SOURCES_H
#define FLY_SOURCES_H

#include "analysis/measures.h"

/* Channels are all sources but these. */
enum fly_source_group {
    FLY_SOURCES_OTHER,  /* initial and external */
    FLY_SOURCES_PEOPLE, /* word of mouth and referral */
    FLY_SOURCES_PAID,
    FLY_N_SOURCE_GROUPS
};

/* Counts by source over the whole time, named, and shares by group in percent (NAN without new customers).
 * FLY_ERR_USAGE when the file does not tell; both to be freed. */
int fly_sources_init(struct fly_measures *counts, struct fly_measures *shares, const struct fly_dataset *data,
                     struct fly_error *error);

#endif
