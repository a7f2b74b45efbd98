/* The journey as ways between places: how many went from here to there, and why those who were lost were lost.
 *
 * Ways lead onward only, so that they can be drawn without a circle: who gave up and comes again later is counted once
 * more, and who is won back enters from a place of his own. Whoever enters a place in the middle leaves it or is
 * counted as still there at the end, so that what comes in goes out:
 *   prospects   in = leads + customers + given up + put off + still prospects; so for leads and handovers
 *   customers   at the start + acquired + won back = left + customers at the end by attitude
 * Reasons for giving up are shares (models/journey.c), everything else is counted. */
#ifndef FLY_JOURNEY_H
#define FLY_JOURNEY_H

#include "analysis/measures.h"

enum fly_way_kind { FLY_WAY_ONWARD, FLY_WAY_LOSS, FLY_WAY_RETURN };

/* clang-format off */
/* name, from, to, kind, series, label */
#define FLY_WAYS(X) \
    X(stranger_prospect, "Strangers", "Prospects", ONWARD, JOURNEY, "stranger_prospect") \
    X(stranger_lead,     "Strangers", "Leads",     ONWARD, JOURNEY, "stranger_lead") \
    X(stranger_customer, "Strangers", "Customers", ONWARD, JOURNEY, "stranger_customer") \
    X(stranger_put_off,  "Strangers", "Bad word of mouth", LOSS, JOURNEY, "stranger_rejecter") \
    X(prospect_lead,     "Prospects", "Leads",     ONWARD, JOURNEY, "prospect_lead") \
    X(prospect_customer, "Prospects", "Customers", ONWARD, JOURNEY, "prospect_customer") \
    X(prospect_friction, "Prospects", "Lost to friction", LOSS, GAVE_UP, "prospect_friction") \
    X(prospect_other,    "Prospects", "Lost interest", LOSS, GAVE_UP, "prospect_other") \
    X(prospect_put_off,  "Prospects", "Bad word of mouth", LOSS, JOURNEY, "prospect_rejecter") \
    X(prospect_still,    "Prospects", "Still on the way", ONWARD, AT_END, "prospect") \
    X(lead_handover,     "Leads", "Being handed over", ONWARD, JOURNEY, "lead_handover") \
    X(lead_customer,     "Leads", "Customers", ONWARD, JOURNEY, "lead_customer") \
    X(lead_friction,     "Leads", "Lost to friction", LOSS, GAVE_UP, "lead_friction") \
    X(lead_sales,        "Leads", "Sales had no time", LOSS, GAVE_UP, "lead_sales") \
    X(lead_other,        "Leads", "Lost interest", LOSS, GAVE_UP, "lead_other") \
    X(lead_put_off,      "Leads", "Bad word of mouth", LOSS, JOURNEY, "lead_rejecter") \
    X(lead_still,        "Leads", "Still on the way", ONWARD, AT_END, "lead") \
    X(handover_customer, "Being handed over", "Customers", ONWARD, JOURNEY, "handover_customer") \
    X(handover_lost,     "Being handed over", "Lost in a handover", LOSS, JOURNEY, "handover_resting") \
    X(handover_still,    "Being handed over", "Still on the way", ONWARD, AT_END, "handover") \
    X(start_customer,    "At the start", "Customers", ONWARD, AT_START, "customer") \
    X(won_back,          "Won back", "Customers", RETURN, JOURNEY, "former_customer") \
    X(promoter,          "Customers", "Promoters",  ONWARD, ATTITUDES, "promoter") \
    X(passive,           "Customers", "Passives",   ONWARD, ATTITUDES, "passive") \
    X(detractor,         "Customers", "Detractors", ONWARD, ATTITUDES, "detractor") \
    X(left,              "Customers", "Left", LOSS, JOURNEY, "customer_former")
/* clang-format on */

enum fly_way_id {
#define FLY_WAY_ENUM(name, from, to, kind, series, label) FLY_WAY_##name,
    FLY_WAYS(FLY_WAY_ENUM)
#undef FLY_WAY_ENUM
        FLY_N_WAYS
};

struct fly_way {
    const char *from, *to;
    enum fly_way_kind kind;
};

extern const struct fly_way fly_ways[FLY_N_WAYS];

/* What became of 100 who set out: who left the strangers for something better. */
enum fly_fate {
    FLY_FATE_CUSTOMER,
    FLY_FATE_INTEREST, /* lost it: neither of the others */
    FLY_FATE_FRICTION,
    FLY_FATE_SALES,
    FLY_FATE_HANDOVER,
    FLY_FATE_PUT_OFF,
    FLY_FATE_STILL,
    FLY_N_FATES
};

extern const char *const fly_fate_names[FLY_N_FATES];

struct fly_journey {
    struct fly_measures ways;  /* [FLY_N_WAYS] columns, agents */
    struct fly_measures fates; /* [FLY_N_FATES] columns, percent; NAN where nobody set out */
};

/* FLY_ERR_USAGE when the file does not tell of moves. A zeroed struct may be freed. */
int fly_journey_init(struct fly_journey *journey, const struct fly_dataset *data, struct fly_error *error);
void fly_journey_free(struct fly_journey *journey);

/* The fates of one replicate from its ways. */
void fly_journey_judge(const double ways[FLY_N_WAYS], double fates[FLY_N_FATES]);

#endif
