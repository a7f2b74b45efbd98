/* Remembers the signal that asks the program to stop, and sees to it that it does. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { GRACE_SECONDS = 1, LONGEST_TEXT = 4096 + 128 };

static volatile sig_atomic_t received;
static char last_words[LONGEST_TEXT]; /* "": whoever works on something ends by himself */

static void remember(int number)
{
    received = number;
    if (last_words[0]) (void)alarm(GRACE_SECONDS);
}

/* A step of a huge market or the writing of a large file goes on for longer than anybody who wants to stop it waits.
 * Only what may be called in a signal's handler. */
static void leave(int number)
{
    (void)number;
    if (write(STDERR_FILENO, last_words, strlen(last_words)) < 0) received = received; /* nobody is there to hear it */
    _exit(128 + received);
}

void interrupt_say(const char *path)
{
    (void)snprintf(
        last_words, sizeof last_words,
        "flywheel: error: interrupted: the finished replicates are saved in %s; the same command goes on from "
        "there\n",
        path);
    struct sigaction action = {.sa_handler = leave};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGALRM, &action, NULL);
}

void interrupt_be_silent(void)
{
    last_words[0] = '\0';
    (void)alarm(0);
}

void interrupt_setup(void)
{
    struct sigaction action = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    /* writing then fails, and the program says so and tidies up */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
}

int interrupt_signal(void)
{
    return received;
}
