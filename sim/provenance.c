/* Version and revision, as the build defines them. */
#include "sim/provenance.h"

#ifndef FLY_VERSION
#define FLY_VERSION "0.0.0"
#endif

#ifndef FLY_REVISION
#define FLY_REVISION "unknown"
#endif

const char *fly_version(void)
{
    return FLY_VERSION;
}

const char *fly_revision(void)
{
    return FLY_REVISION[0] ? FLY_REVISION : "unknown";
}
