#!/usr/bin/env bash
# docs/outputs.md lists all that a result file can have, with type, dimensions and unit: nothing in the files of all commands
# is missing there, and nothing stands there that no file has.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

"$PYTHON" -c 'import h5py' 2>/dev/null || exit 77
preset=$PWD/scenarios/presets
small=(-q -s market.agents=500 -s time.horizon=30 -n 2)

# everything that a scenario may have: wheels, levers, shocks, segments, targets
printf '[scenario]\nextends = %s/flywheel.ini\n[shock ad]\nparameter = wom.promoter_rate\nshape = step\nstart = 10\nvalue = 2\n' "$preset" >"$folder/all.ini"
printf '[segment big]\nshare = 20 %%\n[segment small]\nshare = 80 %%\n[target soon]\nseries = customers\nweek = 10\nat_least = 1\n' >>"$folder/all.ini"
expect 0 compare "$folder/all.ini" "$preset/wheels.ini" "${small[@]}" -s run.antithetic=yes -o "$folder/compare.h5"
expect 0 decompose "$preset/flywheel.ini" "${small[@]}" -o "$folder/decompose.h5"
expect 0 coast "$preset/flywheel.ini" "${small[@]}" -o "$folder/coast.h5"
axis='[axis price]\nparameter = market.agents\nvalues = '
printf '[market]\nagents = 300\n[time]\nhorizon = 10\n[run]\nreplicates = 1\n[sweep]\nkeep = all\n[experiment e]\n%b' "$axis 200, 400\n" >"$folder/sweep.ini"
expect 0 sweep "$folder/sweep.ini" -q -o "$folder/sweep.h5"
printf '[market]\nagents = 300\n[time]\nhorizon = 10\n[run]\nreplicates = 1\n%b' "$axis 200 : 400\n" >"$folder/what.ini"
expect 0 sensitivity "$folder/what.ini" -q --samples 2 -o "$folder/what.h5"
expect 0 tornado "$preset/funnel.ini" "$preset/flywheel.ini" -q -s market.agents=300 -s time.horizon=10 -n 1 -o "$folder/tornado.h5"
"$PYTHON" tests/docs/check_outputs.py docs/outputs.md "$folder"/{compare,decompose,coast,sweep,what,tornado}.h5 || fail "docs/outputs.md"
finish
