/* The checksum of HDF5's superblock: Bob Jenkins, lookup3.c, 2006 (public domain), hashlittle. */
#include "sim/result_checksum.h"

#include <assert.h>
#include <string.h>

static uint32_t rotate(uint32_t x, unsigned k)
{
    return x << k | x >> (32 - k);
}

static void mix(uint32_t v[3])
{
    static const unsigned turns[] = {4, 6, 8, 16, 19, 4};
    for (unsigned i = 0; i < 6; i++) {
        uint32_t *a = &v[i % 3], *b = &v[(i + 1) % 3], *c = &v[(i + 2) % 3];
        *a -= *c;
        *a ^= rotate(*c, turns[i]);
        *c += *b;
    }
}

static void finish(uint32_t v[3])
{
    static const unsigned turns[] = {14, 11, 25, 16, 4, 14, 24};
    for (unsigned i = 0; i < 7; i++) {
        uint32_t *target = &v[(i + 2) % 3], source = v[(i + 1) % 3];
        *target ^= source;
        *target -= rotate(source, turns[i]);
    }
}

static void add_words(uint32_t v[3], const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i / 4] += (uint32_t)bytes[i] << 8 * (i % 4);
}

uint32_t fly_lookup3(const unsigned char *bytes, size_t n)
{
    assert(bytes || n == 0);
    uint32_t start = 0xdeadbeef + (uint32_t)n;
    uint32_t v[3] = {start, start, start};
    if (n == 0) return start;
    for (; n > 12; n -= 12, bytes += 12) {
        add_words(v, bytes, 12);
        mix(v);
    }
    add_words(v, bytes, n);
    finish(v);
    return v[2];
}

/* Superblock of version 2 or 3 (HDF5 file format specification, II.A): signature, version at 8, size of addresses at 9;
 * then four addresses from 12 on, then the checksum. */
void fly_result_seal(unsigned char *image, size_t size)
{
    enum { VERSION = 8, ADDRESS_SIZE = 9, ADDRESSES = 12, CHECKSUM_SIZE = 4 };
    assert(image);
    if (size < ADDRESSES || (image[VERSION] != 2 && image[VERSION] != 3)) return;
    size_t end = ADDRESSES + 4 * (size_t)image[ADDRESS_SIZE];
    if (end + CHECKSUM_SIZE > size) return;
    uint32_t sum = fly_lookup3(image, end);
    for (size_t i = 0; i < CHECKSUM_SIZE; i++)
        image[end + i] = (unsigned char)(sum >> 8 * i);
}
