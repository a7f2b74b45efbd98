/* Names are text wherever a report shows them: whatever a name is, the page around it is the same to the byte, and the
 * name in it holds nothing that HTML would read as markup. */
#include "report/chart.h"
#include "report/table.h"
#include "sim/input_file.h"
#include "sim/status.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <string.h>

static const char CORPUS[] = "tests/web/names.txt"; /* one a line */

enum { MOST_NAME = 4096, FEWEST = 60, PLACES = 12 };

/* Everything that a section can do with a name: PLACES times, in text and in attributes. */
static void put_page(struct fly_html *html, const char *name)
{
    struct fly_chart chart = {.id = "figure", .kind = "bands"};
    (void)snprintf(chart.title, sizeof chart.title, "%.600s", name);
    (void)snprintf(chart.alt, sizeof chart.alt, "%.600s", name);
    fly_chart_set(&chart, "data-y", "%.600s", name);
    fly_chart_open(html, &chart); /* title thrice, alt and attribute once each */
    fly_chart_column(html, "mid", name, name, name);
    fly_chart_body(html);
    fly_chart_row(html);
    fly_chart_text(html, name);
    fly_chart_close(html);
    fly_table_open(html, name);
    fly_table_column(html, name, false);
    fly_table_body(html);
    fly_table_row(html, name);
    fly_table_close(html);
}

/* `page` with what stands for the name replaced by a mark; how often it was there. */
static size_t replace(const struct fly_html *page, const struct fly_html *name, struct fly_html *result)
{
    size_t n = 0;
    for (size_t i = 0; i < page->n;) {
        const bool is_here = page->n - i >= name->n && memcmp(page->text + i, name->text, name->n) == 0;
        fly_html_raw(result, is_here ? "\1" : page->text + i, 1);
        i += is_here ? name->n : 1;
        n += is_here;
    }
    return n;
}

static bool has_markup(const struct fly_html *text)
{
    for (size_t i = 0; i < text->n; i++)
        if (strchr("<>\"'", text->text[i])) return true;
    return false;
}

static void look_at(const char *name, const struct fly_html *plain)
{
    struct fly_html page = {0}, shown = {0}, result = {0};
    put_page(&page, name);
    fly_html_text(&shown, name);
    assert_int_equal(page.status, FLY_OK);
    if (has_markup(&shown)) fail_msg("markup is left of %s", name);
    const size_t n = replace(&page, &shown, &result);
    if (result.n != plain->n || memcmp(result.text, plain->text, plain->n) != 0)
        fail_msg("the page is another one around %s (which is there %zu times)", name, n);
    fly_html_free(&page);
    fly_html_free(&shown);
    fly_html_free(&result);
}

/* Names of which no part is part of the page itself: "table" would be found in the markup. */
static bool is_apart(const char *name)
{
    struct fly_html page = {0}, shown = {0}, ignored = {0};
    put_page(&page, "\xe2\x98\x83");
    fly_html_text(&shown, name);
    const size_t n = shown.n ? replace(&page, &shown, &ignored) : 1;
    fly_html_free(&page);
    fly_html_free(&shown);
    fly_html_free(&ignored);
    return n == 0;
}

static void names_stay_text(void **state)
{
    (void)state;
    struct fly_input_file file;
    struct fly_html page = {0}, snowman = {0}, plain = {0};
    size_t n_names = 0;
    put_page(&page, "\xe2\x98\x83");
    fly_html_text(&snowman, "\xe2\x98\x83");
    assert_int_equal(replace(&page, &snowman, &plain), PLACES);
    assert_int_equal(fly_input_file_read(&file, CORPUS, 1 << 20, true, NULL), FLY_OK);
    for (size_t i = 0; i < file.n;) {
        char name[MOST_NAME];
        const char *end = memchr(file.bytes + i, '\n', file.n - i);
        const size_t n = end ? (size_t)(end - (const char *)file.bytes) - i : file.n - i;
        (void)snprintf(name, sizeof name, "%.*s", (int)n, (const char *)file.bytes + i);
        i += n + 1;
        if (n > 600 || !is_apart(name)) continue;
        look_at(name, &plain);
        n_names++;
    }
    if (n_names < FEWEST) fail_msg("only %zu names were tried", n_names);
    fly_input_file_free(&file);
    fly_html_free(&page);
    fly_html_free(&snowman);
    fly_html_free(&plain);
}

/* What is no character at all, and what would reach beyond the name. */
static void what_is_no_text_is_shown_as_such(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {{"a\x01z", "a\xef\xbf\xbdz"},         {"a\xffz", "a\xef\xbf\xbdz"},         {"a\xc3", "a\xef\xbf\xbd"},
                 {"a\xe2\x80\xaez", "a\xef\xbf\xbdz"}, {"a\xe2\x81\xa6z", "a\xef\xbf\xbdz"}, {"\xc3\xa9", "\xc3\xa9"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fly_html html = {0};
        fly_html_text(&html, cases[i].text);
        assert_int_equal(html.n, strlen(cases[i].shown));
        assert_memory_equal(html.text, cases[i].shown, html.n);
        fly_html_free(&html);
    }
}

static void long_prose_is_whole(void **state)
{
    (void)state;
    static char name[MOST_NAME];
    struct fly_html html = {0};
    memset(name, '<', sizeof name - 1);
    fly_html_say(&html, "%s %d", name, 7);
    assert_int_equal(html.status, FLY_OK);
    assert_int_equal(html.n, 4 * (sizeof name - 1) + 2);
    fly_html_free(&html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stay_text),
        cmocka_unit_test(what_is_no_text_is_shown_as_such),
        cmocka_unit_test(long_prose_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
