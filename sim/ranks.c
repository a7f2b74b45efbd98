/* What ranks come to together, whatever they talk over. */
#include "sim/ranks.h"

#include <assert.h>
#include <sched.h>
#include <unistd.h>

enum { YIELDS = 100, MOMENT_MICROSECONDS = 500 };

void fly_wait_a_moment(int patience)
{
    if (patience < YIELDS)
        (void)sched_yield();
    else
        (void)usleep(MOMENT_MICROSECONDS);
}

int fly_ranks_agree(const struct fly_ranks *ranks, int ret, struct fly_error *error)
{
    if (!ranks) return ret;
    struct fly_error common = {0};
    if (ret < 0) common = *error;
    assert(common.code == ret);
    ranks->agree(ranks->user, &common);
    if (common.code < 0) *error = common;
    return common.code;
}
