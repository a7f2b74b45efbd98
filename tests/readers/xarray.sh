#!/usr/bin/env bash
# A result file opens in xarray (through h5netcdf and netCDF4), h5py and pandas, says there what it should, and what the
# program's own export says.
# shellcheck source=tests/support/readers.sh
source tests/support/readers.sh

need "xarray with h5netcdf, netCDF4, h5py, pandas and tables" "$PYTHON" -c 'import h5netcdf, h5py, netCDF4, pandas, tables, xarray'

make_results
for name in "${results[@]}"; do
    "$PYTHON" tests/readers/check_xarray.py "$folder/$name.h5" "$folder/$name.json" || fail "xarray: $name"
    "$PYTHON" tests/cli/check_export.py "$folder/$name.h5" "$folder/$name" "$folder/$name.json" || fail "h5py: $name"
done

expect 0 compare "$folder/a.ini" "$folder/b.ini" -o "$folder/two.h5"
"$PYTHON" tests/readers/check_xarray.py "$folder/two.h5" || fail "$called: the file does not read as it should"
expect 0 run "$folder/a.ini" -n 1 -o "$folder/one.h5"
"$PYTHON" tests/readers/check_xarray.py "$folder/one.h5" || fail "$called: the file does not read as it should"

# scenarios that differ in their cohorts and targets, with customers of all kinds: the file holds both
printf '[scenario]\nextends = %s/scenarios/presets/flywheel.ini\n[market]\nagents = 3000\ninitial_customers = 5 %%\n' "$PWD" >"$folder/c.ini"
printf '[time]\nhorizon = 60\n[run]\nreplicates = 3\n[target early]\nseries = customers\nweek = 13\nat_least = 1\n' >>"$folder/c.ini"
printf '[scenario]\nextends = c.ini\n[cohort]\nlength = 7\n[target late]\nseries = revenue\nat_most = 1e6\n' >"$folder/d.ini"
for file in c d; do
    expect 0 run "$folder/$file.ini" -o "$folder/$file.h5"
    "$PYTHON" tests/readers/check_xarray.py "$folder/$file.h5" || fail "$called: the file does not read as it should"
done
expect 0 compare "$folder/c.ini" "$folder/d.ini" -o "$folder/differ.h5"
"$PYTHON" - "$folder/differ.h5" <<'PYTHON' || fail "$called: grids of scenarios that differ are not united"
import sys, xarray
with xarray.open_dataset(sys.argv[1], engine="h5netcdf") as ds:
    met = ds.target_met.sel(target="late")
    good = list(ds.target.values) == ["early", "late"]
    good &= bool(met.sel(scenario="c").isnull().all() and met.sel(scenario="d").notnull().all())
    good &= list(ds.cohort.values[:5]) == ["initial", "0", "26", "52", "7"] and ds.sizes["age"] == 10
    active = ds.cohort_active
    good &= bool(active.sel(scenario="c", cohort="7").isnull().all())
    good &= bool(active.sel(scenario="d", cohort="7", age=0).sum() > 0 and active.sel(scenario="c", age=4).isnull().all())
    sys.exit(0 if good else 1)
PYTHON
finish
