/* The result file: what is put in comes out, equal runs give equal bytes, and a failed write leaves the old file whole.
 */
#include "analysis/read.h"
#include "sim/alloc.h"
#include "sim/schema.h"
#include "sim/write_file.h"
#include "tests/support/test.h"
#include "tests/support/toy_results.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REPLICATES = 3, MANY = 400 };

/* ---- round trip ---- */

static struct fly_image image_of(const struct fly_results *results)
{
    struct fly_image image;
    struct fly_error error = {0};
    if (fly_result_image(&image, results, &error) != FLY_OK) fail_msg("%s", error.text);
    return image;
}

static void check_coordinates(const struct fly_dataset *data)
{
    assert_int_equal(data->scenarios.n, TOY_SCENARIOS);
    assert_string_equal(data->scenarios.text[0], "funnel");
    assert_string_equal(data->scenarios.text[1], "flywheel");
    assert_int_equal(data->n_weeks, TOY_ROWS);
    for (size_t w = 0; w < TOY_ROWS; w++)
        assert_true(data->weeks[w] == (double)w);
}

static void check_series(const struct fly_dataset *data, size_t n_replicates)
{
    double *values;
    bool is_flow;
    assert_int_equal(fly_dataset_series(data, "customers", &values, &is_flow, NULL), FLY_OK);
    assert_false(is_flow);
    for (size_t i = 0; i < TOY_SCENARIOS * n_replicates * TOY_ROWS; i++) {
        size_t r = i / TOY_ROWS % n_replicates, s = i / TOY_ROWS / n_replicates;
        assert_true(values[i] == (double)toy_expected_count(s, r, i % TOY_ROWS, 0));
    }
    fly_free(values);
    assert_int_equal(fly_dataset_series(data, "mood", &values, &is_flow, NULL), FLY_OK);
    assert_true(values[TOY_ROWS + 2] == toy_expected_real(0, 1, 2, 0));
    fly_free(values);
    assert_int_equal(fly_dataset_series(data, "profit", &values, &is_flow, NULL), FLY_OK);
    assert_true(is_flow);
    assert_true(values[5] == 0.01 * (double)toy_expected_count(0, 0, 5, 0));
    fly_free(values);
}

/* Labels are the union in order of first appearance; what a scenario does not have is 0. */
static void check_totals(const struct fly_dataset *data, size_t n_replicates)
{
    double *totals;
    struct fly_labels labels;
    assert_int_equal(fly_dataset_totals(data, "leads", &totals, &labels, NULL), FLY_OK);
    assert_int_equal(labels.n, 3);
    assert_string_equal(labels.text[0], "ads");
    assert_string_equal(labels.text[1], "mail");
    assert_string_equal(labels.text[2], "talk ü");
    double sum = 0;
    for (size_t row = 0; row < TOY_ROWS; row++)
        sum += (double)toy_expected_count(1, 1, row, 0);
    const double *flywheel = totals + (n_replicates + 1) * labels.n;
    assert_true(flywheel[0] == 0 && flywheel[1] == sum && flywheel[2] == sum + TOY_ROWS);
    assert_true(totals[2] == 0 && totals[1] == totals[0] + TOY_ROWS);
    fly_free(totals);
    fly_labels_free(&labels);
}

static void check_kpis(const struct fly_dataset *data, size_t n_replicates)
{
    assert_int_equal(data->n_kpis, 4);
    assert_string_equal(data->kpis[TOY_NPV].name, "npv");
    assert_string_equal(data->kpis[TOY_NPV].path, "profit");
    assert_string_equal(data->kpis[TOY_CAC].unit, "money/customer");
    assert_string_equal(data->kpis[TOY_CAC].path, "");
    assert_string_equal(data->kpis[TOY_REACH].doc, "Share reached.");
    assert_int_equal(data->kpis[TOY_CAC].better, FLY_LOWER);
    assert_int_equal(data->kpis[TOY_REACH].better, FLY_NEITHER);
    assert_true(data->kpi[data->n_kpis + TOY_NPV] == 1.5);
    assert_true(isnan(data->kpi[TOY_EXTRA]));
    assert_true(data->kpi[n_replicates * data->n_kpis + TOY_EXTRA] == -2.5);
}

static void round_trip(size_t n_replicates)
{
    struct toy toy;
    struct fly_dataset data;
    struct fly_error error = {0};
    toy_init(&toy, n_replicates);
    fly_results_record(&toy.results, 0, 1)->kpis[TOY_NPV] = 1.5;
    fly_results_record(&toy.results, 1, 0)->kpis[TOY_EXTRA] = -2.5;
    struct fly_image image = image_of(&toy.results);
    assert_true(image.size <= fly_result_size(&(struct fly_result){
                                  .setups = toy.setups, .n_scenarios = TOY_SCENARIOS, .n_replicates = n_replicates}));
    if (fly_dataset_open_image(&data, &image, &error) != FLY_OK) fail_msg("%s", error.text);
    assert_int_equal(data.n_replicates, n_replicates);
    check_coordinates(&data);
    check_series(&data, n_replicates);
    check_totals(&data, n_replicates);
    check_kpis(&data, n_replicates);
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

static void missing_series_are_told(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_dataset data;
    struct fly_error error = {0};
    struct fly_labels labels;
    double *values;
    bool is_flow;
    toy_init(&toy, REPLICATES);
    struct fly_image image = image_of(&toy.results);
    assert_int_equal(fly_dataset_open_image(&data, &image, NULL), FLY_OK);
    const char *const wrong[] = {"no_such", "leads", "nothing", FLY_VAR_KPI, "", "/week", "scenarios"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (fly_dataset_series(&data, wrong[i], &values, &is_flow, &error) != FLY_ERR_USAGE) fail_msg("%s", wrong[i]);
    assert_non_null(strstr(error.text, "scenarios"));
    assert_int_equal(fly_dataset_totals(&data, "customers", &values, &labels, NULL), FLY_ERR_USAGE);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

/* ---- bytes ---- */

static void equal_runs_give_equal_bytes(void **state)
{
    (void)state;
    struct toy toy, again;
    toy_init(&toy, MANY);
    struct fly_image first = image_of(&toy.results);
    /* Used memory and a later second must not show. */
    unsigned char *noise = malloc(1 << 22);
    memset(noise, 0xa5, 1 << 22);
    free(noise);
    sleep(1);
    toy_init(&again, MANY);
    struct fly_image second = image_of(&again.results);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    fly_image_free(&first);
    fly_image_free(&second);
    toy_free(&toy);
    toy_free(&again);
}

static void damaged_files_are_told(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_dataset data;
    struct fly_error error = {0};
    toy_init(&toy, REPLICATES);
    struct fly_image image = image_of(&toy.results);
    struct fly_image half = {.bytes = image.bytes, .size = image.size / 2};
    assert_true(fly_dataset_open_image(&data, &half, &error) < 0);
    struct fly_image text = {.bytes = (unsigned char *)"[run]\n", .size = 6};
    assert_int_equal(fly_dataset_open_image(&data, &text, &error), FLY_ERR_NO_INPUT);
    assert_int_equal(fly_dataset_open_file(&data, "/no/such/file.h5", &error), FLY_ERR_NO_INPUT);
    assert_non_null(strstr(error.text, "No such file"));
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

/* ---- names ---- */

static void names_must_differ(void **state)
{
    (void)state;
    struct toy toy;
    struct fly_results results;
    struct fly_error error = {0};
    toy_init(&toy, 1);
    char twin[] = "funnel", slash[] = "a/b", dot[] = ".", bytes[] = "\xff";
    char *const wrong[] = {twin, slash, dot, bytes};
    char *name = toy.scenarios[1].name;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        toy.scenarios[1].name = wrong[i];
        assert_int_equal(fly_results_init(&results, toy.setups, TOY_SCENARIOS, 0, 1, &error), FLY_ERR_USAGE);
    }
    toy.scenarios[1].name = name;
    toy.setups[1].n_rows++;
    assert_int_equal(fly_results_init(&results, toy.setups, TOY_SCENARIOS, 0, 1, &error), FLY_ERR_USAGE);
    toy_free(&toy);
}

/* A series may not be called what the file needs itself, nor may two be called the same. */
static void reserved_and_double_names_are_defects(void **state)
{
    (void)state;
    static const struct fly_series reserved[] = {{"week", FLY_FLOW, NULL, "agents", "A name of the file."}};
    static const struct fly_series twins[] = {{"x", FLY_FLOW, NULL, "", "One."}, {"x", FLY_REAL, NULL, "", "Two."}};
    static const struct fly_mechanism mechanism = {.name = "m", .series = reserved, .n_series = 1};
    static const struct fly_mechanism double_mechanism = {.name = "d", .series = twins, .n_series = 2};
    const struct fly_mechanism *const list[] = {&mechanism}, *const double_list[] = {&double_mechanism};
    struct toy toy;
    struct fly_layout layout;
    struct fly_image image;
    struct fly_error error = {0};
    toy_init(&toy, 1);
    assert_int_equal(fly_layout_init(&layout, double_list, 1, toy.scenarios, &error), FLY_ERR_INTERNAL);
    assert_int_equal(fly_layout_init(&layout, list, 1, toy.scenarios, &error), FLY_OK);
    struct fly_layout kept = toy.setups[0].layout;
    toy.setups[0].layout = layout;
    assert_int_equal(fly_result_image(&image, &toy.results, &error), FLY_ERR_INTERNAL);
    assert_non_null(strstr(error.text, "week"));
    toy.setups[0].layout = kept;
    fly_layout_free(&layout);
    toy_free(&toy);
}

/* ---- writing ---- */

/* Each test has a folder of its own. */
static int make_folder(void **state)
{
    char *folder = strdup("/tmp/flywheel_test_XXXXXX");
    *state = folder;
    return folder && mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[256];
    (void)snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", (char *)*state, (char *)*state);
    int failed = system(command);
    free(*state);
    return failed;
}

static const char *in(const char *folder, const char *name)
{
    static char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static size_t count_files(const char *folder)
{
    char command[256], number[16] = "";
    (void)snprintf(command, sizeof command, "ls -A '%s' | wc -l", folder);
    FILE *pipe = popen(command, "r");
    if (pipe && !fgets(number, sizeof number, pipe)) number[0] = '\0';
    if (pipe) pclose(pipe);
    return (size_t)strtoul(number, NULL, 10);
}

static void assert_content(const char *path, const char *expected)
{
    char text[64] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_int_equal(n, strlen(expected));
    assert_string_equal(text, expected);
}

static void a_file_is_replaced_whole(void **state)
{
    const char *folder = *state, *path = in(folder, "out.h5");
    assert_int_equal(fly_write_file(path, "old", 3, NULL), FLY_OK);
    assert_content(path, "old");
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(fly_check_writable(path, NULL), FLY_OK);
    assert_int_equal(fly_write_file(path, "newer", 5, NULL), FLY_OK);
    assert_content(path, "newer");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(fly_write_file(path, "", 0, NULL), FLY_OK);
    assert_content(path, "");
    assert_int_equal(count_files(folder), 1);
}

/* The link stays, what it names is replaced. */
static void links_are_followed(void **state)
{
    const char *folder = *state;
    char link[512];
    (void)snprintf(link, sizeof link, "%s", in(folder, "link"));
    assert_int_equal(fly_write_file(in(folder, "file"), "old", 3, NULL), FLY_OK);
    assert_int_equal(symlink("file", link), 0);
    assert_int_equal(fly_write_file(link, "new", 3, NULL), FLY_OK);
    assert_content(in(folder, "file"), "new");
    struct stat status;
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
}

static void impossible_targets_are_refused(void **state)
{
    const char *folder = *state;
    struct fly_error error = {0};
    assert_int_equal(mkdir(in(folder, "folder"), 0777), 0);
    const char *const wrong[] = {"missing/out.h5", "folder"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = in(folder, wrong[i]);
        assert_int_equal(fly_check_writable(path, &error), FLY_ERR_CREATE);
        assert_non_null(strstr(error.text, path));
        assert_int_equal(fly_write_file(path, "x", 1, &error), FLY_ERR_CREATE);
        assert_non_null(strstr(error.text, path));
    }
    assert_int_equal(fly_write_file("/dev/full", "x", 1, &error), FLY_ERR_CREATE);
    assert_int_equal(fly_check_writable("/dev/full", &error), FLY_ERR_CREATE);
    assert_int_equal(fly_write_file("", "x", 1, &error), FLY_ERR_CREATE);
    assert_int_equal(count_files(folder), 1);
}

static void read_only_folders_are_refused(void **state)
{
    if (geteuid() == 0) skip();
    struct fly_error error = {0};
    assert_int_equal(chmod(*state, 0555), 0);
    assert_int_equal(fly_check_writable(in(*state, "out.h5"), &error), FLY_ERR_CREATE);
    assert_int_equal(fly_write_file(in(*state, "out.h5"), "x", 1, &error), FLY_ERR_CREATE);
    assert_non_null(strstr(error.text, "Permission denied"));
}

/* A limit on file sizes stands for a full disk: the write is short, then fails. */
static void a_full_disk_leaves_the_old_file(void **state)
{
    enum { BIG = 1 << 16 };
    const char *folder = *state, *path = in(folder, "out.h5");
    struct fly_error error = {0};
    struct rlimit limit, small;
    assert_int_equal(fly_write_file(path, "old", 3, NULL), FLY_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = BIG / 2 + 1;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    unsigned char *big = calloc(1, BIG);
    int ret = fly_write_file(path, big, BIG, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    (void)signal(SIGXFSZ, handler);
    free(big);
    assert_int_equal(ret, FLY_ERR_IO);
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, "File too large"));
    assert_content(path, "old");
    assert_int_equal(count_files(folder), 1);
}

static void a_file_on_disk_comes_back(void **state)
{
    struct toy toy;
    struct fly_dataset data;
    const char *path = in(*state, "toy.h5");
    toy_init(&toy, REPLICATES);
    struct fly_image image = image_of(&toy.results);
    assert_int_equal(fly_write_file(path, image.bytes, image.size, NULL), FLY_OK);
    assert_int_equal(fly_dataset_open_file(&data, path, NULL), FLY_OK);
    assert_string_equal(data.scenarios.text[1], "flywheel");
    assert_int_equal(fly_dataset_find_kpi(&data, "nobody"), -1);
    fly_dataset_close(&data);
    fly_image_free(&image);
    toy_free(&toy);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(int argc, char **argv)
{
    /* With a path: only write the toy file there, for tests/cli/check_xarray.py. */
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        struct toy toy;
        toy_init(&toy, MANY);
        struct fly_image image = image_of(&toy.results);
        int ret = fly_write_file(argv[2], image.bytes, image.size, NULL);
        fly_image_free(&image);
        toy_free(&toy);
        return fly_exit_code(ret);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_file_comes_back),
        cmocka_unit_test(chunked_file_comes_back),
        cmocka_unit_test(missing_series_are_told),
        cmocka_unit_test(equal_runs_give_equal_bytes),
        cmocka_unit_test(damaged_files_are_told),
        cmocka_unit_test(names_must_differ),
        cmocka_unit_test(reserved_and_double_names_are_defects),
        IN_FOLDER(a_file_is_replaced_whole),
        IN_FOLDER(links_are_followed),
        IN_FOLDER(impossible_targets_are_refused),
        IN_FOLDER(read_only_folders_are_refused),
        IN_FOLDER(a_full_disk_leaves_the_old_file),
        IN_FOLDER(a_file_on_disk_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
