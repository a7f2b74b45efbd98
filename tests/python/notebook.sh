#!/usr/bin/env bash
# The notebook runs, and says what it says in the repository. To renew it: analysis/python/tests/run_notebook.py --write
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
export PYTHONDONTWRITEBYTECODE=1

"$PYTHON" -c 'import h5netcdf, h5py, ipykernel, matplotlib, nbclient, pandas, scipy, xarray' 2>/dev/null || exit 77

export PATH=${FLYWHEEL%/*}:$PATH
# Jupyter's files of a running kernel belong to this test alone
export JUPYTER_RUNTIME_DIR=$folder/jupyter IPYTHONDIR=$folder/ipython MPLCONFIGDIR=$folder/matplotlib
"$PYTHON" analysis/python/tests/run_notebook.py >"$out" 2>&1 || fail "the notebook: $(tail -c 3000 "$out")"
[[ $(wc -c <analysis/python/flywheel.ipynb) -lt 300000 ]] || fail "the notebook is larger than 300 kB"
! grep -qE '"(/tmp|/home|/root)' analysis/python/flywheel.ipynb || fail "the notebook names a machine's folders"
finish
