#!/usr/bin/env bash
# Counts the instructions that an agent step takes, by callgrind, and compares them with bench/instructions.txt. They do
# not drift with the machine's other work, so they are what a test can hold on to: more than 5 % above fails.
#
#   bench/instructions.sh           compares; ends with 77 where the counts mean nothing
#   bench/instructions.sh --renew   writes the counts of this build to bench/instructions.txt
#
# Counted is what happens in a step (or in drawing a network), not start-up and results. Valgrind knows no AVX-512, so it
# is the AVX2 code that is counted. The counts are those of one compiler and one valgrind; with others there is nothing
# to compare. FLYWHEEL and BUILD name the program and its build folder.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
export LC_ALL=C OMP_WAIT_POLICY=passive

BUILD=${BUILD:-build/release}
FLYWHEEL=${FLYWHEEL:-$BUILD/flywheel}
baseline=bench/instructions.txt
margin=5 # per cent

agents=20000 weeks=26
# name, scenario, function whose instructions count, what they are divided by
cases=(
    "preset scenarios/presets/flywheel.ini fly_world_step $((agents * weeks))"
    "dense bench/dense.ini fly_world_step $((agents * weeks))"
    "w bench/w.ini fly_world_step $((agents * weeks))"
    "network bench/w.ini fly_network_draw $((agents * 10))"
)

skip() {
    echo "not compared: $*"
    exit 77
}

cached() {
    sed -n "s/^$1:[A-Z]*=//p" "$BUILD/CMakeCache.txt"
}

# What the counts depend on beside the source.
tools() {
    echo "compiler $("$(cached CMAKE_C_COMPILER)" --version | head -n 1 | sed 's/^[^ ]* //')"
    valgrind --version | sed 's/-/ /'
}

out=$(mktemp -d)
trap 'rm -r "$out"' EXIT

# count SCENARIO FUNCTION: instructions within the function, which is to be called.
count() {
    local total
    valgrind --tool=callgrind --callgrind-out-file="$out/counts" --toggle-collect="$2" "$FLYWHEEL" run "$1" \
        --set market.agents=$agents --set time.horizon=$weeks --replicates 1 --threads 1 --quiet >/dev/null 2>"$out/log" ||
        { cat "$out/log" >&2 && return 1; }
    total=$(sed -n 's/^totals: //p' "$out/counts")
    ((total > 0)) || { echo "$1 never calls $2" >&2 && return 1; }
    echo "$total"
}

counts() {
    local name scenario function steps total
    for one in "${cases[@]}"; do
        read -r name scenario function steps <<<"$one"
        total=$(count "$scenario" "$function")
        echo "$name $((total * 1000 / steps))"
    done
}

command -v valgrind >/dev/null || skip "valgrind is not installed"
grep -qw avx2 /proc/cpuinfo 2>/dev/null || skip "this processor has no AVX2"
[[ $(cached CMAKE_BUILD_TYPE) == Release && -z $(cached CMAKE_C_FLAGS) ]] || skip "$BUILD is not a Release"

if [[ ${1:-} == --renew ]]; then
    now=$(tools && counts)
    printf '# Instructions of 1000 agent steps (network: of 1000 ties), written by bench/instructions.sh --renew\n%s\n' \
        "$now" | tee $baseline
    exit 0
fi

# before NAME: what the baseline says of it.
before() {
    sed -n "s/^$1 //p" $baseline
}

now=$(tools)
while read -r name value; do
    [[ $value == "$(before "$name")" ]] || skip "$name $value, and $baseline was made with $(before "$name")"
done <<<"$now"

status=0
now=$(counts)
while read -r name value; do
    known=$(before "$name")
    change=$(awk "BEGIN { printf \"%+.1f\", 100 * ($value / ${known:?no $name in $baseline} - 1) }")
    echo "$name: $value instructions, $known in $baseline ($change %)"
    if ((100 * value > (100 + margin) * known)); then
        echo "$name: more than $margin % above; if what it gives is worth that: bench/instructions.sh --renew" >&2
        status=1
    elif ((100 * value < (100 - margin) * known)); then
        echo "$name: more than $margin % below; please keep it: bench/instructions.sh --renew" >&2
    fi
done <<<"$now"
exit $status
