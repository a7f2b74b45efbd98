#!/usr/bin/env bash
# ncdump, of the netCDF library in C, prints result files: dimensions, units, fill values, labels and values as exported.
# shellcheck source=tests/support/readers.sh
source tests/support/readers.sh

need "ncdump" command -v ncdump
need "Python" command -v "$PYTHON"
make_results
for name in "${results[@]}"; do
    LC_ALL=C ncdump -p 9,17 "$folder/$name.h5" >"$folder/$name.cdl" 2>"$err" || fail "ncdump: $name: $(head -c 300 "$err")"
    "$PYTHON" tests/readers/check_ncdump.py "$folder/$name.cdl" "$folder/$name.json" || fail "ncdump: $name"
done
finish
