/* Status codes and error sentences. */
#include "sim/status.h"

#include <gsl/gsl_errno.h>
#include <stdarg.h>
#include <stdio.h>

int fly_fail(struct fly_error *error, int code, const char *format, ...)
{
    if (error) {
        va_list args;
        va_start(args, format);
        error->code = code;
        (void)vsnprintf(error->text, sizeof error->text, format, args);
        va_end(args);
    }
    return code;
}

static const struct {
    int status, exit_code;
    const char *meaning;
} statuses[] = {
#define STATUS_ROW(name, value, exit_code, meaning) {value, exit_code, meaning},
    FLY_STATUSES(STATUS_ROW)
#undef STATUS_ROW
};

enum { N_STATUSES = sizeof statuses / sizeof statuses[0] };

int fly_exit_code(int status)
{
    for (int i = 0; i < N_STATUSES; i++)
        if (statuses[i].status == status) return statuses[i].exit_code;
    return 70;
}

const char *fly_status_meaning(int status)
{
    for (int i = 0; i < N_STATUSES; i++)
        if (statuses[i].status == status) return statuses[i].meaning;
    return "unknown status";
}

void fly_library_setup(void)
{
    gsl_set_error_handler_off();
}
