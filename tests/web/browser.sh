#!/usr/bin/env bash
# Reports in a browser: made pages with every kind of chart, hostile names and odd tables, and a report of the program's own.
set -euo pipefail

: "${FLYWHEEL:?the path of the program}" "${BUILD:?the build folder}"
bundle=$BUILD/web
out=$BUILD/web-test
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}

# Without a browser there is nothing to test, but where one is required that is a failure.
skip() {
    echo "web: $1" >&2
    [[ ${FLY_REQUIRE_BROWSER:-0} == 1 ]] && exit 1
    exit 77
}

[[ -x $CHROMIUM ]] || skip "$CHROMIUM is not installed (scripts/install-deps.sh --test)"
command -v npm >/dev/null || skip "npm is not installed"
[[ -f $bundle/report.js ]] || skip "this build has no charts (-DFLYWHEEL_WEB=OFF)"

mkdir -p "$out"
if ! cmp -s tests/web/package-lock.json "$out/fetched"; then
    cp tests/web/package.json tests/web/package-lock.json "$out"
    (cd "$out" && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error) || skip "npm is offline"
    cp tests/web/package-lock.json "$out/fetched"
fi

rm -rf "$out/pages" "$out/seen"
node tests/web/fixture.mjs "$bundle" "$out/pages"
"$FLYWHEEL" compare scenarios/presets/funnel.ini scenarios/presets/flywheel.ini --set market.agents=2000 --replicates 4 \
    --quiet -o "$out/pages/result.h5" >/dev/null
"$FLYWHEEL" report "$out/pages/result.h5" -o "$out/pages/own.html"
node tests/web/check.mjs "$out" "$out/seen" "$out"/pages/{kinds,names,edges,own}.html
