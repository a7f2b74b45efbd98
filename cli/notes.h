/* The comments at the heads of mechanisms' files: equations, sources, closed forms. Collected when the program is
 * built, so that what `flywheel explain` prints is what stands beside the code. */
#ifndef NOTES_H
#define NOTES_H

struct note {
    const char *file;         /* "models/referral.c" */
    const char *const *lines; /* NULL-terminated */
};

/* Ends with a row without a file. */
extern const struct note notes[];

#endif
