#!/usr/bin/env bash
# Every scenario of the repository is right and nothing about it needs a warning, and its first line says what it asks.
# The company is a base for strategies: without their money some of it can do nothing.
set -euo pipefail

failures=0
complain() {
    echo "$1" >&2
    failures=$((failures + 1))
}

for scenario in scenarios/*/*.ini bench/*.ini; do
    said=$("$FLYWHEEL" check "$scenario" 2>&1) || complain "$scenario is refused: $said"
    [[ $scenario == scenarios/presets/company.ini || $said != *warning* ]] || complain "$scenario is warned of: $said"
    [[ $(head -n 1 "$scenario") == ';'*'?'* ]] || complain "$scenario does not begin with its question"
done
exit $((failures > 0))
