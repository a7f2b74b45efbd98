/* Which program made a result: its version and the revision of its source. */
#ifndef FLY_PROVENANCE_H
#define FLY_PROVENANCE_H

/* "0.1.0"; from the build's definition FLY_VERSION. Never NULL. */
const char *fly_version(void);

/* The revision of the source, with "-dirty" when it was changed since; "unknown" outside a repository. Never NULL. */
const char *fly_revision(void);

#endif
