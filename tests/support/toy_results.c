/* Two scenarios that differ in channels and in one mechanism, with values that tell where they belong. */
#include "tests/support/toy_results.h"

#include <assert.h>
#include <string.h>

/* ---- parameters: one of each kind that prints differently ---- */

/* clang-format off */
#define TOY_PARAMS(X, S) \
    X(S, RATE,   ask_rate, 0.02, 0, 5, "/week", "Invitations asked of a customer (chosen).") \
    X(S, COUNT,  people,   100, 1, 1e9, "agents", "People – with a sign beyond ASCII (chosen).") \
    X(S, CHOICE, kind,     1, 0, 1, "ring|mixing", "Who knows whom (chosen).") \
    X(S, SWITCH, on,       1, 0, 1, "", "Whether it is on (chosen).") \
    X(S, TEXT,   file,     0, 0, 0, "file", "A file (chosen).")
/* clang-format on */

struct toy_params {
    TOY_PARAMS(FLY_PARAM_FIELD, )
};
static const struct fly_param rows[] = {TOY_PARAMS(FLY_PARAM_ROW, toy_params)};
static const struct fly_param_table table = FLY_PARAM_TABLE_REPEATED("wheel", toy_params, rows, NULL, "A toy.");
enum { N_ROWS = sizeof rows / sizeof rows[0] };

static struct toy_params values = {0.02, 100, 1, true, "edges.txt"};
static struct fly_origin origins[N_ROWS] = {{"toy.ini", 3}, {"--set", 0}};
static struct fly_section section = {.table = &table, .name = "brand", .values = &values, .origins = origins};

/* ---- series ---- */

static size_t channel_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    bool funnel = strcmp(scenario->name, "funnel") == 0;
    labels[0] = funnel ? "ads" : "mail";
    labels[1] = funnel ? "mail" : "talk ü";
    return 2;
}

static size_t ledger_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    labels[0] = "media";
    labels[1] = "service";
    labels[2] = "fixed";
    return 3;
}

static size_t no_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    (void)scenario;
    (void)labels;
    return 0;
}

/* One more in "flywheel". */
static size_t age_labels(const struct fly_scenario *scenario, const char *labels[FLY_MAX_LABELS])
{
    labels[0] = "0";
    labels[1] = "1";
    labels[2] = "2.5";
    return strcmp(scenario->name, "funnel") == 0 ? 2 : 3;
}

static const struct fly_dim channel = {"channel", "channel of first contact", channel_labels, NULL};
static const struct fly_dim ledger = {"ledger", "what money is spent on", ledger_labels, NULL};
static const struct fly_dim nobody = {"segment", "nobody", no_labels, NULL};
static const struct fly_dim age = {"age", "periods since the first", age_labels, "periods"};

static const struct fly_series series[] = {
    {"customers", FLY_STOCK, NULL, "agents", "Customers at the end of the interval."},
    {"profit", FLY_FLOW, NULL, "money", "Revenue less cost."},
    {"noticed", FLY_PASSING, &channel, "agents", "Counted in a step, not recorded."},
    {"cost", FLY_FLOW, &ledger, "money", "Money spent."},
    {"leads", FLY_FLOW, &channel, "agents", "Leads."},
    {"mood", FLY_REAL, NULL, "", "Mean mood."},
    {"trust", FLY_REAL, &channel, "", "Trust in a channel."},
    {"nothing", FLY_FLOW, &nobody, "agents", "A series whose dimension is empty."},
};
static const struct fly_kpi kpis[] = {
    {"npv", "money", FLY_HIGHER, "profit", "Net present value.", ""},
    {"cac", "money/customer", FLY_LOWER, NULL, "Cost of a customer.", ""},
    {"reach", "", FLY_NEITHER, NULL, "Share reached.", ""},
};
static const struct fly_grid grids[] = {
    {"stayed", {&ledger, &channel, &age}, "", "A grid of three dimensions."},
    {"paid", {&channel, &age}, "money", "A grid of money."},
    {"empty", {&age, &nobody}, "agents", "A grid with an empty dimension."},
};
static const struct fly_grid more_grids[] = {{"alone", {&age}, "agents", "Only one scenario has this."}};
static const struct fly_series more_series[] = {{"asks", FLY_STOCK, NULL, "asks", "Only one scenario has this."}};
static const struct fly_kpi more_kpis[] = {{"extra", "asks", FLY_HIGHER, "asks", "Only one scenario has this.", ""}};

static const struct fly_mechanism base = {.name = "base",
                                          .doc = "Toy.",
                                          .series = series,
                                          .n_series = 8,
                                          .grids = grids,
                                          .n_grids = 3,
                                          .kpis = kpis,
                                          .n_kpis = 3};
static const struct fly_mechanism more = {.name = "more",
                                          .doc = "Toy.",
                                          .series = more_series,
                                          .n_series = 1,
                                          .grids = more_grids,
                                          .n_grids = 1,
                                          .kpis = more_kpis,
                                          .n_kpis = 1};
static const struct fly_mechanism *const mechanisms[] = {&more, &base, NULL}; /* KPIs come from the last to the first */

/* ---- values ---- */

int64_t toy_expected_count(size_t scenario, size_t replicate, size_t row, size_t label)
{
    return (int64_t)(scenario * 1000000 + replicate * 10000 + row * 100 + label);
}

double toy_expected_real(size_t scenario, size_t replicate, size_t row, size_t label)
{
    return (double)toy_expected_count(scenario, replicate, row, label) + 0.25;
}

int64_t *toy_count(struct toy *toy, size_t scenario, size_t replicate, const char *name, size_t row, size_t label)
{
    const struct fly_layout *layout = &toy->setups[scenario].layout;
    const struct fly_laid_series *laid = fly_layout_find(layout, name);
    assert(laid && laid->series->kind != FLY_REAL && label < laid->n_labels && row < TOY_ROWS);
    struct fly_record *record = fly_results_record(&toy->results, scenario, replicate);
    return &record->counts[row * layout->n_counts + laid->offset + label];
}

double *toy_real(struct toy *toy, size_t scenario, size_t replicate, const char *name, size_t row, size_t label)
{
    const struct fly_layout *layout = &toy->setups[scenario].layout;
    const struct fly_laid_series *laid = fly_layout_find(layout, name);
    assert(laid && laid->series->kind == FLY_REAL && label < laid->n_labels && row < TOY_ROWS);
    struct fly_record *record = fly_results_record(&toy->results, scenario, replicate);
    return &record->reals[row * layout->n_reals + laid->offset + label];
}

int64_t toy_expected_grid(size_t scenario, size_t replicate, size_t place)
{
    return (int64_t)(scenario * 1000000 + replicate * 1000 + place) - 500000;
}

int64_t *toy_grid(struct toy *toy, size_t scenario, size_t replicate, const char *name, size_t place)
{
    const struct fly_laid_grid *laid = fly_layout_find_grid(&toy->setups[scenario].layout, name);
    assert(laid && place < fly_laid_grid_size(laid));
    return &fly_results_record(&toy->results, scenario, replicate)->grids[laid->offset + place];
}

static void set_series(struct toy *toy, size_t s, size_t r, const struct fly_laid_series *laid)
{
    if (laid->series->kind == FLY_PASSING) return;
    for (size_t row = 0; row < TOY_ROWS; row++)
        for (size_t l = 0; l < laid->n_labels; l++)
            if (laid->series->kind == FLY_REAL)
                *toy_real(toy, s, r, laid->series->name, row, l) = toy_expected_real(s, r, row, l);
            else
                *toy_count(toy, s, r, laid->series->name, row, l) = toy_expected_count(s, r, row, l);
}

static void set_grid(struct toy *toy, size_t s, size_t r, const struct fly_laid_grid *laid)
{
    for (size_t place = 0; place < fly_laid_grid_size(laid); place++)
        *toy_grid(toy, s, r, laid->grid->name, place) = toy_expected_grid(s, r, place);
}

static void set_setup(struct toy *toy, size_t s)
{
    struct fly_scenario *scenario = &toy->scenarios[s];
    *scenario = (struct fly_scenario){.path = s ? "gallery/flywheel.ini" : "gallery/funnel.ini",
                                      .name = s ? "flywheel" : "funnel",
                                      .text = "# Größe\n[wheel brand]\nask_rate = 0.02 /week\n",
                                      .sections = &section,
                                      .n_sections = 1};
    struct fly_setup *setup = &toy->setups[s];
    *setup = (struct fly_setup){.scenario = scenario,
                                .n_agents = 100,
                                .step_weeks = 0.5,
                                .n_steps = 10,
                                .steps_per_row = 2,
                                .n_rows = TOY_ROWS,
                                .seed_population = 1 + s,
                                .seed_network = 2,
                                .seed_dynamics = UINT64_MAX,
                                .n_replicates = toy->results.n_replicates};
    int ret = fly_layout_init(&setup->layout, s ? mechanisms : mechanisms + 1, 2, scenario, NULL);
    assert(ret == FLY_OK);
    (void)ret;
}

void toy_init(struct toy *toy, size_t n_replicates)
{
    *toy = (struct toy){0};
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        set_setup(toy, s);
    int ret = fly_results_init(&toy->results, toy->setups, TOY_SCENARIOS, 7, n_replicates, NULL);
    assert(ret == FLY_OK);
    (void)ret;
    toy->results.command = "run gallery/funnel.ini gallery/flywheel.ini";
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        for (size_t r = 0; r < n_replicates; r++) {
            fly_results_record(&toy->results, s, r)->agent_steps = 1000 * s + r;
            for (size_t i = 0; i < toy->setups[s].layout.n_series; i++)
                set_series(toy, s, r, &toy->setups[s].layout.series[i]);
            for (size_t i = 0; i < toy->setups[s].layout.n_grids; i++)
                set_grid(toy, s, r, &toy->setups[s].layout.grids[i]);
        }
}

void toy_free(struct toy *toy)
{
    fly_results_free(&toy->results);
    for (size_t s = 0; s < TOY_SCENARIOS; s++)
        fly_layout_free(&toy->setups[s].layout);
}
