/* How a ranking of three or more strategies is shown. */
#ifndef RANKING_H
#define RANKING_H

#include "analysis/rank.h"

struct json_t;

/* Prints the table of all strategies, best first, and the sentence. FLY_OK or FLY_ERR_MEMORY. */
int ranking_print(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t kpi);

/* {"kpi", "has_winner", "n_replicates", "strategies": [{"name", "value", "best_share", "may_be_best"}], "pairs": [{"a",
 * "b", "difference", "low", "high", "apart"}], "sentence"}: strategies best first, each pair once, a before b. */
struct json_t *ranking_json(const struct fly_ranking *ranking, const struct fly_dataset *data, size_t kpi);

#endif
