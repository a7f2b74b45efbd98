#!/usr/bin/env bash
# Where the time of the flywheel preset goes: a million agents, 260 weeks, one thread, sampled by perf. Shares by part,
# then by function with its file; what the compiler has put into a function counts as it. Builds a Release with debugging
# information in build/profile.
#
#   bench/profile.sh [SCENARIO [KEY=VALUE]...]
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C OMP_WAIT_POLICY=passive

command -v perf >/dev/null || { echo "perf is not installed (Debian: linux-perf)" >&2 && exit 1; }
(($# > 0)) || set -- scenarios/presets/flywheel.ini
cmake -S . -B build/profile -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-g -DCMAKE_EXE_LINKER_FLAGS=-no-pie \
    -DFLY_TESTS=OFF >/dev/null
cmake --build build/profile --target bench_market -j "$(nproc)" >/dev/null
program=build/profile/bench_market samples=build/profile/perf.data
perf record -q -e cpu-clock -F 1000 -o $samples $program "$1" 1 1 market.agents=1000000 run.replicates=1 "${@:2}" >/dev/null

# Where each function begins and which file it is from; where each sample was taken.
nm -n -l --defined-only $program | awk '$2 ~ /^[tT]$/ { sub(/.*\//, "", $4); sub(/:.*/, "", $4); print "f", $1, $3, $4 }' \
    >build/profile/functions
perf script -i $samples -F ip,sym,dso 2>/dev/null | awk '{ print "s", $1, $2, $NF }' >build/profile/samples

awk '
    function address(hex,    i, x) {
        for (i = 1; i <= length(hex); i++) x = 16 * x + index("0123456789abcdef", tolower(substr(hex, i, 1))) - 1
        return x
    }
    function at_or_below(x,    low, high, middle) {
        low = 1; high = n
        while (low < high) { middle = int((low + high + 1) / 2); if (start[middle] <= x) low = middle; else high = middle - 1 }
        return low
    }
    function part(file) {
        if (file ~ /^(philox|rng)\.c$/) return "random numbers"
        if (file ~ /^(block|step|select|rates|world)\.c$/) return "the engine: who is where, who decides, who moves"
        if (file ~ /^mailbox\.c$/) return "messages"
        if (file ~ /^(network|permutation|tie_list|network_draw)\.c$/) return "network"
        if (file ~ /^(customer|customer_laws|spend)\.c$/) return "customers: purchases, spend, leaving"
        if (file ~ /^word_of_mouth\.c$/) return "word of mouth"
        if (file ~ /^lib(m|gsl)/) return "libm and GSL"
        if (file == "kernel") return "kernel: pages of memory"
        return "the other mechanisms"
    }
    $1 == "f" { n++; start[n] = address($2); name[n] = $3; home[n] = $4; next }
    {
        if ($4 ~ /bench_market/) { k = at_or_below(address($2)); file = home[k]; function_name = name[k] }
        else if ($4 ~ /kernel|vdso|unknown/) { file = "kernel"; function_name = "" }
        else { file = $4; gsub(/.*\/|\)/, "", file); function_name = $3 }
        parts[part(file)]++; functions[file " " function_name]++; all++
    }
    END {
        for (p in parts) printf "1 %6.1f %%  %s\n", 100 * parts[p] / all, p
        for (f in functions) if (functions[f] >= all / 100) printf "2 %6.1f %%  %s\n", 100 * functions[f] / all, f
    }' build/profile/functions build/profile/samples | sort -k1,1n -k2,2nr | awk '$1 != last && last { print "" } { last = $1; print substr($0, 3) }'
