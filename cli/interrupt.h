/* Ctrl-C and termination: noticed between steps, so that nothing half-done is written. And the last words of a program
 * that has to leave at once, whoever wants it: what is finished is safe, and where it is. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stddef.h>

/* From now on SIGINT and SIGTERM are remembered, and the program leaves a second later, whatever it is doing; a second
 * signal ends it at once. A library that crashes or calls exit() for want of memory ends it with status 70. SIGPIPE is
 * ignored: a closed pipe is a write error like any other. */
void interrupt_setup(void);

/* The signal that came, or 0. */
int interrupt_signal(void);

/* Who has to leave at once removes the file `unfinished`, and says that *n_kept replicates are in `journal` (NULL:
 * nothing is kept). Both names are copied. */
void interrupt_prepare(const char *unfinished, const char *journal, const size_t *n_kept);

/* There is no unfinished file any more and no journal. */
void interrupt_forget(void);

/* This process is one that may crash: the system deals with it as it does with others. */
void interrupt_release(void);

/* main returns this: the program has ended by itself. */
int interrupt_end(int exit_code);

#endif
