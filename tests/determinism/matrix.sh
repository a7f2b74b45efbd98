#!/usr/bin/env bash
# The same results on any number of threads, in any number of shards, and, where this program was built for MPI, on any
# number of ranks.
# shellcheck source=tests/support/matrix.sh
source tests/support/matrix.sh

matrix_threads this "$FLYWHEEL" sweep 1 7 64
matrix_threads this "$FLYWHEEL" compare 1 7
if has_ranks "$FLYWHEEL"; then
    matrix_ranks this "$FLYWHEEL" sweep
    matrix_ranks this "$FLYWHEEL" compare
fi
matrix_finish
