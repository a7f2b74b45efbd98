/* HTML as it is put together: the only place where text becomes part of a page. */
#include "report/html.h"

#include "sim/alloc.h"
#include "sim/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void fly_html_raw(struct fly_html *html, const char *text, size_t n)
{
    assert(html && text);
    if (html->status < 0) return;
    html->status = fly_grow((void **)&html->text, &html->capacity, html->n + n, 1);
    if (html->status < 0) return;
    memcpy(html->text + html->n, text, n);
    html->n += n;
}

/* ---- text ---- */

static const char *entity_of(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

/* U+202A to U+202E and U+2066 to U+2069. */
static bool is_override(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    return c[0] == 0xe2 &&
           ((c[1] == 0x80 && c[2] >= 0xaa && c[2] <= 0xae) || (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
}

/* Bytes of the well-formed character at `text`; 0 when there is none. */
static size_t character_size(const char *text, size_t n)
{
    for (size_t size = 1; size <= 4 && size <= n; size++)
        if (fly_utf8_is_valid(text, size)) return size;
    return 0;
}

void fly_html_text(struct fly_html *html, const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd";
    assert(html);
    size_t left = text ? strlen(text) : 0;
    while (left > 0) {
        const size_t size = character_size(text, left);
        const char *entity = entity_of(*text);
        if (size == 0 || fly_utf8_find_control(text, size) || (size == 3 && is_override(text)))
            fly_html_raw(html, replacement, sizeof replacement - 1);
        else if (entity)
            fly_html_raw(html, entity, strlen(entity));
        else
            fly_html_raw(html, text, size);
        text += size ? size : 1;
        left -= size ? size : 1;
    }
}

void fly_html_fill(struct fly_html *html, const char *markup, const char *const *texts, size_t n)
{
    assert(html && markup && (texts || n == 0));
    size_t used = 0;
    for (const char *hole; (hole = strchr(markup, '%')); markup = hole + 1) {
        fly_html_raw(html, markup, (size_t)(hole - markup));
        assert(used < n);
        fly_html_text(html, used < n ? texts[used++] : NULL);
    }
    assert(used == n);
    fly_html_raw(html, markup, strlen(markup));
}

void fly_html_say(struct fly_html *html, const char *format, ...)
{
    assert(html && format);
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int n = vsnprintf(NULL, 0, format, arguments);
    char *text = n >= 0 ? fly_alloc((size_t)n + 1, 1) : NULL;
    if (text) {
        (void)vsnprintf(text, (size_t)n + 1, format, again);
        fly_html_text(html, text);
    } else if (html->status == FLY_OK) {
        html->status = FLY_ERR_MEMORY;
    }
    va_end(again);
    va_end(arguments);
    fly_free(text);
}

void fly_html_free(struct fly_html *html)
{
    assert(html);
    fly_free(html->text);
    *html = (struct fly_html){0};
}
