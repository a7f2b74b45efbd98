/* A batch script that runs a command on a cluster with Slurm. */
#ifndef SLURM_H
#define SLURM_H

#include "cli/session.h"

/* Writes OUT.h5.sbatch for the session's command, as --slurm asks: an array of shards, or one job of MPI processes. */
int slurm_write(const struct session *session, struct context *context);

#endif
