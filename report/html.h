/* HTML as it is put together: markup is constant text of ours, names and numbers come in as text and stay text. */
#ifndef FLY_HTML_H
#define FLY_HTML_H

#include "sim/status.h"

#include <stddef.h>

/* A text that grows. Zeroed it is empty; a failure sticks, so that only the end needs to look. */
struct fly_html {
    char *text; /* owned; [n], not terminated */
    size_t n, capacity;
    int status; /* FLY_ERR_MEMORY when something is missing */
};

/* Appends as it is: scripts and styles. */
void fly_html_raw(struct fly_html *html, const char *text, size_t n);

/* Appends as text: what HTML would read as markup is escaped, what is no character (malformed UTF-8, controls, and the
 * overrides of writing direction, which would reach beyond their name) is shown as U+FFFD. NULL is empty. */
void fly_html_text(struct fly_html *html, const char *text);

/* Appends constant markup in which each '%' stands for the next of n texts. */
void fly_html_fill(struct fly_html *html, const char *markup, const char *const *texts, size_t n);
#define fly_html_put(html, ...) FLY_HTML_PUT(html, __VA_ARGS__, NULL)
#define FLY_HTML_PUT(html, markup, ...)                                                                                \
    fly_html_fill(html, markup, (const char *const[]){__VA_ARGS__},                                                    \
                  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *) - 1)

/* Appends as text what printf makes of it, whatever its length: prose with numbers and names. */
void fly_html_say(struct fly_html *html, const char *format, ...) FLY_PRINTF(2, 3);

void fly_html_free(struct fly_html *html);

#endif
