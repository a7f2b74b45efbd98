#!/usr/bin/env bash
# The batch scripts that --slurm writes, on a real Slurm: an array of four shards and the job that merges them, one lost
# task that goes on when it is submitted again, and MPI processes where the program knows them. The file is that of one
# process, byte for byte.
# shellcheck source=tests/support/slurm.sh
source tests/support/slurm.sh
slurm_start || exit

FLYWHEEL=$(realpath "$FLYWHEEL")
mpi=${FLYWHEEL_MPI_PROGRAM:+$(realpath "$FLYWHEEL_MPI_PROGRAM")}
cd "$folder" || exit 1
cat >small.ini <<'INI'
; What does asking more often bring?
[market]
agents = 2000
[referral]
enabled = yes
[time]
horizon = 52
[run]
replicates = 3
[sweep]
keep = all
[axis ask]
parameter = referral.ask_rate
values = 0 : 0.4 : 5
INI
expect 0 sweep small.ini -o one.h5

# submit SCRIPT: as a user would; sets $jobs
submit() {
    bash "$1" >submitted || fail "$1 does not submit itself"
    mapfile -t jobs < <(sed -n 's/^submitted \([0-9]*\).*/\1/p' submitted)
}

# an array of four, and what merges it
expect 0 sweep small.ini -o array.h5 --slurm array:4
submit array.h5.sbatch
((${#jobs[@]} == 2)) || fail "two jobs were to be submitted: $(<submitted)"
for job in "${jobs[@]}"; do slurm_wait "$job" 90 || fail "job $job"; done
cmp one.h5 array.h5 || fail "the merged array is not what one process writes"

# a task that was lost: its shard is torn and another one missing; submitted again, everything goes on
expect 0 sweep small.ini -o lost.h5 --slurm array:4
expect 0 sweep small.ini -o lost.h5 --shard 2/4
truncate --size=-100 lost.h5.2-of-4
submit lost.h5.sbatch
for job in "${jobs[@]}"; do slurm_wait "$job" 90 || fail "job $job"; done
cmp one.h5 lost.h5 || fail "the array that went on is not what one process writes"

# MPI
if [[ -n $mpi ]] && command -v mpirun >/dev/null; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    FLYWHEEL=$mpi
    expect 0 sweep small.ini -o one_mpi.h5
    expect 0 sweep small.ini -o mpi.h5 --slurm mpi:3
    sed -i 's/^exec mpirun /exec mpirun --oversubscribe /' mpi.h5.sbatch # three processes on the two processors of a test
    submit mpi.h5.sbatch
    slurm_wait "${jobs[0]}" 90 || fail "job ${jobs[0]}"
    cmp one_mpi.h5 mpi.h5 || fail "MPI processes in a job write something else"
fi
finish
