#!/usr/bin/env bash
# The Python package installs without a network, and says of result files what the program says of them.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
export PYTHONDONTWRITEBYTECODE=1

"$PYTHON" -c 'import setuptools, pip, wheel, h5netcdf, h5py, pandas, scipy, tables, xarray' 2>/dev/null || exit 77

# pip leaves its work beside what it installs, so it gets a copy
cp -r analysis/python "$folder/source"
"$PYTHON" -m pip install --quiet --no-build-isolation --no-deps --no-index --root-user-action ignore \
    --target "$folder/installed" "$folder/source" >"$out" 2>&1 || fail "pip install: $(tail -n 5 "$out")"
[[ ! -e $folder/installed/bin ]] || fail "the package brings programs, whose names may clash"
(cd "$folder" && PYTHONPATH=$folder/installed "$PYTHON" -c 'import flywheel; print(flywheel.__file__)') >"$out"
grep -q "^$folder/installed/" "$out" || fail "the installed package is not the one that is found: $(cat "$out")"

PYTHONPATH=$folder/installed "$PYTHON" -W error::RuntimeWarning -m unittest discover -s analysis/python/tests >"$out" 2>&1 ||
    fail "tests of the package: $(cat "$out")"
finish
