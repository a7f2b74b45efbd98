/* Ctrl-C and termination: noticed between steps, so that nothing half-done is written. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/* From now on SIGINT and SIGTERM are remembered; a second one ends the program at once. SIGPIPE is ignored: a closed
 * pipe is a write error like any other. */
void interrupt_setup(void);

/* The signal that came, or 0. */
int interrupt_signal(void);

/* Whatever it is doing, the program leaves within a second of a signal. From now on it names this file then: what is
 * finished is in it. */
void interrupt_say(const char *path);

#endif
