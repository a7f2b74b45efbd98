/* Files of an export in the making, and how numbers are written into them. */
#include "cli/export.h"

#include "cli/interrupt.h"
#include "sim/quantity.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 16, NUMBER = 40 };

int export_open(struct export_file *file, const char *path, struct fly_error *error)
{
    assert(file);
    *file = (struct export_file){0};
    int ret = fly_new_file_open(&file->file, path, FLY_UNFINISHED, error);
    if (ret < 0) return ret;
    file->is_open = true;
    /* a descriptor of its own: it is closed when all is written, the file's when it is synced and has its name */
    const int fd = dup(file->file.fd);
    file->stream = fd < 0 ? NULL : fdopen(fd, "w");
    if (file->stream && setvbuf(file->stream, NULL, _IOFBF, BUFFER) == 0) return FLY_OK;
    if (fd >= 0 && !file->stream) (void)close(fd);
    ret = fly_new_file_fail(&file->file, errno, error);
    export_abandon(file);
    return ret;
}

int export_close(struct export_file *file, struct fly_error *error)
{
    assert(file && file->stream);
    errno = EIO; /* of a stream that failed earlier the reason is not known any more */
    const bool failed = ferror(file->stream) != 0;
    const bool closed = fclose(file->stream) == 0;
    file->stream = NULL;
    return failed || !closed ? fly_new_file_fail(&file->file, errno, error) : FLY_OK;
}

int export_commit(struct export_file *file, struct fly_error *error)
{
    assert(file && file->is_open && !file->stream);
    file->is_open = false;
    return fly_new_file_commit(&file->file, NULL, error);
}

void export_abandon(struct export_file *file)
{
    assert(file);
    if (file->stream) (void)fclose(file->stream);
    if (file->is_open) fly_new_file_abandon(&file->file);
    *file = (struct export_file){0};
}

int export_check(const struct export_file *file, struct fly_error *error)
{
    if (ferror(file->stream)) return fly_new_file_fail(&file->file, errno ? errno : EIO, error);
    if (interrupt_signal()) return fly_fail(error, FLY_ERR_INTERRUPT, "The export was stopped; nothing is written.");
    return FLY_OK;
}

/* 12345 is 123.45, 12350 is 123.5, 12300 is 123. */
static void print_hundredths(FILE *stream, int64_t amount)
{
    const uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount, rest = size % 100;
    (void)fprintf(stream, "%s%" PRIu64, amount < 0 ? "-" : "", size / 100);
    if (rest % 10)
        (void)fprintf(stream, ".%02" PRIu64, rest);
    else if (rest)
        (void)fprintf(stream, ".%" PRIu64, rest / 10);
}

void export_number(FILE *stream, const struct fly_tidy_cell *cell)
{
    char text[NUMBER];
    switch (cell->type) {
    case FLY_TIDY_INTEGER: (void)fprintf(stream, "%" PRId64, cell->integer); break;
    case FLY_TIDY_HUNDREDTHS: print_hundredths(stream, cell->integer); break;
    case FLY_TIDY_NUMBER:
        fly_double_print(cell->number, text, sizeof text);
        (void)fputs(text, stream);
        break;
    case FLY_TIDY_NOTHING:
    case FLY_TIDY_TEXT: break;
    }
}
