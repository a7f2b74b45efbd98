#!/usr/bin/env bash
# Installs what is missing, builds, and passes the tests (all but those labelled slow). Ends with ctest's summary.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-deps.sh --test

mkdir -p build
log=build/test.log
echo "test: building (a few minutes the first time)" >&2
if ! { cmake --preset release -DFLY_TESTS=ON && cmake --build --preset release --parallel "$(nproc)"; } >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

ctest --preset release --parallel "$(nproc)"
