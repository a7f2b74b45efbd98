#!/usr/bin/env bash
# Runs every code block of the documentation: sh blocks as a user would, in a folder that holds the scenarios; ini blocks
# through `flywheel check`; blocks of other languages where what they need is installed. Blocks of one file run in its order
# in one folder. Lines that call scripts/ are left to the tests of a fresh clone.
set -euo pipefail
shopt -s nullglob

: "${FLYWHEEL:?}" "${PYTHON:?}"
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$root/scenarios" "$work/scenarios"
PATH=$(dirname "$FLYWHEEL"):$PATH
export PYTHONPATH=$root/analysis/python PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg
failures=0

# block N.LANGUAGE files of one document, in order
split() {
    awk -v out="$work/block" '
        /^```[a-z]/ { n++; name = sprintf("%s.%03d.%s", out, n, substr($0, 4)); inside = 1; next }
        /^```$/ { inside = 0; next }
        inside { print > name }' "$1"
}

complain() {
    echo "$1: this block fails:" >&2
    cat "$2" >&2
    tail -n 20 "$work/log" >&2
    failures=$((failures + 1))
}

# Whether what a block needs is there.
can_run() {
    case "$1" in
    *.python) "$PYTHON" -c 'import xarray, pandas, tables, scipy, matplotlib' ;;
    *.r) Rscript -e 'library(hdf5r)' ;;
    *.js) [[ -d ${BUILD:-}/readers/node_modules ]] && ln -sfn "$BUILD/readers/node_modules" node_modules ;;
    esac >/dev/null 2>&1
}

run_block() {
    case "$1" in
    *.sh) grep -v '^scripts/' "$1" >"$work/commands" || true
        bash -euo pipefail "$work/commands" ;;
    *.ini) cp "$1" "$work/mine.ini" && "$FLYWHEEL" check mine.ini ;;
    *.python) "$PYTHON" "$1" ;;
    *.r) LC_ALL=C.UTF-8 Rscript "$1" ;;
    *.js) cp "$1" block.mjs && node block.mjs ;;
    *.text) ;;
    *) echo "no way to run a block of this language" && return 1 ;;
    esac
}

cd "$work"
for document in "$root"/*.md "$root"/docs/*.md "$root"/bench/*.md "$root"/scenarios/*/*.md "$root"/analysis/python/*.md; do
    rm -f block.*
    split "$document"
    for block in block.*; do
        [[ -e $block ]] || continue
        can_run "$block" || continue
        run_block "$block" >log 2>&1 </dev/null || complain "${document#"$root"/}" "$block"
    done
done
exit $((failures > 0))
