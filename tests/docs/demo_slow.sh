#!/usr/bin/env bash
# The README's first command in a fresh clone, twice: it prints what the README shows and leaves demo.h5 and demo.html.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git -c safe.directory="$PWD" clone -q --no-hardlinks "$PWD" "$work/clone"
cd "$work/clone"

awk '/^```text/ { inside = 1; next } /^```$/ { if (inside) exit } inside' README.md >"$work/expected"
for _ in first again; do
    rm -f demo.h5 demo.html
    scripts/demo.sh >"$work/printed" 2>"$work/messages" || { cat "$work/messages" >&2 && exit 1; }
    [[ -s demo.h5 && -s demo.html ]]
    diff "$work/expected" "$work/printed"
done
