/* No scripts and no style: a program built with -DFLYWHEEL_WEB=OFF makes reports of text and tables alone. */
#include "report/assets.h"

const char fly_web_style[] = "", fly_web_script[] = "";
const size_t fly_web_style_size = 0, fly_web_script_size = 0;
