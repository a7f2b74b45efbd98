#!/usr/bin/env bash
# Builds the Release and prints the bench table (--json: as JSON). Run it on a quiet machine, from anywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >/dev/null
cmake --build --preset release --target bench_engine -j "$(nproc)" >/dev/null
OMP_WAIT_POLICY=passive exec build/release/bench_engine "$@"
