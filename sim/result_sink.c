/* HDF5's virtual file driver that writes into a sink. */
#include "sim/result_sink.h"

#include "sim/alloc.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* HDF5's part of the open file comes first: it casts. */
struct driver_file {
    H5FD_t base;
    struct fly_sink *sink;
    haddr_t end_of_addresses;
};

/* ---- the bytes ---- */

static void write_to_file(struct fly_sink *sink, size_t at, const unsigned char *bytes, size_t n)
{
    while (n > 0 && !sink->failure) {
        const ssize_t written = pwrite(sink->fd, bytes, n, (off_t)at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            sink->failure = written < 0 ? errno : ENOSPC;
            return;
        }
        bytes += written;
        at += (size_t)written;
        n -= (size_t)written;
    }
}

static void write_to_memory(struct fly_sink *sink, size_t at, const unsigned char *bytes, size_t n)
{
    void *memory = sink->memory.bytes;
    if (fly_grow(&memory, &sink->capacity, at + n, 1) < 0) {
        sink->failure = ENOMEM;
        return;
    }
    sink->memory.bytes = memory;
    /* beyond what was written the memory of a grown array is not zeroed */
    if (at > sink->end) memset(sink->memory.bytes + sink->end, 0, at - sink->end);
    memcpy(sink->memory.bytes + at, bytes, n);
}

static void read_from_file(struct fly_sink *sink, size_t at, unsigned char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t got = pread(sink->fd, bytes, n, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && !sink->failure) sink->failure = errno;
        if (got <= 0) break; /* never written: zeros, as in a file with holes */
        bytes += got;
        at += (size_t)got;
        n -= (size_t)got;
    }
    memset(bytes, 0, n);
}

static void read_from_memory(const struct fly_sink *sink, size_t at, unsigned char *bytes, size_t n)
{
    const size_t there = at < sink->end ? sink->end - at : 0, n_there = n < there ? n : there;
    if (n_there > 0) memcpy(bytes, sink->memory.bytes + at, n_there);
    memset(bytes + n_there, 0, n - n_there);
}

/* ---- the driver ---- */

static H5FD_t *driver_open(const char *name, unsigned flags, hid_t access, haddr_t max_address)
{
    (void)name, (void)flags, (void)max_address;
    struct fly_sink *const *sink = H5Pget_driver_info(access);
    struct driver_file *file = sink ? fly_alloc(1, sizeof *file) : NULL;
    if (file) file->sink = *sink;
    return (H5FD_t *)file;
}

static herr_t driver_close(H5FD_t *base)
{
    fly_free(base);
    return 0;
}

static herr_t driver_query(const H5FD_t *base, unsigned long *flags)
{
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

static haddr_t driver_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct driver_file *)base)->end_of_addresses;
}

static herr_t driver_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t address)
{
    (void)type;
    ((struct driver_file *)base)->end_of_addresses = address;
    return 0;
}

static haddr_t driver_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct driver_file *)base)->sink->end;
}

static herr_t driver_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *buffer)
{
    (void)type, (void)transfer;
    struct fly_sink *sink = ((struct driver_file *)base)->sink;
    if (sink->fd >= 0)
        read_from_file(sink, address, buffer, size);
    else
        read_from_memory(sink, address, buffer, size);
    return 0;
}

static herr_t driver_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size,
                           const void *buffer)
{
    (void)type, (void)transfer;
    struct fly_sink *sink = ((struct driver_file *)base)->sink;
    if (sink->failure) return 0;
    if (sink->fd >= 0)
        write_to_file(sink, address, buffer, size);
    else
        write_to_memory(sink, address, buffer, size);
    if (!sink->failure && address + size > sink->end) sink->end = address + size;
    return 0;
}

/* The file ends where its addresses do. */
static herr_t driver_truncate(H5FD_t *base, hid_t transfer, hbool_t closing)
{
    (void)transfer, (void)closing;
    static const unsigned char zero = 0;
    const struct driver_file *file = (const struct driver_file *)base;
    if (file->sink->end >= file->end_of_addresses) return 0;
    return driver_write(base, H5FD_MEM_DEFAULT, H5P_DEFAULT, file->end_of_addresses - 1, 1, &zero);
}

static const H5FD_class_t driver = {
    .name = "flywheel_sink",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG, /* what a failure has left open must not keep the file open, and the sink in use */
    .fapl_size = sizeof(struct fly_sink *),
    .open = driver_open,
    .close = driver_close,
    .query = driver_query,
    .get_eoa = driver_get_eoa,
    .set_eoa = driver_set_eoa,
    .get_eof = driver_get_eof,
    .read = driver_read,
    .write = driver_write,
    .truncate = driver_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t fly_sink_access(struct fly_sink *sink)
{
    assert(sink);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), id = H5FDregister(&driver);
    const bool is_set = access >= 0 && id >= 0 && H5Pset_driver(access, id, &sink) >= 0;
    if (id >= 0) H5FDunregister(id); /* the list holds on to it */
    if (is_set) return access;
    if (access >= 0) H5Pclose(access);
    return H5I_INVALID_HID;
}
