#!/usr/bin/env bash
# The shortest way to an answer: installs what is missing, builds, compares a funnel with a flywheel at equal budget,
# prints the answer and leaves demo.html, a report, and demo.h5, the result, beside the README.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-deps.sh

mkdir -p build
log=build/demo.log
echo "demo: building (about a minute the first time)" >&2
if ! { cmake --preset release -DFLY_TESTS=OFF && cmake --build --preset release --parallel "$(nproc)"; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

build/release/flywheel compare scenarios/presets/funnel.ini scenarios/presets/flywheel.ini --replicates 20 -o demo.h5 --report demo.html
