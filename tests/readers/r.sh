#!/usr/bin/env bash
# R opens result files with hdf5r and with rhdf5: names, units, labels and values as exported.
# shellcheck source=tests/support/readers.sh
source tests/support/readers.sh

need "R" Rscript --version
for package in hdf5r rhdf5; do need "$package of R" Rscript -e "library($package)"; done
make_results
for package in hdf5r rhdf5; do
    LC_ALL=C.UTF-8 Rscript tests/readers/check.R "$package" "$folder" "${results[@]}" 2>"$err" || fail "$package: $(tail -c 300 "$err")"
done
finish
