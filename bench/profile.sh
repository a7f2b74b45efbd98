#!/usr/bin/env bash
# Where the time of the flywheel preset goes: a million agents, 260 weeks, one thread, sampled by perf; shares by part of
# the engine, then the functions with the most. Builds a Release with line numbers in build/profile.
#
#   bench/profile.sh [SCENARIO [KEY=VALUE]...]
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C OMP_WAIT_POLICY=passive

command -v perf >/dev/null || { echo "perf is not installed (Debian: linux-perf)" >&2 && exit 1; }
(($# > 0)) || set -- scenarios/presets/flywheel.ini
cmake -S . -B build/profile -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-g -DFLY_TESTS=OFF >/dev/null
cmake --build build/profile --target bench_market -j "$(nproc)" >/dev/null
samples=build/profile/perf.data
perf record -q -e cpu-clock -F 1000 -o $samples build/profile/bench_market "$1" 1 1 market.agents=1000000 \
    run.replicates=1 "${@:2}" >/dev/null

# Lines "percent, source file or nothing, [k] or [.], function".
shares() {
    perf report -i $samples --stdio --sort srcfile,sym --percent-limit 0 2>/dev/null | grep -E '^ +[0-9.]+%'
}

shares | awk '
    function part(file, where, name) {
        if (where == "[k]") return "the kernel: pages of memory"
        if (name ~ /^fly_draw|^stream_get|^fly_gsl_begin|^fly_philox/ || file ~ /^rng\./) return "random numbers"
        if (name ~ /^fly_select/) return "picking agents out of blocks"
        if (file ~ /^(customer|spend)/ || name ~ /^(fly_customer|fly_spend|leave_at|live$)/) return "customers"
        if (file ~ /^(word_of_mouth|reviews)\./) return "word of mouth and reviews"
        if (file ~ /^mailbox\./) return "messages"
        if (file ~ /^(network|permutation|tie_list)/) return "network"
        if (file ~ /^(block|step|rates|world|select)\./) return "the engine: lists, transitions, moves"
        if (name ~ /^(gsl_|exp|log|pow|__ieee754|__exp|__log|__pow|sqrt|.*round)/ || file ~ /^(e_|s_|w_)/) return "libm and GSL"
        return "the other mechanisms"
    }
    {
        share = $1 + 0
        file = $2 ~ /^\[/ ? "" : $2
        where = file == "" ? $2 : $3
        name = file == "" ? $3 : $4
        sum[part(file, where, name)] += share
    }
    END { for (p in sum) printf "%5.1f %%  %s\n", sum[p], p }' | sort -rn
echo
shares | sed 's/ *$//' | head -n 20
