/* Mends the checksum of a file image's first block. Private to the files sim/result_*.c. */
#ifndef FLY_RESULT_CHECKSUM_H
#define FLY_RESULT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* H5Fget_file_image clears the mark "open for writing" in the superblock (HDF5 1.10) without computing the block's
 * checksum again, and no reader opens such a file. Computes it; harmless where it is right already. */
void fly_result_seal(unsigned char *image, size_t size);

/* The hash of Jenkins (2006), lookup3, little endian, start value 0: HDF5's checksum of its own structures. */
uint32_t fly_lookup3(const unsigned char *bytes, size_t n);

#endif
