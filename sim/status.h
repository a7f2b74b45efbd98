/* Status codes, the sentence that goes with a failure, and the one control-flow macro of the project.
 *
 * Functions that can fail return int: 0 or a negative fly_status. The sentence is composed where the facts are, into
 * the caller's struct fly_error. Library code never prints and never exits. */
#ifndef FLY_STATUS_H
#define FLY_STATUS_H

#if defined(__GNUC__)
#define FLY_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define FLY_PRINTF(fmt, args)
#endif

/* clang-format off */
/* name, value, exit code of the program, meaning */
#define FLY_STATUSES(X) \
    X(OK,             0,   0, "success") \
    X(ERR_USAGE,     -1,   2, "the command line is wrong") \
    X(ERR_SCENARIO,  -2,  65, "a scenario, an edge list, a shard or a result file is wrong") \
    X(ERR_NO_INPUT,  -3,  66, "a file named on the command line is missing or cannot be read") \
    X(ERR_INTERNAL,  -4,  70, "a defect of flywheel itself, or not enough memory") \
    X(ERR_MEMORY,    -7,  70, "not enough memory") \
    X(ERR_CREATE,    -5,  73, "the output cannot be created") \
    X(ERR_IO,        -6,  74, "reading or writing failed half-way") \
    X(ERR_NOT_NOW,   -9,  75, "not possible now: the run is too large for this machine, or another process is at it") \
    X(ERR_INTERRUPT, -8, 130, "interrupted, by Ctrl-C or (143) by SIGTERM")
/* clang-format on */

enum fly_status {
#define FLY_STATUS_ENUM(name, value, exit_code, meaning) FLY_##name = value,
    FLY_STATUSES(FLY_STATUS_ENUM)
#undef FLY_STATUS_ENUM
};

enum { FLY_ERROR_TEXT = 1024 };

struct fly_error {
    int code;
    char text[FLY_ERROR_TEXT];
};

/* Writes the sentence and returns `code`, so that `return fly_fail(...)` reads as one thought. `error` may be NULL. */
int fly_fail(struct fly_error *error, int code, const char *format, ...) FLY_PRINTF(3, 4);

/* The exit code that a status maps to, and what it means in words. */
int fly_exit_code(int status);
const char *fly_status_meaning(int status);

/* Turns off GSL's handler, which would abort the program. Call once before any other use. */
void fly_library_setup(void);

/* Runs an expression that returns a status; on failure jumps to the function's `out` label. Needs `int ret` in scope.
 * */
#define FLY_TRY(expression)                                                                                            \
    do {                                                                                                               \
        if ((ret = (expression)) < 0) goto out;                                                                        \
    } while (0)

#endif
