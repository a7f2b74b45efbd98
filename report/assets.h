/* The script and the style of reports, made from web/ when the program is built. */
#ifndef FLY_ASSETS_H
#define FLY_ASSETS_H

#include <stddef.h>

/* Each ends with a zero, which its size does not count. Built with -DFLYWHEEL_WEB=OFF there is no script: its size is 0.
 * Style and script stand in a page as they are, with nothing before or after them between their tags: the policy (for
 * <meta http-equiv=Content-Security-Policy>) allows this script by its hash, so nothing else in a page ever runs. */
extern const char fly_web_style[], fly_web_script[], fly_web_policy[];
extern const size_t fly_web_style_size, fly_web_script_size, fly_web_policy_size;

#endif
