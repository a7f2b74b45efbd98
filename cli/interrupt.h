/* Ctrl-C and termination: noticed between steps, so that nothing half-done is written. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/* From now on SIGINT and SIGTERM are remembered; a second one ends the program at once. SIGPIPE is ignored: a closed
 * pipe is a write error like any other. */
void interrupt_setup(void);

/* The signal that came, or 0. */
int interrupt_signal(void);

/* From now on the program leaves within a second of a signal, whatever it is doing, and names this file: what is
 * finished is in it. */
void interrupt_say(const char *path);

/* Not any more: it has said what there is to say, or the file is gone. */
void interrupt_be_silent(void);

#endif
