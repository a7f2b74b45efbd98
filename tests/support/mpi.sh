# shellcheck shell=bash
# What tests of the program under mpirun share. Whoever sources it has sourced command.sh.

# Tests may run as root, on fewer processors than ranks.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_mpi_yield_when_idle=1

# has_ranks PROGRAM: whether it was built for MPI, and can be started on ranks here.
has_ranks() {
    command -v mpirun >/dev/null &&
        [[ $("$1" run "$folder/a.ini" --dry-run --cut-market 2>&1) != *"built without"* ]]
}

# over_ranks N PROGRAM ARGUMENTS...: nothing may hang, so each has a minute.
over_ranks() {
    local n=$1
    shift
    timeout --kill-after=5 60 mpirun --oversubscribe --bind-to none -n "$n" "$@" </dev/null
}
