/* Stands in for the script and the style of a report where the program is built without them (-DFLYWHEEL_WEB=OFF). */
#include "report/assets.h"

const bool fly_web_is_there = false;
const char fly_web_style[] = "", fly_web_script[] = "", fly_web_policy[] = "";
const size_t fly_web_style_size = 0, fly_web_script_size = 0, fly_web_policy_size = 0;
