/* The scripts and the style of the report, made from web/ when the program is built. */
#ifndef FLY_ASSETS_H
#define FLY_ASSETS_H

#include <stddef.h>

/* Empty texts where the program was built without them (-DFLYWHEEL_WEB=OFF: no_assets.c). */
extern const char fly_web_style[], fly_web_script[];
extern const size_t fly_web_style_size, fly_web_script_size;

#endif
