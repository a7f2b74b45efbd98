/* JSON for --json: keys in the order they were set, numbers with every digit, what is not a finite number as null. */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include <jansson.h>
#include <stdio.h>

/* A value that there is no memory for is NULL, which the setters take; json_out_print then fails. */
json_t *json_out_number(double value);

/* Text as it is when it is UTF-8, else with '?' for what is not. */
json_t *json_out_text(const char *text);

/* Sets a key of an object, or appends to an array, and takes over the value. */
void json_out_set(json_t *object, const char *key, json_t *value);
void json_out_append(json_t *array, json_t *value);

/* Prints the value, indented, with a final line feed. 0 or FLY_ERR_IO, FLY_ERR_MEMORY. */
int json_out_print(const json_t *value, FILE *stream);

/* Writes a text as JSON into a file that is written piece by piece; a failed write shows in the stream. 0 or
 * FLY_ERR_MEMORY. */
int json_out_stream_text(const char *text, FILE *stream);

#endif
