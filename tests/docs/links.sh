#!/usr/bin/env bash
# Every file that the documentation links to or names as a test exists.
set -euo pipefail
shopt -s nullglob

failures=0
complain() {
    echo "$1: $2 does not exist" >&2
    failures=$((failures + 1))
}

for document in *.md docs/*.md bench/*.md scenarios/*/*.md analysis/python/*.md; do
    while read -r target; do
        [[ $target == http* || $target == '#'* || -e $(dirname "$document")/${target%%#*} ]] || complain "$document" "$target"
    done < <(grep -oE '\]\([^)]+\)' "$document" | sed 's/^](//; s/)$//')
    while read -r test; do
        [[ -e tests/$test ]] || complain "$document" "tests/$test"
    done < <(tr -s '` |' '\n' <"$document" | grep -E '^(unit|laws|determinism|faults)/[a-z_]+\.(c|sh)$')
done
exit $((failures > 0))
