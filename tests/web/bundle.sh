#!/usr/bin/env bash
# The bundle of reports: small enough for a report of a megabyte, loads nothing, and its sources keep their form.
# shellcheck source=tests/support/source.sh
source tests/support/source.sh

: "${BUILD:?the build folder}"
for file in web/*.mjs web/src/*.js tests/web/*.mjs; do
    [[ $(head -c 3 "$file") == "// " ]] || complain "$file: does not begin with a comment that says what it is for"
    (($(wc -l <"$file") <= 500)) || complain "$file: more than 500 lines"
    while IFS= read -r text; do complain "$text"; done < <(awk -v file="$file" '
        length($0) > 120 { printf "%s:%d: %d columns, more than 120\n", file, FNR, length($0) }' "$file")
done
while IFS= read -r place; do complain "$place    <- would make markup of a text"; done < <(
    grep -nE 'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|rich:' web/src/*.js || true)

bundle=$BUILD/web
if [[ -f $bundle/report.js ]]; then
    size=$(cat "$bundle/report.js" "$bundle/report.css" | wc -c)
    ((size <= 600000)) || complain "$bundle: $size bytes, more than 600,000"
    while IFS= read -r address; do complain "$bundle: has the address $address"; done < <(
        grep -ohE 'https?://[^"'\''`) ]+' "$bundle/report.js" "$bundle/report.css" |
            grep -vE '^http://www\.w3\.org/|^https://www\.apache\.org/licenses/' || true)
fi
finish
