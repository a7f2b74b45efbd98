/* What web/ becomes when the program is built: the style and the script that stand in every report. */
#ifndef REPORT_ASSETS_H
#define REPORT_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is anything in the texts below: not if the program was built with -DFLYWHEEL_WEB=OFF. */
extern const bool fly_web_is_there;

/* Each ends with a zero, which its size does not count. They go into a page as they are, with nothing before or after
 * between the tags: the policy (for <meta http-equiv=Content-Security-Policy>) allows the script by its hash, so that
 * nothing else that may get into the page ever runs. */
extern const char fly_web_style[], fly_web_script[], fly_web_policy[];
extern const size_t fly_web_style_size, fly_web_script_size, fly_web_policy_size;

#endif
