/* Reads one file into memory, with a limit. */
#include "sim/input_file.h"

#include "sim/alloc.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(struct fly_input_file *file, int descriptor, size_t longest, struct fly_error *error)
{
    size_t capacity = 0;
    for (;;) {
        void *bytes = file->bytes;
        if (fly_grow(&bytes, &capacity, file->n + 4096, 1) < 0)
            return fly_fail(error, FLY_ERR_MEMORY, "not enough memory to read the file");
        file->bytes = bytes;
        ssize_t n = read(descriptor, file->bytes + file->n, capacity - file->n - 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fly_fail(error, FLY_ERR_NO_INPUT, "the file cannot be read: %s", strerror(errno));
        file->n += (size_t)n;
        file->bytes[file->n] = '\0';
        if (n == 0) return FLY_OK;
        if (file->n > longest)
            return fly_fail(error, FLY_ERR_NO_INPUT, "the file is larger than %zu MB", longest >> 20);
    }
}

static int check_kind(const struct stat *about, bool regular_only, struct fly_error *error)
{
    if (S_ISDIR(about->st_mode)) return fly_fail(error, FLY_ERR_NO_INPUT, "this is a directory, not a file");
    if (regular_only && !S_ISREG(about->st_mode))
        return fly_fail(error, FLY_ERR_NO_INPUT, "this is not a regular file");
    return FLY_OK;
}

int fly_input_file_read(struct fly_input_file *file, const char *path, size_t longest, bool regular_only,
                        struct fly_error *error)
{
    assert(file && path);
    int ret = FLY_OK, descriptor = -1;
    struct stat about;
    *file = (struct fly_input_file){0};
    /* looked at before it is opened: opening a pipe already waits */
    if (stat(path, &about) < 0) {
        ret = fly_fail(error, FLY_ERR_NO_INPUT, "the file cannot be read: %s", strerror(errno));
        goto out;
    }
    FLY_TRY(check_kind(&about, regular_only, error));
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        ret = fly_fail(error, FLY_ERR_NO_INPUT, "the file cannot be read: %s", strerror(errno));
        goto out;
    }
    FLY_TRY(read_all(file, descriptor, longest, error));
    file->device = (uint64_t)about.st_dev;
    file->inode = (uint64_t)about.st_ino;
out:
    if (descriptor >= 0) (void)close(descriptor);
    if (ret < 0) fly_input_file_free(file);
    return ret;
}

int fly_input_file_copy(struct fly_input_file *file, const char *bytes, size_t n, struct fly_error *error)
{
    assert(file && bytes);
    *file = (struct fly_input_file){.bytes = fly_copy_bytes(bytes, n), .n = n};
    return file->bytes ? FLY_OK : fly_fail(error, FLY_ERR_MEMORY, "not enough memory to read the file");
}

void fly_input_file_free(struct fly_input_file *file)
{
    assert(file);
    fly_free(file->bytes);
    *file = (struct fly_input_file){0};
}
