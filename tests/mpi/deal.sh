#!/usr/bin/env bash
# Replicates dealt out over MPI ranks, and markets cut over them, by the real program: the same bytes as without MPI, and
# what goes wrong is said once.
# shellcheck source=tests/support/mpi.sh
source tests/support/mpi.sh

has_ranks "$FLYWHEEL" || exit 77
cp tests/determinism/matrix.ini tests/determinism/matrix_funnel.ini "$folder"
sed -i "s|^extends = ../../|extends = $PWD/|" "$folder"/matrix*.ini

sed 's/^values = .*/values = 0.05 : 0.2/' "$folder/matrix.ini" >"$folder/range.ini"

# ---- the same bytes, whatever the command ----

# check_same ARGUMENTS...: the file, and what is printed about it.
check_same() {
    local n cut
    expect 0 "$@" --json -o "$folder/one.h5"
    cp "$out" "$folder/one.json"
    for n in 1 2 4; do
        for cut in "" --cut-market; do
            [[ -z $cut || $* != *precision* ]] || continue
            rank 0 "$n" "$@" --json ${cut:+"$cut"} -o "$folder/ranks.h5"
            tr -d '\r' <"$out" | cmp "$folder/one.json" - || fail "$called: says something else"
            same "$folder/one.h5" "$folder/ranks.h5"
        done
    done
}

check_same run "$folder/matrix.ini" --set market.agents=10000
check_same compare "$folder/matrix_funnel.ini" "$folder/matrix.ini"
check_same sweep "$folder/matrix.ini"
check_same sensitivity "$folder/range.ini" --samples 4
check_same run "$folder/matrix.ini" --set "run.precision=npv 5 %" --set run.max_replicates=40
check_same coast "$folder/matrix.ini" --set run.replicates=2

# shards; and what has nothing to deal out is done once
rank 0 2 sweep "$folder/matrix.ini" --quiet --shard 1/2 -o "$folder/s.h5"
expect 0 sweep "$folder/matrix.ini" --quiet --shard 2/2 -o "$folder/s.h5"
expect 0 params market --json
cp "$out" "$folder/one.json"
over_ranks 2 "$FLYWHEEL" params market --json >"$out" 2>"$err" || fail "$called: $(head -c 500 "$err")"
tr -d '\r' <"$out" | cmp "$folder/one.json" - || fail "$called: says it several times on two ranks"
expect 0 sweep "$folder/matrix.ini" --quiet -o "$folder/one.h5"
expect 0 merge "$folder/s.h5.1-of-2" "$folder/s.h5.2-of-2" --quiet -o "$folder/ranks.h5"
same "$folder/one.h5" "$folder/ranks.h5"

# ---- what is wrong before anything is dealt out: said once, with the status of one process ----

printf '[market]\nagents = many\n' >"$folder/bad.ini"
rank 2 3 run "$folder/a.ini" --no-such-option
says_once 'no-such-option'
rank 2 3 rnu "$folder/a.ini"
says_once "'rnu'"
for cut in "" --cut-market; do
    rank 65 3 run "$folder/bad.ini" ${cut:+"$cut"}
    says_once "bad.ini:2: error: 'many'"
    rank 66 3 run "$folder/none.ini" ${cut:+"$cut"}
    says_once 'none.ini'
    rank 73 3 run "$folder/a.ini" ${cut:+"$cut"} -o "$folder/none/out.h5"
    says_once 'none/out.h5'
    # only the first process looks at the file of finished replicates
    echo "not a journal" >"$folder/taken.h5.part"
    rank 73 3 run "$folder/a.ini" ${cut:+"$cut"} -o "$folder/taken.h5"
    says_once 'taken.h5.part'
done

# ---- a replicate that fails half-way, on whichever rank ----

cat >"$folder/fails.ini" <<INI
[scenario]
extends = $PWD/scenarios/presets/funnel.ini
[market]
agents = 1000
[time]
horizon = 60 weeks
[run]
replicates = 4
[wheel boom]
start = 970000000
friction = 0.000001
[axis input]
parameter = wheel.boom.constant
values = 1, 2, 1000000, 3
INI
for n in 1 2 4; do
    for cut in "" --cut-market; do
        rm -f "$folder"/f.h5*
        rank 65 "$n" sweep "$folder/fails.ini" ${cut:+"$cut"} -o "$folder/f.h5"
        says_once "the level of the wheel 'boom' has grown beyond 1e9"
        [[ ! -e $folder/f.h5 ]] || fail "$called: wrote a result"
    done
done
rank 65 2 sweep "$folder/fails.ini"
says_once "the level of the wheel 'boom' has grown beyond 1e9"

# ---- a disk that is full ----

if [[ -w /dev/shm && $(id -u) -eq 0 ]] && mkdir "$folder/small" && mount -t tmpfs -o size=60k none "$folder/small" 2>/dev/null; then
    rank 74 3 sweep "$folder/matrix.ini" -o "$folder/small/f.h5"
    says_once 'could not be written'
    umount "$folder/small"
fi
finish
