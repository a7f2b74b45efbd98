#!/usr/bin/env bash
# docs/parameters.md and docs/outputs.md are what the program says today. To renew them:
#   flywheel params --markdown > docs/parameters.md; flywheel outputs --markdown > docs/outputs.md
# shellcheck source=tests/support/source.sh
source tests/support/source.sh

: "${FLYWHEEL:?the path of the program}"
for pair in params:parameters outputs:outputs; do
    file=docs/${pair#*:}.md
    "$FLYWHEEL" "${pair%:*}" --markdown | diff -u "$file" - || complain "$file is stale"
done
finish
