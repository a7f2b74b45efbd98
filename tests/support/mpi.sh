# shellcheck shell=bash
# What tests of the program under mpirun share.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

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

# rank STATUS N ARGUMENTS...: on N ranks, with two threads each.
rank() {
    local wanted=$1 n=$2 got=0
    shift 2
    called="flywheel $* (on $n ranks)"
    over_ranks "$n" "$FLYWHEEL" "$@" --threads 2 >"$out" 2>"$err" || got=$?
    [[ $got -eq $wanted ]] || fail "$called: exit $got instead of $wanted; it said: $(head -c 900 "$err")"
}

# says_once PATTERN: one process has said it, and no other.
says_once() {
    local n
    n=$(grep -cE -- "$1" "$err") || true
    [[ $n -eq 1 ]] || fail "$called: '$1' is said $n times: $(head -c 900 "$err")"
}

same() {
    cmp "$1" "$2" || fail "$called: other bytes than without MPI"
    rm -f "$2"
}
