/* The manifest: what is put in comes back from its bytes, whatever it holds; damaged bytes are refused or give a part
 * of it; differences are found; every allocation may fail. */
#include "tests/support/failing_alloc.h"

#include "sim/manifest.h"
#include "tests/support/test.h"

static int fill(struct fly_manifest *manifest)
{
    int ret;
    FLY_TRY(fly_manifest_add_text(manifest, "version", "1.0"));
    FLY_TRY(fly_manifest_add_text(manifest, "nothing", ""));
    FLY_TRY(fly_manifest_add(manifest, "text", "a\nb 3\n\0c", 9));
    FLY_TRY(fly_manifest_add_print(manifest, "n", "%d of %d", 3, 4));
    FLY_TRY(fly_manifest_add_text(manifest, "text", "second"));
out:
    return ret;
}

static struct fly_manifest filled(void)
{
    struct fly_manifest manifest = {0};
    assert_int_equal(fill(&manifest), FLY_OK);
    return manifest;
}

static void test_round_trip(void **state)
{
    (void)state;
    size_t n;
    struct fly_manifest manifest = filled(), read;
    char *bytes = fly_manifest_write(&manifest, &n);
    assert_int_equal(fly_manifest_read(&read, bytes, n), FLY_OK);
    assert_int_equal(read.n, 5);
    assert_null(fly_manifest_difference(&manifest, &read, ""));
    assert_string_equal(fly_manifest_find(&read, "n", 0)->bytes, "3 of 4");
    assert_int_equal(fly_manifest_find(&read, "text", 0)->n, 9);
    assert_memory_equal(fly_manifest_find(&read, "text", 0)->bytes, "a\nb 3\n\0c", 9);
    assert_string_equal(fly_manifest_find(&read, "text", 1)->bytes, "second");
    assert_null(fly_manifest_find(&read, "text", 2));
    assert_null(fly_manifest_find(&read, "tex", 0));
    fly_manifest_free(&read);
    assert_int_equal(fly_manifest_read(&read, NULL, 0), FLY_OK);
    assert_int_equal(read.n, 0);
    fly_manifest_free(&manifest);
    fly_free(bytes);
    assert_int_equal(n_alive, 0);
}

static void test_differences(void **state)
{
    (void)state;
    struct fly_manifest a = filled(), b = filled();
    assert_int_equal(fly_manifest_add_text(&b, "shard", "2"), FLY_OK);
    assert_string_equal(fly_manifest_difference(&a, &b, "")->key, "shard");
    assert_string_equal(fly_manifest_difference(&b, &a, "")->key, "shard");
    assert_null(fly_manifest_difference(&a, &b, "shard"));
    b.items[2].bytes[8] = 'd';
    assert_ptr_equal(fly_manifest_difference(&a, &b, "shard"), &a.items[2]);
    assert_null(fly_manifest_difference(&a, &a, "version"));
    fly_manifest_free(&a);
    fly_manifest_free(&b);
}

/* Cut anywhere it is refused, or ends where an item does. */
static void test_cut(void **state)
{
    (void)state;
    size_t n, n_read = 0;
    struct fly_manifest manifest = filled();
    char *bytes = fly_manifest_write(&manifest, &n);
    for (size_t length = 0; length < n; length++) {
        struct fly_manifest read;
        char *part = fly_copy_bytes(bytes, length);
        const int ret = fly_manifest_read(&read, part, length);
        assert_true(ret == FLY_OK || ret == FLY_ERR_IO);
        if (ret == FLY_OK) {
            assert_int_equal(read.n, n_read++);
            for (size_t i = 0; i < read.n; i++)
                assert_memory_equal(read.items[i].bytes, manifest.items[i].bytes, manifest.items[i].n);
        }
        fly_manifest_free(&read);
        fly_free(part);
    }
    assert_int_equal(n_read, manifest.n);
    fly_manifest_free(&manifest);
    fly_free(bytes);
}

/* Any byte may be any other: it is read or refused, and nothing leaks. */
static void test_damaged(void **state)
{
    (void)state;
    size_t n, n_refused = 0;
    struct fly_manifest manifest = filled();
    char *bytes = fly_manifest_write(&manifest, &n);
    const size_t alive = n_alive;
    for (size_t i = 0; i < n; i++) {
        const char was = bytes[i];
        for (int value = 0; value < 256; value++) {
            struct fly_manifest read;
            bytes[i] = (char)value;
            n_refused += fly_manifest_read(&read, bytes, n) == FLY_ERR_IO;
            fly_manifest_free(&read);
            assert_int_equal(n_alive, alive);
        }
        bytes[i] = was;
    }
    assert_true(n_refused > 255);
    fly_manifest_free(&manifest);
    fly_free(bytes);
}

static void test_no_memory(void **state)
{
    (void)state;
    int ret = FLY_ERR_MEMORY;
    for (size_t k = 0; ret == FLY_ERR_MEMORY; k++) {
        struct fly_manifest manifest = {0}, read = {0};
        size_t n = 0;
        char *bytes = NULL;
        fails_at = k;
        n_allocations = 0;
        ret = fill(&manifest);
        if (ret == FLY_OK && !(bytes = fly_manifest_write(&manifest, &n))) ret = FLY_ERR_MEMORY;
        if (ret == FLY_OK) ret = fly_manifest_read(&read, bytes, n);
        assert_int_equal(ret, n_allocations > k ? FLY_ERR_MEMORY : FLY_OK);
        fly_manifest_free(&manifest);
        fly_manifest_free(&read);
        fly_free(bytes);
        assert_int_equal(n_alive, 0);
    }
    fails_at = SIZE_MAX;
}

int main(void)
{
    fails_at = SIZE_MAX;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_differences), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_damaged),    cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
