/* The table of a tornado: made of entries by hand, written into a file, and the same when read again; its verdict. */
#include "analysis/tornado_table.h"
#include "sim/alloc.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_ENTRIES = 4 };

static struct fly_tornado_change run_to(double low, double mean, double high)
{
    const struct fly_estimate difference = {.n = 4, .mean = mean, .low = low, .high = high};
    return (struct fly_tornado_change){.result = {.difference = difference}, .was_run = true};
}

/* A number of which one end turns the answer, a choice with two words, and what was not run. */
static void make_entries(struct fly_tornado_entry entries[N_ENTRIES])
{
    static char name[] = "engage.rate", choice[] = "lever.x.kind", other[] = "service.cost", ask[] = "0.1 /week",
                half[] = "4", word[] = "survey", set_a[] = "lever.x.kind=coach", set_b[] = "lever.x.kind=hire",
                why[] = "no such lever";
    memset(entries, 0, N_ENTRIES * sizeof *entries);
    for (size_t e = 0; e < N_ENTRIES; e++)
        entries[e].swing = (struct fly_estimate){.mean = (double)(N_ENTRIES - e), .low = NAN, .high = NAN};
    entries[0].name = name;
    entries[0].value[0] = ask;
    entries[0].value[1] = half;
    entries[0].variations[0] = (struct fly_variation){.low = "0.05", .high = "0.2"};
    entries[0].variations[1] = (struct fly_variation){.low = "2", .high = "8"};
    entries[0].changes[FLY_LOW] = run_to(-3, -2, -1);
    entries[0].changes[FLY_HIGH] = run_to(NAN, 5.25, NAN);
    for (size_t e = 1; e < 3; e++) {
        entries[e].name = choice;
        entries[e].value[1] = word;
        entries[e].changes[FLY_HIGH] = run_to(-1, -.5, 1);
        entries[e].changes[FLY_HIGH].sets[1] = e == 1 ? set_a : set_b;
        snprintf(entries[e].variations[1].high, FLY_VARY_TEXT, "%s", e == 1 ? "coach" : "hire");
    }
    entries[2].state = FLY_TORNADO_IDLE;
    entries[3].name = other;
    entries[3].state = FLY_TORNADO_SKIPPED;
    entries[3].changes[FLY_LOW].refusal = why;
}

static void assert_same(double value, double expected)
{
    assert_true(value == expected || (isnan(value) && isnan(expected)));
}

static void check_rows(const struct fly_tornado_table *table)
{
    const struct fly_tornado_row *rows = table->rows;
    assert_string_equal(table->kpi, "npv");
    assert_int_equal(table->n, N_ENTRIES);
    assert_string_equal(rows[0].name, "engage.rate");
    assert_string_equal(rows[0].value, "0.1 /week / 4");
    assert_string_equal(rows[0].at[FLY_LOW], "0.05 / 2");
    assert_string_equal(rows[0].at[FLY_HIGH], "0.2 / 8");
    assert_true(rows[0].was_run[FLY_LOW] && rows[0].was_run[FLY_HIGH]);
    assert_same(rows[0].difference[FLY_LOW].low, -3);
    assert_same(rows[0].difference[FLY_HIGH].mean, 5.25);
    assert_same(rows[0].difference[FLY_HIGH].high, NAN);
    assert_same(rows[0].swing.mean, 4);
    assert_string_equal(rows[1].name, "lever.x.kind=coach");
    assert_string_equal(rows[2].name, "lever.x.kind=hire");
    assert_string_equal(rows[1].value, "- / survey");
    assert_string_equal(rows[1].at[FLY_HIGH], "coach");
    assert_string_equal(rows[1].at[FLY_LOW], "-");
    assert_true(!rows[1].was_run[FLY_LOW] && isnan(rows[1].difference[FLY_LOW].mean));
    assert_int_equal(rows[2].state, FLY_TORNADO_IDLE);
    assert_int_equal(rows[3].state, FLY_TORNADO_SKIPPED);
    assert_string_equal(rows[3].note, "no such lever");
    assert_string_equal(rows[0].note, "");
}

static void a_file_keeps_the_table(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_error error = {0};
    struct fly_image image = {0};
    struct fly_dataset data;
    struct fly_tornado_entry entries[N_ENTRIES];
    const struct fly_tornado tornado = {.entries = entries, .n = N_ENTRIES};
    struct fly_tornado_table made, read;
    struct fly_tornado_extras extras;
    make_entries(entries);
    assert_int_equal(fly_tornado_table_make(&made, &tornado, "npv"), FLY_OK);
    check_rows(&made);
    assert_int_equal(fly_tornado_extras_make(&extras, &made), FLY_OK);
    toy_init(&toy, 2);
    struct fly_result result = fly_result_of(&toy.results);
    result.extras = extras.extras;
    result.n_extras = extras.n;
    assert_int_equal(fly_result_make_image(&image, &result, &error), FLY_OK);
    assert_int_equal(fly_dataset_open_image(&data, &image, &error), FLY_OK);
    assert_int_equal(fly_tornado_table_read(&read, &data, &error), FLY_OK);
    check_rows(&read);
    fly_tornado_table_free(&read);
    fly_tornado_table_free(&made);
    fly_tornado_extras_free(&extras);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

static void other_files_have_none(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_error error = {0};
    struct fly_image image = {0};
    struct fly_dataset data;
    struct fly_tornado_table table;
    toy_init(&toy, 2);
    assert_int_equal(fly_result_image(&image, &toy.results, &error), FLY_OK);
    assert_int_equal(fly_dataset_open_image(&data, &image, &error), FLY_OK);
    assert_int_equal(fly_tornado_table_read(&table, &data, &error), FLY_OK);
    assert_int_equal(table.n, 0);
    fly_tornado_table_free(&table);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

/* Of four ends that were run three turn the answer, one of them surely. */
static void a_verdict(void **state)
{
    (void)state;
    char text[256];
    struct fly_tornado_entry entries[N_ENTRIES];
    const struct fly_tornado tornado = {.entries = entries, .n = N_ENTRIES};
    const struct fly_estimate base = {.mean = 2};
    struct fly_tornado_table table;
    make_entries(entries);
    assert_int_equal(fly_tornado_table_make(&table, &tornado, "npv"), FLY_OK);
    struct fly_tornado_verdict verdict = fly_tornado_judge(&table, &base, FLY_HIGHER);
    verdict.name_a = "funnel";
    verdict.name_b = "flywheel";
    assert_true(verdict.n_run == 4 && verdict.n_turns == 3 && verdict.n_sure == 1);
    fly_tornado_print_verdict(&verdict, text, sizeof text);
    assert_string_equal(text,
                        "The winner changes in 3 of 4 cases: flywheel is ahead in NPV as it is, funnel is then; in 1 "
                        "of them the 95 % interval leaves out 0.");
    fly_tornado_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_keeps_the_table),
        cmocka_unit_test(other_files_have_none),
        cmocka_unit_test(a_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
