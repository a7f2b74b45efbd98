#!/usr/bin/env bash
# A run over MPI ranks that is told to stop, or one of whose ranks is killed: it ends within seconds, and goes on to the
# same bytes with the same command, on as many ranks as one likes and without MPI.
# shellcheck source=tests/support/mpi.sh
source tests/support/mpi.sh

has_ranks "$FLYWHEEL" || exit 77
long=(run tests/determinism/matrix.ini --set market.agents=200000 --set time.horizon=104 --replicates 120)
expect 0 "${long[@]}" --quiet -o "$folder/long.h5"

# begin CUT: starts the long run on three ranks, and waits until something of it is finished.
begin() {
    local k
    rm -f "$folder"/l.h5*
    called="flywheel ${long[*]} $1"
    over_ranks 3 "$FLYWHEEL" "${long[@]}" --threads 1 ${1:+"$1"} -o "$folder/l.h5" >"$out" 2>"$err" &
    job=$!
    for ((k = 0; k < 300; k++)); do
        [[ $(stat -c %s "$folder/l.h5.part" 2>/dev/null || echo 0) -lt 200000 ]] || break
        sleep 0.1
    done
    launcher=$(pgrep -P "$job" -x mpirun || pgrep -P "$(pgrep -P "$job" -x timeout)" -x mpirun)
    mapfile -t ranks < <(pgrep -P "$launcher" | sort -n)
    [[ ${#ranks[@]} -eq 3 ]] || fail "$called: there are ${#ranks[@]} ranks"
}

# ends_soon WHAT: and what was finished can be gone on with, in the way of $resume.
ends_soon() {
    local got=0 start=$SECONDS
    wait "$job" || got=$?
    [[ $got -ne 0 && $got -ne 124 && $((SECONDS - start)) -le 6 ]] ||
        fail "$called: $1: exit $got after $((SECONDS - start)) s"
    [[ -s $folder/l.h5.part && ! -e $folder/l.h5 ]] || fail "$called: $1: nothing is left to go on with"
    if [[ $resume == ranks ]]; then
        rank 0 2 "${long[@]}" -o "$folder/l.h5"
        resume=alone
    else
        expect 0 "${long[@]}" -o "$folder/l.h5"
        resume=ranks
    fi
    says "$err" 'going on with .*l\.h5\.part: [1-9][0-9]* of 120'
    same "$folder/long.h5" "$folder/l.h5"
}

resume=ranks
for cut in "" --cut-market; do
    for signal in INT TERM; do
        begin "$cut"
        kill -s "$signal" "$launcher"
        ends_soon "SIG$signal to mpirun"
    done
    for k in 0 2; do
        begin "$cut"
        kill -s KILL "${ranks[k]}"
        ends_soon "rank $k of 3 was killed"
    done
done
# a rank that is asked to stop stops all of them
begin ""
kill -s TERM "${ranks[1]}"
ends_soon "SIGTERM to a rank"
finish
