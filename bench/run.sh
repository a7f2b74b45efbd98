#!/usr/bin/env bash
# Builds the Release and prints the table of the bench: all rows from this one run, in less than ten minutes.
#
#   bench/run.sh           everything
#   bench/run.sh --quick   without the rows that take minutes
#   bench/run.sh --json    as JSON
#
# What must be reached and what should be are printed beside what was measured; nothing of it is a test. Run it on a
# quiet machine. What is measured more than once counts at its best.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=bench/table.sh
source bench/table.sh
export LC_ALL=C
unset OMP_WAIT_POLICY # the program sees to it by itself; the drivers are told

is_quick=false print=print_table
for option in "$@"; do
    case $option in
    --quick) is_quick=true ;;
    --json) print=print_json ;;
    *) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2 && exit 2 ;;
    esac
done

cmake --preset release >/dev/null
cmake --build --preset release --target bench -j "$(nproc)" >/dev/null
SECONDS=0
bin=build/release
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT

preset=scenarios/presets/flywheel.ini
million=(market.agents=1000000 run.replicates=1)
hundred_million=(market.agents=100000000 run.replicates=1)

# run NAME SCENARIO THREADS TIMES KEY=VALUE...: within a driver, without start-up and results.
run() {
    OMP_WAIT_POLICY=passive measure "$1" $bin/bench_market "${@:2}"
}

# program NAME SCENARIO THREADS TIMES KEY=VALUE...: the whole program, with results.
program() {
    local sets=("${@:5}")
    measure "$1" $bin/bench_process "$4" $bin/flywheel run "$2" --threads "$3" "${sets[@]/#/--set=}" --quiet \
        -o "$out/results.h5"
}

# ---- word of mouth, against igraph ----

# The CPU seconds of a run of bench/w.ini without start-up and network, those of the program less those of one that is
# over after a step; and igraph's. The best of five of each.
time_word_of_mouth() {
    program "us $1" bench/w.ini 1 5 market.agents="$1"
    program "our start $1" bench/w.ini 1 5 market.agents="$1" time.horizon=1
    figure[us $1.run]=$(calc "{us $1.cpu} - {our start $1.cpu}")
    measure "igraph $1" $bin/bench_igraph "$1" 5
}

word_of_mouth() {
    local what="word of mouth on a random graph (w.ini), 10^6 agents: igraph_sir over us, CPU" size
    if [[ ! -x $bin/bench_igraph ]]; then
        missing "$what" skipped "igraph is not installed (Debian: libigraph-dev)"
        return
    fi
    for size in 10000 100000 1000000; do time_word_of_mouth $size; done
    run reach bench/w.ini 1 1
    row "$what" "$(calc '{igraph 1000000.cpu} / {us 1000000.run}')" x least 5 10 \
        "$(calc '{us 1000000.run}') s, igraph $(calc '{igraph 1000000.cpu}') s; our whole process $(calc '{us 1000000.cpu}') s; \
at 10^5 agents $(calc '{igraph 100000.cpu} / {us 100000.run}') x, at 10^4 $(calc '{igraph 10000.cpu} / {us 10000.run}') x; \
$(calc '100 * (1 - {reach.strangers_last})') % heard it, with igraph $(calc '100 * {igraph 1000000.reached}') %"
}

# ---- what a step costs ----

# against_words NAME WHAT SCENARIO MUST GOAL: its time on one thread over that of the random numbers it draws.
against_words() {
    run "$1" "$3" 1 3 "${million[@]}"
    measure "words of $1" $bin/bench_words "$3" "${million[@]}"
    figure[words of $1.ns]=$(calc "{words of $1.bytes} * {price.bytes} + {words of $1.listed} * {price.listed} \
        + {words of $1.single} * {price.single}")
    row "$2" "$(calc "1e9 * {$1.cpu} / {words of $1.ns}")" x most "$4" "$5" \
        "$(calc "1e9 * {$1.cpu} / {$1.active_steps}") ns for an active step, $(calc "{words of $1.ns} / {$1.active_steps}") for its draws: \
$(calc "{words of $1.bytes} / {$1.active_steps}") bytes, $(calc "{words of $1.listed} / {$1.active_steps}") calls in lists, \
$(calc "{words of $1.single} / {$1.active_steps}") calls alone"
}

steps() {
    measure price $bin/bench_draws
    against_words preset "flywheel preset, 10^6 agents, 260 weeks: time over that of its draws" $preset 4 2.5
    against_words everything "the same with every mechanism on (everything.ini)" bench/everything.ini - -
    against_words plain "the same with few mechanisms on (plain.ini)" bench/plain.ini - -
    run dense bench/dense.ini 2 3 "${million[@]}"
    row "the preset in a dense market (dense.ini), 2 threads: agent steps a second" \
        "$(calc '1e-6 * {dense.agent_steps} / {dense.wall}')" M/s least 200 500 \
        "$(calc '100 * {dense.active_steps} / {dense.agent_steps}') % of them active"
    run strangers $preset 1 5 "${million[@]}" time.horizon=6 market.initial_customers=0.0335
    run customers $preset 1 5 "${million[@]}" time.horizon=6 market.initial_customers=0.9405
    row "a market of 95 % strangers over one of 5 %: time of a step" \
        "$(calc '{strangers.step_cpu} / {customers.step_cpu}')" x most 0.25 0.125 \
        "$(calc '1e3 * {strangers.step_cpu}') ms with $(calc '100 * (1 - {strangers.active_steps} / {strangers.agent_steps})') % strangers, \
$(calc '1e3 * {customers.step_cpu}') ms with $(calc '100 * (1 - {customers.active_steps} / {customers.agent_steps})') %"
}

# ---- size ----

scaling() {
    run million $preset 1 5 "${million[@]}" time.horizon=26
    run "hundred million" $preset 1 1 "${hundred_million[@]}" time.horizon=26
    row "10^8 agents over 10^6, preset, 26 weeks, 1 thread: time of an agent step" \
        "$(calc '{hundred million.cpu} / {million.cpu} / 100')" x most 1.3 1.15 \
        "$(calc '1e9 * {million.cpu} / {million.agent_steps}') ns and $(calc '1e9 * {hundred million.cpu} / {hundred million.agent_steps}') ns; \
without memory and start $(calc '{hundred million.step_cpu} / {million.step_cpu} / 100') x"
}

large() {
    program large $preset 2 1 "${hundred_million[@]}"
    row "10^8 agents, preset, 260 weeks, 2 threads: whole program" "$(calc '{large.wall}')" s most 360 180 \
        "CPU $(calc '{large.cpu}') s"
    row "its largest resident set" "$(calc '1e-9 * {large.peak}')" GB most 4 2.5 ""
}

billion() {
    local what="10^9 agents (billion.ini), 10 weeks, 2 threads: whole program" available
    available=$(awk '/^MemAvailable/ { printf "%d", $2 * 1024 / 1e9 }' /proc/meminfo)
    if ((available < 23)); then
        missing "$what" skipped "this machine has $available GB to give, and 23 are wanted"
    elif program billion bench/billion.ini 2 1; then
        row "$what" "$(calc '{billion.wall}')" s most runs 60 "CPU $(calc '{billion.cpu}') s"
        row "its largest resident set" "$(calc '1e-9 * {billion.peak}')" GB most 22 - ""
    else
        missing "$what" missed "the program did not run it"
    fi
}

state() {
    measure state $bin/bench_state $preset
    measure "least state" $bin/bench_state bench/billion.ini
    row "state of an agent: market, customer, satisfaction, word of mouth" "$(calc '{state.core}')" bytes most 16 - \
        "everything that a run of the preset allocates $(calc '{state.all}'), of billion.ini $(calc '{least state.all}')"
}

networks() {
    local kind
    measure network $bin/bench_networks
    row "stored network of ten ties each: a directed edge" "$(calc '{network.erdos_renyi_bytes}')" \
        bytes most 4.8 - "4 + 8 / degree; scale_free $(calc '{network.scale_free_bytes}')"
    for kind in erdos_renyi scale_free; do
        row "building a network, 10^6 agents, ten ties each: $kind" "$(calc "{network.$kind}")" s most 1 0.4 ""
    done
    row "the same: small_world" "$(calc '{network.small_world}')" s most 1 0.4 "computed: every tie asked for once"
}

# vectors WHAT FASTER SLOWER MUST
vectors() {
    if [[ -z ${figure[price.words_$2]:-} ]]; then
        missing "$1" skipped "this processor has no such vectors"
        return
    fi
    row "$1" "$(calc "{price.words_$2} / {price.words_$3}")" x least "$4" - \
        "$(calc "1e-6 * {price.words_$2}") and $(calc "1e-6 * {price.words_$3}") M/s on one thread"
}

# ---- threads ----

threads() {
    local k
    for k in 1 2; do
        run "replicates $k" $preset $k 3 market.agents=100000 run.replicates=8
        run "market $k" $preset $k 3 market.agents=10000000 run.replicates=1 time.horizon=26
    done
    row "8 replicates of 10^5 agents, preset, 260 weeks: 2 threads over 1" \
        "$(calc '{replicates 1.wall} / {replicates 2.wall}')" x least 1.9 1.97 \
        "$(calc '{replicates 1.wall}') s and $(calc '{replicates 2.wall}') s"
    row "one market of 10^7 agents, preset, 26 weeks: 2 threads over 1" \
        "$(calc '{market 1.wall} / {market 2.wall}')" x least 1.8 1.95 \
        "$(calc '{market 1.wall}') s and $(calc '{market 2.wall}') s; without memory and start $(calc '{market 1.step_wall} / {market 2.step_wall}') x"
}

# ---- around the run ----

writing() {
    OMP_WAIT_POLICY=passive measure writing $bin/bench_writing $preset 2 "$out/results.h5" market.agents=100000 run.replicates=1000
    row "writing results: share of 1000 replicates of 10^5 agents, 260 weeks" \
        "$(calc '100 * {writing.wall} / ({writing.wall} + {writing.run_wall})')" % most 5 2 \
        "by the wall: $(calc '{writing.wall}') s after $(calc '{writing.run_wall}') s; $(calc '1e-6 * {writing.bytes}') MB"
}

tiny() {
    program tiny $preset 2 20 market.agents=1000 run.replicates=1 time.horizon=52
    row "tiny scenario (10^3 agents, 52 weeks): whole program, median of 20" \
        "$(calc '1e3 * {tiny.median_wall}')" ms most 50 20 "the best $(calc '1e3 * {tiny.wall}') ms"
}

word_of_mouth
steps
state
networks
threads
tiny
vectors "Philox words a second: AVX2 over plain C" avx2 plain 1.6
vectors "the same: AVX-512 over AVX2" avx512 avx2 -
if ! $is_quick; then
    scaling
    writing
    large
    billion
fi

date=$(date -u +%Y-%m-%d)
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' $bin/CMakeCache.txt)
compiler=$("$compiler" --version | head -n 1)
processor="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs"
$print
