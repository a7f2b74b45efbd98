#!/usr/bin/env bash
# --max-memory: what needs too much is refused before it starts, and says how much it needs and may have.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
cd "$folder"

for command in 'run a.ini' 'compare a.ini b.ini' 'coast a.ini'; do
    # shellcheck disable=SC2086
    expect 75 $command --max-memory 1M -o no.h5
    says "$err" '^flywheel: error: this run needs about [0-9.]+ MB of memory and may use 1.05 MB \(--max-memory\): take fewer agents or threads, or change --max-memory'
    [[ ! -e no.h5 && ! -e no.h5.part ]] || fail "$called: left a file"
done
printf '[axis n]\nparameter = market.agents\nvalues = 500, 900000\n' | cat a.ini - >axes.ini
expect 75 sweep axes.ini -n 1 --max-memory 30M
says "$err" 'needs about [0-9.]+ MB of memory and may use 31.5 MB .*fewer replicates or an output \(-o\)'
expect 0 sweep axes.ini -n 1 --max-memory 30M -s axis.n.values=500
# all ways to write a size
for size in 1G 1g '1 G' 1GB '1 GB' 1e3M 1048576K 1T '50 %' 50% 0.5T 200%; do
    expect 0 run a.ini -q --max-memory "$size"
done
for size in 0 -1 1073741824 1X G % '' nan inf '1 2' 1GG 'all of it' '-5 %'; do
    expect 2 run a.ini --max-memory "$size" -o no.h5
    says "$err" "--max-memory takes a size such as 800M or 4G, or a share such as 50 %, not '$size'"
done
expect 75 run a.ini --max-memory '0.001 %'
says "$err" 'may use [0-9.]+ k?B \(--max-memory\)'
# without a word: 70 % of what there is
expect 75 run a.ini -s market.agents=2e9 -n 1
says "$err" 'needs about [0-9.]+ (GB|TB) of memory and may use [0-9.]+ GB \(70 % of what there is\)'
# an output keeps replicates on disk
need() {
    "$FLYWHEEL" "$@" --max-memory 1K 2>&1 | sed -n 's/.*needs about \([0-9.]*\) MB.*/\1/p' || true
}
few=$(need run a.ini -n 10 -o no.h5) many=$(need run a.ini -n 2000 -o no.h5) held=$(need run a.ini -n 2000)
awk -v a="$few" -v b="$many" -v c="$held" 'BEGIN { exit !(a > 0 && b < a * 1.1 && c > 2 * b) }' ||
    fail "10 replicates need $few MB, 2000 $many MB, and without an output $held MB"
# a plan and a dry run tell it and refuse nothing
expect 0 sweep axes.ini -n 1 --plan --max-memory 1M
says "$out" '^memory +about [0-9.]+ MB'
expect 0 run a.ini --dry-run --max-memory 1M
finish
