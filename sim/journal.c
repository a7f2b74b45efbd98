/* Appends finished replicates to a file and finds them again. */
#include "sim/journal.h"

#include "sim/alloc.h"
#include "sim/hash.h"
#include "sim/write_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* The first bytes of the file; the digit is raised when a reader of the old form would misunderstand it. */
static const char MAGIC[16] = "flywheel part 1\n";

enum kind { MANIFEST = 0x666d, REPLICATE = 0x6672 };

struct head {
    uint64_t kind, size, point;
    uint32_t scenario, replicate;
    struct fly_hash payload;
    uint64_t check; /* of all before it: half of their fingerprint */
};
_Static_assert(sizeof(struct head) == 56, "no padding: heads are written as they lie in memory");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "journals are little-endian");

static uint64_t check_of(const struct head *head)
{
    return fly_hash_of(head, offsetof(struct head, check)).low;
}

static struct head make_head(enum kind kind, struct fly_job job, const void *payload, size_t size)
{
    struct head head = {.kind = kind,
                        .size = size,
                        .point = job.point,
                        .scenario = (uint32_t)job.scenario,
                        .replicate = (uint32_t)job.replicate,
                        .payload = fly_hash_of(payload, size)};
    head.check = check_of(&head);
    return head;
}

static int cannot_write(const struct fly_journal *journal, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_IO, "%s could not be written: %s.", journal->path, strerror(errno));
}

static int cannot_read(const struct fly_journal *journal, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_IO, "%s could not be read: %s.", journal->path, strerror(errno));
}

static int no_memory(const char *path, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_MEMORY, "No memory to keep replicates in %s.", path);
}

/* ---- writing ---- */

static int start(struct fly_journal *journal, const char *path, struct fly_error *error)
{
    *journal = (struct fly_journal){.path = fly_copy_text(path), .fd = -1};
    return journal->path ? FLY_OK : no_memory(path, error);
}

static int write_beginning(int fd, const char *manifest, size_t n)
{
    const struct head head = make_head(MANIFEST, (struct fly_job){0}, manifest, n);
    if (fly_write_all(fd, MAGIC, sizeof MAGIC) < 0 || fly_write_all(fd, &head, sizeof head) < 0) return -1;
    return fly_write_all(fd, manifest, n);
}

int fly_journal_create(struct fly_journal *journal, const char *path, struct fly_manifest *manifest,
                       struct fly_error *error)
{
    assert(journal && path && manifest);
    int ret;
    size_t n = 0;
    struct fly_new_file file = {.fd = -1};
    char *bytes = fly_manifest_write(manifest, &n);
    FLY_TRY(start(journal, path, error));
    if (!bytes) FLY_TRY(no_memory(path, error));
    FLY_TRY(fly_new_file_open(&file, path, ".new", error));
    /* looked at under the lock: another process may have been first */
    const bool is_there = access(path, F_OK) == 0;
    if (is_there || write_beginning(file.fd, bytes, n) < 0) {
        ret = is_there ? fly_is_taken(path, error) : fly_new_file_fail(&file, errno, error);
        fly_new_file_abandon(&file);
        goto out;
    }
    FLY_TRY(fly_new_file_commit(&file, &journal->fd, error));
    journal->manifest = *manifest;
    *manifest = (struct fly_manifest){0};
    journal->end = journal->size = sizeof MAGIC + sizeof(struct head) + n;
out:
    fly_free(bytes);
    if (ret < 0) fly_journal_close(journal);
    return ret;
}

/* One call for head and payload, in as many goes as the kernel makes of it. 0, or -1 with errno. */
static int write_piece(int fd, const struct head *head, const void *payload, uint64_t at)
{
    const size_t all = sizeof *head + head->size;
    for (size_t done = 0; done < all;) {
        const size_t of_head = done < sizeof *head ? sizeof *head - done : 0,
                     in_payload = done + of_head - sizeof *head;
        const struct iovec parts[] = {{(char *)head + done, of_head},
                                      {(char *)payload + in_payload, head->size - in_payload}};
        const ssize_t n = pwritev(fd, of_head ? parts : parts + 1, of_head ? 2 : 1, (off_t)(at + done));
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = ENOSPC;
        if (n <= 0) return -1;
        done += (size_t)n;
    }
    return 0;
}

static int note_entry(struct fly_journal *journal, const struct fly_journal_entry *entry, struct fly_error *error)
{
    void *entries = journal->entries;
    if (fly_grow(&entries, &journal->capacity, journal->n_entries + 1, sizeof *journal->entries) < 0)
        return no_memory(journal->path, error);
    journal->entries = entries;
    journal->entries[journal->n_entries++] = *entry;
    return FLY_OK;
}

int fly_journal_append(struct fly_journal *journal, struct fly_job job, const void *payload, size_t size,
                       struct fly_journal_entry *entry, struct fly_error *error)
{
    assert(journal && journal->fd >= 0 && entry);
    const struct head head = make_head(REPLICATE, job, payload, size);
    if (write_piece(journal->fd, &head, payload, journal->end) < 0) {
        const int ret = cannot_write(journal, error);
        /* half a piece is no harm to a reader: that it cannot be cut off either is no second failure */
        if (ftruncate(journal->fd, (off_t)journal->end) < 0) errno = 0;
        return ret;
    }
    *entry = (struct fly_journal_entry){job, journal->end + sizeof head, size};
    journal->end += sizeof head + size;
    journal->size = journal->end;
    journal->unsynced = true;
    return FLY_OK;
}

int fly_journal_sync(struct fly_journal *journal, struct fly_error *error)
{
    assert(journal && journal->fd >= 0);
    if (!journal->unsynced) return FLY_OK;
    if (fly_sync(journal->fd) < 0) return cannot_write(journal, error);
    journal->unsynced = false;
    return FLY_OK;
}

int fly_journal_mend(struct fly_journal *journal, struct fly_error *error)
{
    assert(journal && journal->fd >= 0);
    if (journal->size == journal->end) return FLY_OK;
    if (ftruncate(journal->fd, (off_t)journal->end) < 0) return cannot_write(journal, error);
    journal->size = journal->end;
    return FLY_OK;
}

/* ---- reading ---- */

int fly_journal_read(const struct fly_journal *journal, uint64_t at, void *bytes, size_t n, struct fly_error *error)
{
    assert(journal && (bytes || n == 0));
    for (unsigned char *to = bytes; n > 0;) {
        const ssize_t got = pread(journal->fd, to, n, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO; /* shorter than it was */
        if (got <= 0) return cannot_read(journal, error);
        to += got;
        at += (uint64_t)got;
        n -= (size_t)got;
    }
    return FLY_OK;
}

/* Memory for the largest payload so far. */
struct buffer {
    void *bytes; /* owned */
    size_t capacity;
};

/* Reads the piece at journal->end. Where there is none *kind is 0; where its payload is not what was written, *whole is
 * false. */
static int read_piece(struct fly_journal *journal, struct buffer *buffer, struct head *head, bool *whole,
                      struct fly_error *error)
{
    int ret = FLY_OK;
    const uint64_t left = journal->size - journal->end;
    *whole = false;
    *head = (struct head){0};
    if (left < sizeof *head) return FLY_OK;
    FLY_TRY(fly_journal_read(journal, journal->end, head, sizeof *head, error));
    if (head->check != check_of(head) || head->size > left - sizeof *head) {
        *head = (struct head){0};
        return FLY_OK;
    }
    if (fly_grow(&buffer->bytes, &buffer->capacity, head->size + 1, 1) < 0) FLY_TRY(no_memory(journal->path, error));
    FLY_TRY(fly_journal_read(journal, journal->end + sizeof *head, buffer->bytes, head->size, error));
    *whole = fly_hash_equal(head->payload, fly_hash_of(buffer->bytes, head->size));
out:
    return ret;
}

static int no_journal(const struct fly_journal *journal, struct fly_error *error)
{
    return fly_fail(error, FLY_ERR_NO_INPUT, "%s holds no replicates of flywheel, or its beginning is damaged.",
                    journal->path);
}

static int read_beginning(struct fly_journal *journal, struct buffer *buffer, struct fly_error *error)
{
    int ret;
    char magic[sizeof MAGIC];
    struct head head;
    bool whole;
    if (journal->size < sizeof magic) return no_journal(journal, error);
    FLY_TRY(fly_journal_read(journal, 0, magic, sizeof magic, error));
    if (memcmp(magic, MAGIC, sizeof magic) != 0) return no_journal(journal, error);
    journal->end = sizeof magic;
    FLY_TRY(read_piece(journal, buffer, &head, &whole, error));
    if (head.kind != MANIFEST || !whole) return no_journal(journal, error);
    ret = fly_manifest_read(&journal->manifest, buffer->bytes, head.size);
    if (ret == FLY_ERR_MEMORY) return no_memory(journal->path, error);
    if (ret < 0) return no_journal(journal, error);
    journal->end += sizeof head + head.size;
out:
    return ret;
}

static bool is_same_job(struct fly_job a, struct fly_job b)
{
    return a.point == b.point && a.scenario == b.scenario && a.replicate == b.replicate;
}

/* Jobs whose pieces are not what was written. */
struct damage {
    void *jobs; /* owned */
    size_t n, capacity;
};

/* Damage is rare, so that looking through all entries for each is no matter. */
static void count_damage(struct fly_journal *journal, const struct damage *damage)
{
    const struct fly_job *jobs = damage->jobs;
    for (size_t k = 0; k < damage->n; k++) {
        size_t i = 0;
        while (i < journal->n_entries && !is_same_job(journal->entries[i].job, jobs[k]))
            i++;
        journal->n_damaged += i == journal->n_entries;
    }
}

static int read_pieces(struct fly_journal *journal, struct buffer *buffer, struct fly_error *error)
{
    int ret = FLY_OK;
    struct head head;
    struct damage damage = {0};
    bool whole;
    for (;;) {
        FLY_TRY(read_piece(journal, buffer, &head, &whole, error));
        if (head.kind != REPLICATE) break;
        const struct fly_journal_entry entry = {
            {head.point, head.scenario, head.replicate}, journal->end + sizeof head, head.size};
        if (whole) {
            FLY_TRY(note_entry(journal, &entry, error));
        } else {
            if (fly_grow(&damage.jobs, &damage.capacity, damage.n + 1, sizeof(struct fly_job)) < 0)
                FLY_TRY(no_memory(journal->path, error));
            ((struct fly_job *)damage.jobs)[damage.n++] = entry.job;
        }
        journal->end += sizeof head + head.size;
    }
    count_damage(journal, &damage);
out:
    fly_free(damage.jobs);
    return ret;
}

static int open_it(struct fly_journal *journal, bool for_writing, struct fly_error *error)
{
    struct stat status;
    journal->fd = open(journal->path, (for_writing ? O_RDWR : O_RDONLY) | O_CLOEXEC);
    if (journal->fd < 0)
        return fly_fail(error, FLY_ERR_NO_INPUT, "%s cannot be opened: %s.", journal->path, strerror(errno));
    if (for_writing && fly_lock(journal->fd) < 0) return fly_is_taken(journal->path, error);
    if (fstat(journal->fd, &status) < 0) return cannot_read(journal, error);
    /* removed while it was waited for: the other process has just finished */
    if (for_writing && status.st_nlink == 0) return fly_is_taken(journal->path, error);
    if (!S_ISREG(status.st_mode)) return no_journal(journal, error);
    journal->size = (uint64_t)status.st_size;
    return FLY_OK;
}

int fly_journal_open(struct fly_journal *journal, const char *path, bool for_writing, struct fly_error *error)
{
    assert(journal && path);
    int ret;
    struct buffer buffer = {0};
    FLY_TRY(start(journal, path, error));
    FLY_TRY(open_it(journal, for_writing, error));
    FLY_TRY(read_beginning(journal, &buffer, error));
    FLY_TRY(read_pieces(journal, &buffer, error));
out:
    fly_free(buffer.bytes);
    if (ret < 0) fly_journal_close(journal);
    return ret;
}

void fly_journal_close(struct fly_journal *journal)
{
    assert(journal);
    if (journal->path && journal->fd >= 0) (void)close(journal->fd);
    fly_free(journal->path);
    fly_free(journal->entries);
    fly_manifest_free(&journal->manifest);
    *journal = (struct fly_journal){.fd = -1};
}
