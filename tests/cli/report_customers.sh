#!/usr/bin/env bash
# The report's sections about the journey, the wheel, money and customers: whole, in balance, the terminal's numbers.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
page=$folder/page.html
presets=scenarios/presets

# check [ANSWER.json RESULT.h5]: the page is well-formed and its figures are right.
check() {
    "$PYTHON" tests/cli/check_report.py "$page" "$@" >"$folder/wrong" || fail "$called: $(head -c 1000 "$folder/wrong")"
}

# has SECTION, lacks SECTION
has() {
    grep -q "<section id=\"$1\"" "$page" || fail "$called: no section '$1'"
}
lacks() {
    if grep -q "<section id=\"$1\"" "$page"; then fail "$called: a section '$1'"; fi
}

# Two strategies: everything is there.
expect 0 compare $presets/funnel.ini $presets/flywheel.ini --set market.agents=4000 -n 4 --json --report "$page" \
    -o "$folder/x.h5"
check "$out" "$folder/x.h5"
for section in journey wheel money customers; do has $section; done

# The same replicate alone, of one strategy, has no interval; three strategies; pairs.
expect 0 run $presets/flywheel.ini --set market.agents=1000 -n 1 --report "$page"
check
for section in journey wheel money customers; do has $section; done
expect 0 compare $presets/funnel.ini $presets/flywheel.ini $presets/community.ini --set market.agents=1000 -n 2 \
    --set run.antithetic=yes --report "$page"
check

# What is switched off is left out: no money, nobody buys again, nobody is content or not.
expect 0 run scenarios/lessons/bass.ini --set market.agents=1000 -n 2 --report "$page"
check
lacks wheel
lacks money
if grep -q 'id="attitudes"' "$page"; then fail "$called: attitudes without satisfaction"; fi
expect 0 run $presets/funnel.ini --set market.agents=1000 --set cohort.enabled=no -n 2 --report "$page"
check
if grep -Eq 'id="(retention|families|friends)"' "$page"; then fail "$called: cohorts or families that are switched off"; fi

# A coast's file shows the fall that was measured, beside the closed form.
expect 0 coast scenarios/lessons/coast_down.ini --set market.agents=3000 -n 3 --report "$page"
check
grep -q 'data-group="by churn and referrals alone"' "$page" || fail "$called: no closed form beside what was measured"

# Experiments are about other things.
cp "$folder/a.ini" "$folder/axis.ini"
printf '[axis talk]\nparameter = wom.promoter_rate\nvalues = 0.1 /week, 0.3 /week\n' >>"$folder/axis.ini"
expect 0 sweep "$folder/axis.ini" --report "$page"
check
for section in journey wheel money customers; do lacks $section; done

finish
