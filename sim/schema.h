/* Every name in the result file, in one place: the writer and the reader share it, docs/outputs.md explains it. */
#ifndef FLY_SCHEMA_H
#define FLY_SCHEMA_H

/* Raised when a reader of the previous format would misunderstand the file. */
enum { FLY_FORMAT = 1 };

/* Coordinates: one-dimensional, each the dimension scale of its own name. */
#define FLY_COORD_SCENARIO "scenario"
#define FLY_COORD_REPLICATE "replicate"
#define FLY_COORD_WEEK "week"
#define FLY_COORD_KPI "kpi"
#define FLY_COORD_POINT                                                                                                \
    "point" /* only in the file of an experiment, and then the first one of every variable of results */

/* Variables that every file has beside the series. */
#define FLY_VAR_KPI "kpi_value"                 /* (scenario, replicate, kpi) */
#define FLY_VAR_KPI_UNIT "kpi_unit"             /* (kpi) */
#define FLY_VAR_KPI_BETTER "kpi_better"         /* (kpi): enum fly_better */
#define FLY_VAR_KPI_PATH "kpi_path"             /* (kpi): a series, or "" */
#define FLY_VAR_KPI_DEFINITION "kpi_definition" /* (kpi) */
#define FLY_VAR_KPI_FORMULA "kpi_formula"       /* (kpi); older files have none */
#define FLY_VAR_AGENT_STEPS "agent_steps"       /* (scenario, replicate) */
#define FLY_VAR_EXPERIMENT "experiment"         /* (point) */
#define FLY_VAR_INDEX "sensitivity"             /* (response, kpi, factor, measure) */
#define FLY_VAR_INDEX_LOW "sensitivity_low"     /* the same */
#define FLY_VAR_INDEX_HIGH "sensitivity_high"   /* the same */
#define FLY_COORD_RESPONSE "response"
#define FLY_COORD_FACTOR "factor"
#define FLY_COORD_MEASURE "measure"
#define FLY_COORD_END "end"                            /* of a tornado's range: low, high */
#define FLY_VAR_TORNADO "tornado_difference"           /* (factor, end) */
#define FLY_VAR_TORNADO_LOW "tornado_difference_low"   /* the same */
#define FLY_VAR_TORNADO_HIGH "tornado_difference_high" /* the same */
#define FLY_VAR_TORNADO_RUN "tornado_was_run"          /* the same */
#define FLY_VAR_SWING "tornado_swing"                  /* (factor) */
#define FLY_VAR_SWING_LOW "tornado_swing_low"          /* (factor) */
#define FLY_VAR_SWING_HIGH "tornado_swing_high"        /* (factor) */
#define FLY_VAR_TORNADO_KPI "tornado_kpi"              /* (factor), and so are the rest */
#define FLY_VAR_TORNADO_VALUE "tornado_value"
#define FLY_VAR_TORNADO_LOW_AT "tornado_low_at"
#define FLY_VAR_TORNADO_HIGH_AT "tornado_high_at"
#define FLY_VAR_TORNADO_STATE "tornado_state"
#define FLY_VAR_TORNADO_NOTE "tornado_note"
#define FLY_VAR_SEED_POPULATION "seed_population" /* (scenario) */
#define FLY_VAR_SEED_NETWORK "seed_network"       /* (scenario) */
#define FLY_VAR_SEED_DYNAMICS "seed_dynamics"     /* (scenario) */

/* Attributes of the file. */
#define FLY_ATTR_TITLE "title"
#define FLY_ATTR_FORMAT "flywheel_format"
#define FLY_ATTR_VERSION "flywheel_version"
#define FLY_ATTR_REVISION "git_revision"
#define FLY_ATTR_COMMAND "command"
#define FLY_ATTR_CONTENT "content_hash"  /* the fingerprint of those of all variables of results, in the file's order */
#define FLY_ATTR_ANTITHETIC "antithetic" /* 1: replicates at 2k and 2k + 1 are a pair; absent: all are independent */

/* Attributes of a variable. */
#define FLY_ATTR_UNITS "units"
#define FLY_ATTR_LONG_NAME "long_name"
#define FLY_ATTR_KIND "kind"          /* of a series: "flow", "stock" or "real"; of a grid: "grid" */
#define FLY_ATTR_SCALE "scale_factor" /* of integers of money */
#define FLY_ATTR_FILL "_FillValue"
#define FLY_ATTR_COORDINATES "coordinates"
#define FLY_ATTR_HASH "xxh3_128"       /* of a variable of results: the fingerprint of its values, row by row */
#define FLY_ATTR_PARAMETER "parameter" /* of an axis: what it changes, as --set names it */

/* The last line of the file, behind all that HDF5 knows of, with the fingerprint of the bytes before it. */
#define FLY_LAST_LINE "\nflywheel xxh3_128 "
enum { FLY_LAST_LINE_BYTES = sizeof FLY_LAST_LINE - 1 + 32 + 1 };

#define FLY_KIND_FLOW "flow"
#define FLY_KIND_STOCK "stock"
#define FLY_KIND_REAL "real"
#define FLY_KIND_GRID "grid"

/* Integer series with this unit count hundredths of the currency. */
#define FLY_UNIT_MONEY "money"
#define FLY_MONEY_SCALE 0.01

/* Groups: /summary/table, and /scenarios/NAME with its text, its parameters and attributes. */
#define FLY_GROUP_SUMMARY "summary"
#define FLY_TABLE_SUMMARY                                                                                              \
    "table" /* in its own group: pandas.read_hdf(path, "summary") finds it there, xarray does not mind */
#define FLY_GROUP_SCENARIOS "scenarios"
#define FLY_VAR_TEXT "text"
#define FLY_TABLE_PARAMETERS "parameters"
#define FLY_ATTR_PATH "path"
#define FLY_ATTR_AGENTS "n_agents"
#define FLY_ATTR_STEP_WEEKS "step_weeks"
#define FLY_ATTR_STEPS "n_steps"

/* What analysis looks for by name: the series of money spent, by ledger; the ledgers that no budget decides on; the KPI
 * that answers who wins; the grid of targets met, the section that defines them, and the value of a bound that is not
 * set (with its sign). */
#define FLY_SERIES_COST "cost"
#define FLY_LEDGER_ONBOARDING "onboarding"
#define FLY_LEDGER_FIXED "fixed"
#define FLY_KPI_VERDICT "npv"
#define FLY_GRID_TARGETS "target_met"
#define FLY_SECTION_TARGET "target"
#define FLY_NO_BOUND 1e15

#endif
