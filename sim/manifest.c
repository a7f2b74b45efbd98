/* A list of named texts: "key length\n", the text, "\n", and so on. */
#include "sim/manifest.h"

#include "sim/alloc.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_LINE = 64, LONGEST_PRINT = 256 };

int fly_manifest_add(struct fly_manifest *manifest, const char *key, const char *bytes, size_t n)
{
    assert(manifest && key && bytes && !strpbrk(key, " \n"));
    void *items = manifest->items;
    if (fly_grow(&items, &manifest->capacity, manifest->n + 1, sizeof *manifest->items) < 0) return FLY_ERR_MEMORY;
    manifest->items = items;
    struct fly_manifest_item *item = &manifest->items[manifest->n];
    *item = (struct fly_manifest_item){.key = fly_copy_text(key), .bytes = fly_copy_bytes(bytes, n), .n = n};
    manifest->n++;
    return item->key && item->bytes ? FLY_OK : FLY_ERR_MEMORY;
}

int fly_manifest_add_text(struct fly_manifest *manifest, const char *key, const char *text)
{
    return fly_manifest_add(manifest, key, text, strlen(text));
}

int fly_manifest_add_print(struct fly_manifest *manifest, const char *key, const char *format, ...)
{
    char text[LONGEST_PRINT];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return fly_manifest_add_text(manifest, key, text);
}

const struct fly_manifest_item *fly_manifest_find(const struct fly_manifest *manifest, const char *key, size_t k)
{
    assert(manifest && key);
    for (size_t i = 0; i < manifest->n; i++)
        if (strcmp(manifest->items[i].key, key) == 0 && k-- == 0) return &manifest->items[i];
    return NULL;
}

static size_t pass_over(const struct fly_manifest *manifest, size_t i, const char *except)
{
    while (i < manifest->n && strcmp(manifest->items[i].key, except) == 0)
        i++;
    return i;
}

static bool is_same(const struct fly_manifest_item *x, const struct fly_manifest_item *y)
{
    return strcmp(x->key, y->key) == 0 && x->n == y->n && memcmp(x->bytes, y->bytes, x->n) == 0;
}

const struct fly_manifest_item *fly_manifest_difference(const struct fly_manifest *a, const struct fly_manifest *b,
                                                        const char *except)
{
    assert(a && b && except);
    size_t i = pass_over(a, 0, except), k = pass_over(b, 0, except);
    while (i < a->n && k < b->n && is_same(&a->items[i], &b->items[k])) {
        i = pass_over(a, i + 1, except);
        k = pass_over(b, k + 1, except);
    }
    return i < a->n ? &a->items[i] : k < b->n ? &b->items[k] : NULL;
}

char *fly_manifest_write(const struct fly_manifest *manifest, size_t *n)
{
    assert(manifest && n);
    size_t size = 1, used = 0;
    for (size_t i = 0; i < manifest->n; i++)
        size += strlen(manifest->items[i].key) + LONGEST_LINE + manifest->items[i].n;
    char *bytes = fly_alloc(size, 1);
    for (size_t i = 0; bytes && i < manifest->n; i++) {
        const struct fly_manifest_item *item = &manifest->items[i];
        used += (size_t)snprintf(bytes + used, size - used, "%s %zu\n", item->key, item->n);
        memcpy(bytes + used, item->bytes, item->n);
        used += item->n;
        bytes[used++] = '\n';
    }
    *n = used;
    return bytes;
}

/* Reads one item and moves on. */
static int read_item(struct fly_manifest *manifest, const char **at, const char *end)
{
    char line[LONGEST_LINE], *size_ends;
    const char *newline = memchr(*at, '\n', (size_t)(end - *at));
    const size_t length = newline ? (size_t)(newline - *at) : sizeof line;
    if (length >= sizeof line) return FLY_ERR_IO;
    memcpy(line, *at, length);
    line[length] = '\0';
    char *blank = strchr(line, ' ');
    if (!blank || blank == line) return FLY_ERR_IO;
    *blank = '\0';
    const unsigned long long n = strtoull(blank + 1, &size_ends, 10);
    const size_t left = (size_t)(end - newline) - 1;
    if (size_ends == blank + 1 || *size_ends || left == 0 || n > left - 1 || newline[1 + n] != '\n') return FLY_ERR_IO;
    *at = newline + 1 + n + 1;
    return fly_manifest_add(manifest, line, newline + 1, (size_t)n);
}

int fly_manifest_read(struct fly_manifest *manifest, const char *bytes, size_t n)
{
    assert(manifest && (bytes || n == 0));
    int ret = FLY_OK;
    *manifest = (struct fly_manifest){0};
    for (const char *at = bytes, *end = bytes + n; at < end;)
        FLY_TRY(read_item(manifest, &at, end));
out:
    if (ret < 0) fly_manifest_free(manifest);
    return ret;
}

void fly_manifest_free(struct fly_manifest *manifest)
{
    assert(manifest);
    for (size_t i = 0; i < manifest->n; i++) {
        fly_free(manifest->items[i].key);
        fly_free(manifest->items[i].bytes);
    }
    fly_free(manifest->items);
    *manifest = (struct fly_manifest){0};
}
