/* Reading a small text file whole. */
#ifndef FLY_INPUT_FILE_H
#define FLY_INPUT_FILE_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fly_input_file {
    char *bytes; /* [n], terminated by a zero byte beyond; owned */
    size_t n;
    uint64_t device, inode; /* which file it is, whatever its path */
};

/* Reads `path` whole, `longest` bytes at most. `regular_only` refuses pipes and devices, where reading might wait for
 * ever. FLY_ERR_NO_INPUT with the reason, or FLY_ERR_MEMORY. */
int fly_input_file_read(struct fly_input_file *file, const char *path, size_t longest, bool regular_only,
                        struct fly_error *error);
/* The same from bytes in memory, which are copied. */
int fly_input_file_copy(struct fly_input_file *file, const char *bytes, size_t n, struct fly_error *error);
void fly_input_file_free(struct fly_input_file *file);

#endif
