/* Puts files into their place so that a reader sees the old one or the new one, whole, whatever happens in between:
 * temporary name in the same folder, sync, rename, sync of the folder. */
#ifndef FLY_WRITE_FILE_H
#define FLY_WRITE_FILE_H

#include "sim/status.h"

#include <stdbool.h>
#include <stddef.h>

/* What the name of an unfinished result ends in. */
#define FLY_UNFINISHED ".tmp"

/* A file in the making. Caller-owned. */
struct fly_new_file {
    int fd;                            /* open for reading and writing; the file is empty */
    char *target, *temporary, *folder; /* owned */
};

/* Creates it under `target` with `suffix` as temporary name; a file of that name is written over,
 * unless another process is at it. FLY_ERR_CREATE, FLY_ERR_NOT_NOW. */
int fly_new_file_open(struct fly_new_file *file, const char *path, const char *suffix, struct fly_error *error);

/* The name that a file for `path` has until then, to be freed with fly_free; NULL without memory. */
char *fly_new_file_temporary(const char *path, const char *suffix);

/* Syncs it and gives it its name; on failure it is removed, and the file that was there before is unchanged. The
 * struct is freed in any case, unless *keep is given: then the file stays open there. FLY_ERR_IO. */
int fly_new_file_commit(struct fly_new_file *file, int *keep, struct fly_error *error);

/* Removes it: nothing is left behind. */
void fly_new_file_abandon(struct fly_new_file *file);

/* The failure of a write into it, from errno, as a sentence. */
int fly_new_file_fail(const struct fly_new_file *file, int number, struct fly_error *error);

/* All of it at once. */
int fly_write_file(const char *path, const void *bytes, size_t size, struct fly_error *error);

/* Locks an open file for as long as it is open: -1 where another process has it. Where a file system knows no locks it
 * does nothing. And the sentence for it. FLY_ERR_NOT_NOW. */
int fly_lock(int fd);
int fly_is_taken(const char *path, struct fly_error *error);

/* write and fsync that go on after an interruption; 0, or -1 with errno. */
int fly_write_all(int fd, const void *bytes, size_t size);
int fly_sync(int fd);

/* Removes a file and syncs its folder; one that is not there is fine. */
int fly_remove_file(const char *path, struct fly_error *error);

/* Whether two names lead to one file, through links too; of files that are not there, whether they would. */
bool fly_is_same_file(const char *a, const char *b);

/* Fails with FLY_ERR_CREATE at once if `path` could not be written later (missing folder, no permission, a directory):
 * asked before a long run starts. */
int fly_check_writable(const char *path, struct fly_error *error);

#endif
