#!/usr/bin/env bash
# The program in an array job of Slurm: four tasks, each writes to a file of its own.
# shellcheck source=tests/support/slurm.sh
source tests/support/slurm.sh
slurm_start || exit

# submit: sends the work off and prints the number of the job.
submit() {
    sbatch --parsable --array=0-3 --output="$folder/task-%a" --wrap "\"$FLYWHEEL\" version"
}

# check: each task did its part.
check() {
    local task
    called="flywheel version"
    for task in 0 1 2 3; do
        says "$folder/task-$task" '^flywheel [0-9]+\.[0-9]+'
    done
}

job=$(submit)
slurm_wait "$job" 60 || fail "job $job"
check
finish
