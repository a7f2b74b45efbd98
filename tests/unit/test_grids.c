/* Grids and passing series: where they lie, what of them is in the file, and that it comes back. */
#include "analysis/read.h"
#include "sim/alloc.h"
#include "sim/result_frame.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <math.h>
#include <string.h>

enum { REPLICATES = 3, MANY = 6000 }; /* 4,854 replicates of "stayed" make a chunk */

static struct fly_image image_of(const struct fly_results *results)
{
    struct fly_image image;
    struct fly_error error = {0};
    if (fly_result_image(&image, results, &error) != FLY_OK) fail_msg("%s", error.text);
    return image;
}

/* ---- layout ---- */

/* Recorded series come first in a step's counts, passing ones behind all of them. */
static void passing_series_lie_behind(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, 1);
    const struct fly_layout *layout = &toy.setups[1].layout;
    const struct fly_laid_series *noticed = fly_layout_find(layout, "noticed");
    const struct fly_laid_series *cost = fly_layout_find(layout, "cost"), *profit = fly_layout_find(layout, "profit");
    assert_int_equal(noticed->n_labels, 2);
    assert_int_equal(noticed->offset, layout->n_counts);
    assert_int_equal(layout->n_tallies, layout->n_counts + 2);
    assert_int_equal(cost->offset, profit->offset + 1);
    assert_int_equal(layout->n_counts, 1 + 1 + 1 + 3 + 2); /* asks, customers, profit, cost, leads */
    toy_free(&toy);
}

static void grids_lie_one_behind_the_other(void **state)
{
    (void)state;
    struct toy toy;
    toy_init(&toy, 1);
    const struct fly_layout *layout = &toy.setups[1].layout;
    const struct fly_laid_grid *alone = fly_layout_find_grid(layout, "alone");
    const struct fly_laid_grid *stayed = fly_layout_find_grid(layout, "stayed");
    const struct fly_laid_grid *paid = fly_layout_find_grid(layout, "paid");
    const struct fly_laid_grid *empty = fly_layout_find_grid(layout, "empty");
    assert_true(alone->offset == 0 && stayed->offset == 3 && paid->offset == 3 + 18 && empty->offset == 3 + 18 + 6);
    assert_int_equal(layout->n_grid_values, 3 + 18 + 6);
    assert_int_equal(fly_laid_grid_size(stayed), 18);
    assert_int_equal(fly_laid_grid_size(empty), 0);
    assert_int_equal(stayed->n_dims, 3);
    assert_string_equal(stayed->labels[2][2], "2.5");
    assert_null(fly_layout_find_grid(layout, "customers"));
    assert_int_equal(fly_record_size(layout, TOY_ROWS),
                     8 * (TOY_ROWS * (layout->n_counts + layout->n_reals) + layout->n_grid_values + layout->n_kpis));
    toy_free(&toy);
}

/* Series, grids, dimensions and what the file needs itself share their names. */
static void names_differ(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_layout layout;
    struct fly_frame frame;
    struct fly_error error = {0};
    toy_init(&toy, 1);
    const struct fly_dim *dim = fly_layout_find_grid(&toy.setups[0].layout, "paid")->grid->dims[0];
    const struct fly_series series[] = {{"x", FLY_FLOW, NULL, "", "One."}};
    const struct fly_grid twins[] = {{"x", {dim}, "", "Two."}},
                          reserved[] = {{"week", {dim}, "", "A name of the file."}};
    const struct fly_grid dims[] = {{"channel", {dim}, "", "A name of a dimension."}};
    const struct fly_mechanism with_twins = {
        .name = "m", .series = series, .n_series = 1, .grids = twins, .n_grids = 1};
    const struct fly_mechanism *list[] = {&with_twins};
    assert_int_equal(fly_layout_init(&layout, list, 1, toy.scenarios, &error), FLY_ERR_INTERNAL);
    assert_non_null(strstr(error.text, "'x'"));
    const struct fly_grid *const wrong[] = {reserved, dims};
    for (size_t k = 0; k < 2; k++) {
        const struct fly_mechanism mechanism = {.name = "m", .grids = wrong[k], .n_grids = 1};
        struct fly_setup setup = toy.setups[0];
        list[0] = &mechanism;
        assert_int_equal(fly_layout_init(&setup.layout, list, 1, toy.scenarios, &error), FLY_OK);
        assert_int_equal(fly_frame_init(&frame, &setup, 1, &error), FLY_ERR_INTERNAL);
        assert_non_null(strstr(error.text, wrong[k]->name));
        fly_layout_free(&setup.layout);
    }
    toy_free(&toy);
}

/* A course is drawn of what is recorded. */
static void paths_are_recorded(void **state)
{
    (void)state;
    struct fly_layout layout;
    struct fly_error error = {0};
    const struct fly_series series[] = {{"x", FLY_PASSING, NULL, "", "One."}};
    const struct fly_kpi kpis[] = {{"y", "", FLY_HIGHER, "x", "Two.", ""}};
    const struct fly_mechanism mechanism = {.name = "m", .series = series, .n_series = 1, .kpis = kpis, .n_kpis = 1};
    const struct fly_mechanism *const list[] = {&mechanism};
    assert_int_equal(fly_layout_init(&layout, list, 1, NULL, &error), FLY_ERR_INTERNAL);
    assert_non_null(strstr(error.text, "'x'"));
}

/* ---- file ---- */

static double value(const struct fly_dataset *data, const struct fly_grid_values *grid, size_t s, size_t r, size_t i,
                    size_t j, size_t k)
{
    return grid->values[(((s * data->n_replicates + r) * grid->n[0] + i) * grid->n[1] + j) * grid->n[2] + k];
}

static void check_labels(const struct fly_labels *labels, const char *const *expected, size_t n)
{
    assert_int_equal(labels->n, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(labels->text[i], expected[i]);
}

/* Funnel has ads, mail at ages 0, 1; flywheel mail, talk at 0, 1, 2.5: the file has all of them, and no value where a
 * scenario has none. */
static void check_united(const struct fly_dataset *data, size_t r)
{
    struct fly_grid_values grid;
    const char *const channels[] = {"ads", "mail", "talk ü"}, *const ages[] = {"0", "1", "2.5"};
    assert_int_equal(fly_dataset_grid(data, "stayed", &grid, NULL), FLY_OK);
    assert_true(grid.n_dims == 3 && grid.n[0] == 3 && grid.n[1] == 3 && grid.n[2] == 3);
    check_labels(&grid.labels[1], channels, 3);
    check_labels(&grid.labels[2], ages, 3);
    for (size_t i = 0; i < 27; i++) {
        const size_t ledger = i / 9, channel = i / 3 % 3, age = i % 3;
        const double funnel = value(data, &grid, 0, r, ledger, channel, age);
        const double flywheel = value(data, &grid, 1, r, ledger, channel, age);
        if (channel < 2 && age < 2)
            assert_true(funnel == (double)toy_expected_grid(0, r, (ledger * 2 + channel) * 2 + age));
        else
            assert_true(isnan(funnel));
        if (channel > 0)
            assert_true(flywheel == (double)toy_expected_grid(1, r, (ledger * 2 + channel - 1) * 3 + age));
        else
            assert_true(isnan(flywheel));
    }
    fly_grid_values_free(&grid);
}

/* Money is scaled, what was left undefined is none, and a grid of one scenario has no values in the other. */
static void check_money_and_gaps(const struct fly_dataset *data, size_t r)
{
    struct fly_grid_values grid;
    assert_int_equal(fly_dataset_grid(data, "paid", &grid, NULL), FLY_OK);
    assert_true(grid.n_dims == 2 && grid.n[2] == 1);
    assert_true(value(data, &grid, 0, r, 1, 0, 0) == 0.01 * (double)toy_expected_grid(0, r, 2));
    assert_true(isnan(value(data, &grid, 0, 0, 0, 1, 0)));
    fly_grid_values_free(&grid);
    assert_int_equal(fly_dataset_grid(data, "alone", &grid, NULL), FLY_OK);
    assert_int_equal(grid.n_dims, 1);
    assert_true(isnan(value(data, &grid, 0, r, 0, 0, 0)));
    assert_true(value(data, &grid, 1, r, 2, 0, 0) == (double)toy_expected_grid(1, r, 2));
    fly_grid_values_free(&grid);
}

static void check_missing(const struct fly_dataset *data)
{
    struct fly_error error = {0};
    struct fly_grid_values grid;
    double *values;
    bool is_flow;
    const char *const wrong[] = {"no_such", "customers", "cost",  "kpi_value", "empty",
                                 "noticed", "",          "/week", "scenarios"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (fly_dataset_grid(data, wrong[i], &grid, &error) != FLY_ERR_USAGE) fail_msg("%s", wrong[i]);
    assert_non_null(strstr(error.text, "scenarios"));
    const char *const no_series[] = {"noticed", "alone", "paid", "stayed"};
    for (size_t i = 0; i < sizeof no_series / sizeof no_series[0]; i++)
        if (fly_dataset_series(data, no_series[i], &values, &is_flow, &error) != FLY_ERR_USAGE)
            fail_msg("%s", no_series[i]);
    assert_true(fly_dataset_is_flow(data, "profit") && fly_dataset_is_flow(data, "leads"));
    assert_false(fly_dataset_is_flow(data, "customers") || fly_dataset_is_flow(data, "paid") ||
                 fly_dataset_is_flow(data, "no_such"));
}

static void round_trip(size_t n_replicates)
{
    struct toy toy;
    struct fly_dataset data;
    struct fly_error error = {0};
    toy_init(&toy, n_replicates);
    *toy_grid(&toy, 0, 0, "paid", 1) = FLY_UNDEFINED;
    struct fly_image image = image_of(&toy.results);
    if (fly_dataset_open_image(&data, &image, &error) != FLY_OK) fail_msg("%s", error.text);
    const size_t some[] = {0, 1, n_replicates - 1};
    for (size_t k = 0; k < 3; k++) {
        check_united(&data, some[k]);
        check_money_and_gaps(&data, some[k]);
    }
    check_missing(&data);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

static void small_file_comes_back(void **state)
{
    (void)state;
    round_trip(REPLICATES);
}

/* Big enough for chunks, the last of which is not full. */
static void chunked_file_comes_back(void **state)
{
    (void)state;
    round_trip(MANY);
}

/* A grid that has as many labels as a series has weeks is no series. */
static void grids_are_no_series(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_dataset data;
    double *values;
    bool is_flow;
    toy_init(&toy, REPLICATES);
    toy.setups[0].n_rows = toy.setups[1].n_rows = 3;
    for (size_t k = 0; k < TOY_SCENARIOS * REPLICATES; k++)
        toy.results.records[k].n_rows = 3;
    struct fly_image image = image_of(&toy.results);
    assert_int_equal(fly_dataset_open_image(&data, &image, NULL), FLY_OK);
    assert_int_equal(data.n_weeks, 3);
    assert_int_equal(fly_dataset_series(&data, "alone", &values, &is_flow, NULL), FLY_ERR_USAGE);
    assert_int_equal(fly_dataset_series(&data, "customers", &values, &is_flow, NULL), FLY_OK);
    fly_free(values);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

/* ---- parameters ---- */

static void parameters_come_back(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_dataset data;
    struct fly_parameters parameters;
    toy_init(&toy, 1);
    struct fly_image image = image_of(&toy.results);
    assert_int_equal(fly_dataset_open_image(&data, &image, NULL), FLY_OK);
    assert_int_equal(fly_dataset_parameters(&data, 1, &parameters, NULL), FLY_OK);
    const char *const expected[][2] = {{"wheel.brand.ask_rate", "0.02 /week"},
                                       {"wheel.brand.people", "100"},
                                       {"wheel.brand.kind", "mixing"},
                                       {"wheel.brand.on", "yes"},
                                       {"wheel.brand.file", "edges.txt"}};
    const double numbers[] = {0.02, 100, 1, 1, NAN};
    assert_int_equal(parameters.n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(parameters.items[i].name, expected[i][0]);
        assert_string_equal(parameters.items[i].value, expected[i][1]);
        assert_true(i == 4 ? isnan(parameters.items[i].number) : parameters.items[i].number == numbers[i]);
    }
    fly_parameters_free(&parameters);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passing_series_lie_behind),
        cmocka_unit_test(grids_lie_one_behind_the_other),
        cmocka_unit_test(names_differ),
        cmocka_unit_test(paths_are_recorded),
        cmocka_unit_test(small_file_comes_back),
        cmocka_unit_test(chunked_file_comes_back),
        cmocka_unit_test(grids_are_no_series),
        cmocka_unit_test(parameters_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
