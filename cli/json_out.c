/* Builds and prints the JSON of --json. */
#include "cli/json_out.h"

#include "sim/alloc.h"
#include "sim/status.h"
#include "sim/utf8.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* A value that could not be made is noticed here and told by json_out_print: no half answer leaves the program. */
static bool is_incomplete;

json_t *json_out_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* File names and argv may hold any bytes. */
json_t *json_out_text(const char *text)
{
    size_t length = strlen(text), size = length + 8;
    if (fly_utf8_is_valid(text, length)) return json_string(text);
    char *shown = fly_alloc(size, 1);
    json_t *value = shown ? json_string(fly_utf8_show(text, length, shown, size)) : NULL;
    fly_free(shown);
    return value;
}

void json_out_set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) < 0) is_incomplete = true;
}

void json_out_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) < 0) is_incomplete = true;
}

int json_out_print(const json_t *value, FILE *stream)
{
    if (!value || is_incomplete) return FLY_ERR_MEMORY;
    /* jansson allocates while it writes */
    if (json_dumpf(value, stream, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) < 0)
        return ferror(stream) ? FLY_ERR_IO : FLY_ERR_MEMORY;
    return fputc('\n', stream) == EOF ? FLY_ERR_IO : FLY_OK;
}

int json_out_stream_text(const char *text, FILE *stream)
{
    json_t *value = json_out_text(text);
    if (!value) return FLY_ERR_MEMORY;
    const bool is_written = json_dumpf(value, stream, JSON_ENCODE_ANY) == 0;
    json_decref(value);
    return is_written || ferror(stream) ? FLY_OK : FLY_ERR_MEMORY;
}
