/* Puts files into their place so that a reader sees the old one or the new one, whole, whatever happens in between. */
#include "sim/write_file.h"

#include "sim/alloc.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot_create(struct fly_error *error, const char *path)
{
    return fly_fail(error, FLY_ERR_CREATE, "%s cannot be created: %s.", path, strerror(errno));
}

int fly_new_file_fail(const struct fly_new_file *file, int number, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_IO, "%s could not be written: %s. A file that was there before is unchanged.",
                    file->target, strerror(number));
}

/* A rename would replace a device or a pipe by a file, which nobody means. */
static int check_target(const char *path, struct fly_error *error)
{
    struct stat status;
    if (!*path) return fly_fail(error, FLY_ERR_CREATE, "The output has no name.");
    if (stat(path, &status) < 0) return errno == ENOENT ? FLY_OK : cannot_create(error, path);
    if (!S_ISREG(status.st_mode))
        return fly_fail(error, FLY_ERR_CREATE, "%s cannot be created: %s is there.", path,
                        S_ISDIR(status.st_mode) ? "a folder of this name" : "something other than a plain file");
    return FLY_OK;
}

/* The folder that `path` lies in, to be freed; NULL without memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return fly_copy_text(".");
    return slash == path ? fly_copy_text("/") : fly_copy_bytes(path, (size_t)(slash - path));
}

/* Follows a symbolic link, so that the file it names is replaced and not the link. NULL without memory. */
static char *target_of(const char *path)
{
    char real[PATH_MAX];
    return fly_copy_text(realpath(path, real) ? real : path);
}

/* A name that is too long with the suffix loses its end: the longest name a folder allows can be written too. */
static char *add_suffix(const char *target, const char *suffix)
{
    const char *slash = strrchr(target, '/');
    const size_t n_folder = slash ? (size_t)(slash - target) + 1 : 0, n_suffix = strlen(suffix);
    size_t n_name = strlen(target) - n_folder;
    if (n_name + n_suffix > NAME_MAX) n_name = NAME_MAX - n_suffix;
    char *path = fly_alloc(n_folder + n_name + n_suffix + 1, 1);
    if (path)
        (void)snprintf(path, n_folder + n_name + n_suffix + 1, "%.*s%s", (int)(n_folder + n_name), target, suffix);
    return path;
}

char *fly_new_file_temporary(const char *path, const char *suffix)
{
    assert(path && suffix);
    char *target = target_of(path), *temporary = target ? add_suffix(target, suffix) : NULL;
    fly_free(target);
    return temporary;
}

int fly_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK ? -1 : 0;
}

int fly_is_taken(const char *path, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_NOT_NOW, "%s is being written by another process.", path);
}

int fly_write_all(int fd, const void *bytes, size_t size)
{
    for (const unsigned char *at = bytes; size > 0;) {
        const ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) {
            errno = ENOSPC;
            return -1;
        }
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

int fly_sync(int fd)
{
    int ret;
    do
        ret = fsync(fd);
    while (ret < 0 && errno == EINTR);
    return ret;
}

/* A result gets the permissions that any new file of this user gets, or those of the file that it replaces. */
static int set_mode(int fd, const char *target)
{
    struct stat status;
    return stat(target, &status) == 0 ? fchmod(fd, status.st_mode & 07777) : 0;
}

/* Some file systems cannot sync a folder and say EINVAL: then there is nothing to be done. */
static int sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno == EACCES ? 0 : -1;
    int failed = fly_sync(fd) < 0 && errno != EINVAL;
    int saved = errno;
    (void)close(fd);
    errno = saved;
    return failed ? -1 : 0;
}

static void free_names(struct fly_new_file *file)
{
    fly_free(file->target);
    fly_free(file->temporary);
    fly_free(file->folder);
    *file = (struct fly_new_file){.fd = -1};
}

/* Whether the path still leads to the open file: whoever had it locked may have given it its name or removed it. */
static bool is_at(int fd, const char *path)
{
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && lstat(path, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

/* Empties it; it goes away if that fails. */
static int empty(int fd, const char *path)
{
    if (ftruncate(fd, 0) == 0) return fd;
    const int number = errno;
    (void)unlink(path);
    (void)close(fd);
    errno = number;
    return -1;
}

/* Locked before it is emptied: what another process is writing stays as it is. -1 with errno; EWOULDBLOCK: another
 * process has it. */
static int open_alone(const char *path)
{
    for (;;) {
        const int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (fd < 0) return -1;
        const bool is_taken = fly_lock(fd) < 0;
        if (!is_taken && is_at(fd, path)) return empty(fd, path);
        (void)close(fd);
        errno = EWOULDBLOCK;
        if (is_taken) return -1;
    }
}

int fly_new_file_open(struct fly_new_file *file, const char *path, const char *suffix, struct fly_error *error)
{
    assert(file && path && suffix);
    *file = (struct fly_new_file){.fd = -1};
    int ret;
    FLY_TRY(check_target(path, error));
    file->target = target_of(path);
    file->temporary = file->target ? add_suffix(file->target, suffix) : NULL;
    file->folder = file->target ? folder_of(file->target) : NULL;
    if (!file->temporary || !file->folder) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory to write %s.", path));
    file->fd = open_alone(file->temporary);
    if (file->fd < 0 && errno == EWOULDBLOCK) FLY_TRY(fly_is_taken(path, error));
    if (file->fd < 0) FLY_TRY(cannot_create(error, path));
out:
    if (ret < 0) free_names(file);
    return ret;
}

void fly_new_file_abandon(struct fly_new_file *file)
{
    assert(file);
    if (file->fd >= 0) (void)close(file->fd);
    if (file->temporary) (void)unlink(file->temporary);
    free_names(file);
}

/* Some file systems tell only when a file is closed that it could not be written. */
static int close_new(struct fly_new_file *file)
{
    const int fd = file->fd;
    file->fd = -1;
    return close(fd);
}

int fly_new_file_commit(struct fly_new_file *file, int *keep, struct fly_error *error)
{
    assert(file && file->fd >= 0);
    int ret = FLY_OK;
    if (set_mode(file->fd, file->target) < 0 || fly_sync(file->fd) < 0 || (!keep && close_new(file) < 0) ||
        rename(file->temporary, file->target) < 0) {
        ret = fly_new_file_fail(file, errno, error);
        fly_new_file_abandon(file);
        return ret;
    }
    if (sync_folder(file->folder) < 0)
        ret = fly_fail(error, FLY_ERR_IO, "%s is written, but its folder could not be synced: %s.", file->target,
                       strerror(errno));
    if (keep) *keep = file->fd;
    free_names(file);
    return ret;
}

int fly_write_file(const char *path, const void *bytes, size_t size, struct fly_error *error)
{
    assert(path && (bytes || size == 0));
    struct fly_new_file file;
    int ret = fly_new_file_open(&file, path, FLY_UNFINISHED, error);
    if (ret < 0) return ret;
    if (fly_write_all(file.fd, bytes, size) == 0) return fly_new_file_commit(&file, NULL, error);
    ret = fly_new_file_fail(&file, errno, error);
    fly_new_file_abandon(&file);
    return ret;
}

int fly_remove_file(const char *path, struct fly_error *error)
{
    assert(path);
    char *folder = folder_of(path);
    int ret = FLY_OK;
    if (!folder) return fly_fail(error, FLY_ERR_MEMORY, "No memory to remove %s.", path);
    if ((unlink(path) < 0 && errno != ENOENT) || sync_folder(folder) < 0)
        ret = fly_fail(error, FLY_ERR_IO, "%s could not be removed: %s.", path, strerror(errno));
    fly_free(folder);
    return ret;
}

bool fly_is_same_file(const char *a, const char *b)
{
    assert(a && b);
    struct stat one, other;
    const char *name_a = strrchr(a, '/'), *name_b = strrchr(b, '/');
    if (stat(a, &one) == 0 && stat(b, &other) == 0) return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
    if (strcmp(name_a ? name_a + 1 : a, name_b ? name_b + 1 : b) != 0) return false;
    char *folder_a = folder_of(a), *folder_b = folder_of(b);
    const bool is_same = folder_a && folder_b && stat(folder_a, &one) == 0 && stat(folder_b, &other) == 0 &&
                         one.st_dev == other.st_dev && one.st_ino == other.st_ino;
    fly_free(folder_a);
    fly_free(folder_b);
    return is_same;
}

int fly_check_writable(const char *path, struct fly_error *error)
{
    assert(path);
    int ret = check_target(path, error);
    if (ret < 0) return ret;
    char *target = target_of(path);
    char *folder = target ? folder_of(target) : NULL;
    struct stat status;
    if (!folder)
        ret = fly_fail(error, FLY_ERR_MEMORY, "No memory to look at %s.", path);
    else if (stat(folder, &status) < 0 || access(folder, W_OK | X_OK) < 0)
        ret = cannot_create(error, path);
    fly_free(target);
    fly_free(folder);
    return ret;
}
