/* Tells on a terminal how far a run is, and stops it when a signal asks for it. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "sim/ensemble.h"

#include <stdbool.h>
#include <time.h>

struct progress {
    bool is_shown;
    struct timespec start;
    double last_shown, last_second; /* seconds since start */
    /* Called about every second; a negative answer ends the run with its sentence. NULL: nothing. */
    int (*each_second)(void *user, struct fly_error *error);
    void *user;
};

/* Shown only when stderr is a terminal and the user did not ask for quiet. */
void progress_start(struct progress *progress, size_t n_jobs, bool quiet);

/* The callback of fly_ensemble_run; `user` is a struct progress. */
int progress_report(void *user, const struct fly_progress *progress, struct fly_error *error);

/* Wipes the line. */
void progress_end(const struct progress *progress);

#endif
