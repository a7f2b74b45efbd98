#!/usr/bin/env bash
# A result file opens in xarray, h5py and pandas, and says there what it should.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

"$PYTHON" -c 'import h5netcdf, h5py, netCDF4, pandas, tables, xarray' 2>/dev/null || exit 77

expect 0 compare "$folder/a.ini" "$folder/b.ini" -o "$folder/two.h5"
"$PYTHON" tests/cli/check_xarray.py "$folder/two.h5" || fail "$called: the file does not read as it should"
expect 0 run "$folder/a.ini" -n 1 -o "$folder/one.h5"
"$PYTHON" tests/cli/check_xarray.py "$folder/one.h5" || fail "$called: the file does not read as it should"
finish
