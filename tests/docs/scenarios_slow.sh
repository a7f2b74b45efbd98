#!/usr/bin/env bash
# Every scenario of the repository runs: some faults show only in a step.
set -euo pipefail

failures=0
for scenario in scenarios/*/*.ini; do
    said=$("$FLYWHEEL" run "$scenario" --replicates 1 --quiet 2>&1 >/dev/null) || {
        echo "$scenario does not run: $said" >&2
        failures=$((failures + 1))
    }
done
exit $((failures > 0))
