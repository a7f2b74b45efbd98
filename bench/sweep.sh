#!/usr/bin/env bash
# What many points and replicates cost beside the simulation: memory that must not grow with them, a second thread that
# must be worth one, a journal and a result file that must cost little. All rows from one run, in a few minutes.
#
#   bench/sweep.sh           everything
#   bench/sweep.sh --quick   without 4,000 points and replicates
#   bench/sweep.sh --json    as JSON
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=bench/table.sh
source bench/table.sh
export LC_ALL=C
unset OMP_WAIT_POLICY # the program sees to it by itself

sizes=(10 100 1000 4000) print=print_table
for option in "$@"; do
    case $option in
    --quick) sizes=(10 100 1000) ;;
    --json) print=print_json ;;
    *) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2 && exit 2 ;;
    esac
done

cmake --preset release >/dev/null
cmake --build --preset release --target flywheel bench_process -j "$(nproc)" >/dev/null
SECONDS=0
bin=build/release
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT
rounds=5
last=${sizes[-1]} middle=${sizes[-2]}

# process NAME ARGUMENTS...: the program once, with a result file.
process() {
    measure "$1" $bin/bench_process 1 $bin/flywheel "${@:2}" --quiet -o "$out/results.h5"
}

# sweep NAME POINTS ARGUMENTS...: of bench/sweep.ini with so many points.
sweep() {
    sed "s/^values = .*/values = 0.05 : 0.2 : $2/; s|^\(extends = \)|\1$PWD/bench/|; s|^\(against = \)|\1$PWD/bench/|" \
        bench/sweep.ini >"$out/sweep.ini"
    process "$1" sweep "$out/sweep.ini" "${@:3}"
}

# ---- memory ----

# memory WHAT NAME: how much the peak grows by a point or replicate. Slabs of the file and other buffers fill up first, so
# it counts from a size where they are full.
memory() {
    row "$1: bytes of each further one" \
        "$(calc "({$2 $last.peak} - {$2 $middle.peak}) / ($last - $middle)")" bytes most 2000 1000 \
        "peak $(for size in "${sizes[@]}"; do printf '%s MB at %s; ' "$(calc "1e-6 * {$2 $size.peak}")" "$size"; done)"
}

memories() {
    local size keep
    for size in "${sizes[@]}"; do
        for keep in kpis all; do sweep "$keep $size" "$size" --threads 2 --set sweep.keep=$keep; done
        process "replicates $size" run bench/sweep.ini --threads 2 --replicates "$size"
    done
    memory "sweep -o, points x 2 strategies x 4 replicates, keep = kpis" kpis
    memory "the same, keep = all" all
    memory "run -o, replicates" replicates
}

# ---- time ----

# in_turn A B: `A N` and `B N` for N = 1, 2, ..., so that both meet the same minutes; median walls.
in_turn() {
    local k one
    for ((k = 1; k <= rounds; k++)); do
        for one in "$@"; do "$one" "$one $k"; done
    done
    for one in "$@"; do
        figure[$one.median]=$(for ((k = 1; k <= rounds; k++)); do echo "${figure[$one $k.wall]}"; done | sort -g |
            sed -n "$(((rounds + 1) / 2))p")
    done
}

one_thread() { sweep "$1" 100 --threads 1; }
two_threads() { sweep "$1" 100 --threads 2; }

many_replicates=(run scenarios/presets/flywheel.ini --set market.agents=100000 --replicates 40 --threads 2)
with_journal() { process "$1" "${many_replicates[@]}"; }
without_journal() { measure "$1" $bin/bench_process 1 $bin/flywheel "${many_replicates[@]}" --quiet; }
merging() {
    measure "$1" $bin/bench_process 1 $bin/flywheel merge "$out"/shards.h5.?-of-2 --quiet -o "$out/results.h5"
}

throughput() {
    in_turn one_thread two_threads
    row "100 points x 2 x 4 replicates of 500 agents, 52 weeks: 2 threads over 1" \
        "$(calc '{one_thread.median} / {two_threads.median}')" x least 1.6 1.9 \
        "$(calc '100 / {one_thread.median}') and $(calc '100 / {two_threads.median}') points a second"
}

journal() {
    local k
    for k in 1 2; do
        $bin/flywheel "${many_replicates[@]}" --quiet --shard "$k/2" -o "$out/shards.h5"
    done
    in_turn with_journal without_journal merging
    row "40 replicates of 100,000 agents, 260 weeks, 2 threads: with -o over without" \
        "$(calc '{with_journal.median} / {without_journal.median}')" x most 1.05 1.02 \
        "$(calc '{with_journal.median}') s and $(calc '{without_journal.median}') s"
    row "of it, making and writing the result (a merge of two shards)" \
        "$(calc '100 * {merging.median} / {with_journal.median}')" % most 5 2 "$(calc '{merging.median}') s"
}

memories
throughput
journal

date=$(date -u +%Y-%m-%d)
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' $bin/CMakeCache.txt)
compiler=$("$compiler" --version | head -n 1)
processor="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs"
$print
