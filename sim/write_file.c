/* Puts bytes into a file so that a reader sees the old file or the new one, whole, whatever happens in between. */
#include "sim/result_file.h"

#include "sim/alloc.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot_create(struct fly_error *error, const char *path)
{
    return fly_fail(error, FLY_ERR_CREATE, "%s cannot be created: %s.", path, strerror(errno));
}

static int cannot_write(struct fly_error *error, const char *path)
{
    return fly_fail(error, FLY_ERR_IO, "%s could not be written: %s. A file that was there before is unchanged.", path,
                    strerror(errno));
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

/* The temporary name, as mkostemp wants it, in the folder of the target: rename does not cross file systems. A name of
 * its own, so that the longest name a folder allows can be written too. */
static char *temporary_of(const char *target)
{
    static const char name[] = ".flywheel.XXXXXX";
    const char *slash = strrchr(target, '/');
    const size_t n_folder = slash ? (size_t)(slash - target) + 1 : 0;
    char *path = fly_alloc(n_folder + sizeof name, 1);
    if (!path) return NULL;
    memcpy(path, target, n_folder);
    memcpy(path + n_folder, name, sizeof name);
    return path;
}

static int write_all(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(file, bytes, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) {
            errno = ENOSPC;
            return -1;
        }
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

static int sync_retrying(int file)
{
    int ret;
    do
        ret = fsync(file);
    while (ret < 0 && errno == EINTR);
    return ret;
}

/* mkostemp makes files private; a result gets the permissions that any new file of this user gets, or those of the
 * file that it replaces. */
static int set_mode(int file, const char *target)
{
    struct stat status;
    if (stat(target, &status) == 0) return fchmod(file, status.st_mode & 07777);
    mode_t mask = umask(0);
    (void)umask(mask);
    return fchmod(file, 0666 & ~mask);
}

/* Some file systems cannot sync a folder and say EINVAL: then there is nothing to be done. */
static int sync_folder(const char *folder)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return errno == EACCES ? 0 : -1;
    int failed = sync_retrying(file) < 0 && errno != EINVAL;
    int saved = errno;
    (void)close(file);
    errno = saved;
    return failed ? -1 : 0;
}

/* Fills the open temporary file and closes it. */
static int fill(int file, const char *target, const void *bytes, size_t size)
{
    int failed = write_all(file, bytes, size) < 0 || set_mode(file, target) < 0 || sync_retrying(file) < 0;
    int saved = errno;
    if (close(file) < 0 && !failed) return -1;
    errno = saved;
    return failed ? -1 : 0;
}

static int replace(const char *path, const char *target, char *temporary, const char *folder, const void *bytes,
                   size_t size, struct fly_error *error)
{
    int file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0) return cannot_create(error, path);
    if (fill(file, target, bytes, size) < 0 || rename(temporary, target) < 0) {
        int ret = cannot_write(error, path);
        (void)unlink(temporary);
        return ret;
    }
    if (sync_folder(folder) == 0) return FLY_OK;
    return fly_fail(error, FLY_ERR_IO, "%s is written, but its folder could not be synced: %s.", path, strerror(errno));
}

int fly_write_file(const char *path, const void *bytes, size_t size, struct fly_error *error)
{
    assert(path && (bytes || size == 0));
    int ret = FLY_OK;
    char *target = NULL, *temporary = NULL, *folder = NULL;
    FLY_TRY(check_target(path, error));
    target = target_of(path);
    temporary = target ? temporary_of(target) : NULL;
    folder = target ? folder_of(target) : NULL;
    if (!temporary || !folder) FLY_TRY(fly_fail(error, FLY_ERR_MEMORY, "No memory to write %s.", path));
    FLY_TRY(replace(path, target, temporary, folder, bytes, size, error));
out:
    fly_free(target);
    fly_free(temporary);
    fly_free(folder);
    return ret;
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
