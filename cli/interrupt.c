/* Remembers the signal that asks the program to stop, and sees to it that it does; leaves in good order where something
 * else ends the program. */
#include "cli/interrupt.h"

#include "sim/status.h"

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GRACE_SECONDS = 1, SPARE_STACK = 1 << 16 };

static volatile sig_atomic_t received;
static bool has_ended;

/* Empty names: there is none. */
static struct {
    char unfinished[PATH_MAX], journal[PATH_MAX];
    const size_t *n_kept;
} at_hand;

/* ---- last words: only what may be called in a signal's handler ---- */

static void say(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0) received = received; /* nobody is there to hear it */
}

static void say_number(size_t number)
{
    char text[24], *at = text + sizeof text - 1;
    *at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    say(at);
}

static void say_what_is_kept(void)
{
    if (!at_hand.journal[0]) return;
    if (*at_hand.n_kept == 0) {
        say(": no replicate was finished yet");
        return;
    }
    say(": ");
    say_number(*at_hand.n_kept);
    say(*at_hand.n_kept == 1 ? " replicate is" : " replicates are");
    say(" saved in ");
    say(at_hand.journal);
    say("; the same command goes on from there");
}

static void leave(const char *why, int exit_code)
{
    say("flywheel: error: ");
    say(why);
    say_what_is_kept();
    say("\n");
    if (at_hand.unfinished[0]) (void)unlink(at_hand.unfinished);
    _exit(exit_code);
}

/* A step of a huge market or the writing of a large file goes on for longer than anybody who wants to stop it waits. */
static void leave_late(int number)
{
    (void)number;
    leave("interrupted", 128 + received);
}

/* HDF5 does not survive everywhere that it gets no memory. */
static void leave_crashed(int number)
{
    (void)number;
    leave("out of memory in a library, or a defect of flywheel", fly_exit_code(FLY_ERR_INTERNAL));
}

/* Neither do OpenMP's libraries: they call exit(). */
static void leave_unasked(void)
{
    if (!has_ended)
        leave("a library has ended the program, most likely for want of memory or threads",
              fly_exit_code(FLY_ERR_MEMORY));
}

/* ---- signals ---- */

static void remember(int number)
{
    if (received) leave_late(number);
    received = number;
    (void)alarm(GRACE_SECONDS);
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

enum { N_CRASHES = sizeof crashes / sizeof crashes[0] };

/* Where a sanitizer looks at crashes already they are its own. The spare stack is for a stack that has overflowed. */
static void handle_crashes(void)
{
    static char spare[SPARE_STACK];
    const stack_t stack = {.ss_sp = spare, .ss_size = sizeof spare};
    (void)sigaltstack(&stack, NULL);
    for (size_t i = 0; i < N_CRASHES; i++) {
        struct sigaction before;
        if (sigaction(crashes[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            handle(crashes[i], leave_crashed, (int)SA_RESETHAND | SA_ONSTACK);
    }
}

void interrupt_setup(void)
{
    handle(SIGINT, remember, SA_RESTART);
    handle(SIGTERM, remember, SA_RESTART);
    handle(SIGALRM, leave_late, 0);
    handle_crashes();
    (void)atexit(leave_unasked);
    /* writing then fails, and the program says so and tidies up */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
}

int interrupt_signal(void)
{
    return received;
}

void interrupt_prepare(const char *unfinished, const char *journal, const size_t *n_kept)
{
    (void)snprintf(at_hand.unfinished, sizeof at_hand.unfinished, "%s", unfinished ? unfinished : "");
    at_hand.n_kept = n_kept;
    (void)snprintf(at_hand.journal, sizeof at_hand.journal, "%s", journal ? journal : "");
}

void interrupt_forget(void)
{
    at_hand.unfinished[0] = at_hand.journal[0] = '\0';
    at_hand.n_kept = NULL;
}

void interrupt_release(void)
{
    for (size_t i = 0; i < N_CRASHES; i++)
        handle(crashes[i], SIG_DFL, 0);
    handle(SIGALRM, SIG_DFL, 0);
    has_ended = true;
}

int interrupt_end(int exit_code)
{
    has_ended = true;
    return exit_code;
}
