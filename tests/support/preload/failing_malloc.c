/* For LD_PRELOAD: a heap whose n-th request fails (FLY_MALLOC_FAILS=n), or every one from the n-th on
 * (FLY_MALLOC_FAILS=n+). FLY_MALLOC_COUNT names a file that gets the number of requests when the program ends. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own functions under their other names */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static _Atomic unsigned long n_requests, fails_at;
static _Atomic bool fails_ever_after;

__attribute__((constructor)) static void setup(void)
{
    const char *text = getenv("FLY_MALLOC_FAILS");
    if (!text) return;
    fails_at = strtoul(text, NULL, 10);
    fails_ever_after = strchr(text, '+') != NULL;
    n_requests = 0;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("FLY_MALLOC_COUNT");
    const unsigned long n = n_requests;
    const int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    if (fd < 0) return;
    (void)dprintf(fd, "%lu\n", n);
    (void)close(fd);
}

static bool fails(void)
{
    const unsigned long number = ++n_requests, first = fails_at;
    if (first == 0 || number < first || (number > first && !fails_ever_after)) return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
    return fails() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *got = fails() ? NULL : __libc_memalign(alignment, size);
    if (!got) return ENOMEM;
    *memory = got;
    return 0;
}
