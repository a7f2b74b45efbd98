#!/usr/bin/env bash
# `flywheel sweep`: its points, its file, its answer, and what it says about experiments that are wrong.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

readers=yes
"$PYTHON" -c 'import h5netcdf, netCDF4, numpy, xarray' 2>/dev/null || readers=no

strategy() {
    printf '[market]\nagents = 500\ninitial_customers = 5 %%\n[time]\nhorizon = 20 weeks\n[run]\nreplicates = 3\n'
    printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n'
}
# sweep NAME LINES...: a scenario with these lines behind the strategy.
sweep() {
    local name=$1
    shift
    strategy >"$folder/$name.ini"
    printf '%s\n' "$@" >>"$folder/$name.ini"
}
# right FILE DIMS AXES KPIS: the file says so, to both readers.
right() {
    [[ $readers == no ]] || "$PYTHON" tests/cli/check_sweep.py "$@" || fail "$called: the file is not as it should be"
}
# plain POINT FILE SETS...: the KPIs of a plain run, for `right`.
plain() {
    local point=$1 file=$2 name
    shift 2
    name=$(basename "$file" .ini)
    printf '%s %s ' "$point" "$name"
    "$FLYWHEEL" run "$file" -q --json "$@" | tr -d '\n'
    echo
}

# a grid: the last axis changes fastest, a point is a plain run with its values
sweep grid '[axis price]' 'parameter = budget.weekly' 'values = 20, 80' \
    '[axis talk]' 'parameter = wom.promoter_rate' 'values = 0 /week : 0.3 /week : 3'
expect 0 sweep "$folder/grid.ini" -q -o "$folder/grid.h5"
says "$out" '^npv at 6 points: 3 replicates'
says "$out" '^ +5 +80 +0.3 '
says "$out" '^NPV of grid is largest at point'
for i in 0 1 2 3 4 5; do
    talks=(0 0.15 0.3)
    plain $i "$folder/grid.ini" -s "budget.weekly=$((i < 3 ? 20 : 80))" -s "wom.promoter_rate=${talks[i % 3]}/week"
done >"$folder/kpis"
right "$folder/grid.h5" '{"point": 6, "scenario": 1, "replicate": 3}' \
    '{"price": ["money", [20, 20, 20, 80, 80, 80]], "talk": ["1/week", [0, 0.15, 0.3, 0, 0.15, 0.3]]}' "$folder/kpis"

# threads, the order of a second run, and an output change nothing
expect 0 sweep "$folder/grid.ini" -q -t 1 --json
cp "$out" "$folder/one.json"
expect 0 sweep "$folder/grid.ini" -q -t 2 --json -o "$folder/two.h5"
cmp -s "$out" "$folder/one.json" || fail "$called: says something else than on one thread"
cmp -s "$folder/grid.h5" "$folder/two.h5" || fail "$called: the file is another one than on one thread"

# three strategies at every point, who is the best of them told; the axis is of a channel that one of them lacks
sweep a '[axis trust]' 'parameter = channel.ads.trust' 'values = 0.1, 0.9'
sweep b
sweep c
sed -i 's/channel ads/channel other/' "$folder/c.ini"
expect 0 sweep "$folder/a.ini" "$folder/b.ini" "$folder/c.ini" -q -o "$folder/abc.h5"
says "$out" '^npv of 3 strategies at 2 points: 3 replicates'
says "$out" '^  point +trust +ahead +npv +next +lead +95 % from +to +winner$'
says "$out" '^ +1 +0\.9 +[abc] .* (no clear winner|[abc])$'
says "$out" '^In NPV, of 2 points, a wins [0-2], b wins [0-2], c wins [0-2], and [0-2] ha(s|ve) no clear winner'
cp "$out" "$folder/told"
expect 0 compare "$folder/abc.h5"
cmp -s "$out" "$folder/told" || fail "$called: is not what sweep said"
expect 0 compare "$folder/abc.h5" --kpi spend
says "$out" '^spend at 2 points'
says "$out" '  1 more strategy is in the file'
for i in 0 1; do
    trust=(0.1 0.9)
    for s in a b; do plain $i "$folder/$s.ini" -s "channel.ads.trust=${trust[i]}"; done
    plain $i "$folder/c.ini"
done >"$folder/kpis"
right "$folder/abc.h5" '{"point": 2, "scenario": 3, "replicate": 3}' '{"trust": ["1", [0.1, 0.9]]}' "$folder/kpis"

# of two scenarios with axes the first makes the points, which is said
expect 0 sweep "$folder/a.ini" "$folder/grid.ini" -n 1
says "$err" 'warning: the axes of grid are not used: those of a make the points'
says "$out" 'at 2 points'

# sweep.against is the first of two
sweep against '[sweep]' 'against = b.ini' '[axis trust]' 'parameter = channel.ads.trust' 'values = 0.1, 0.9'
expect 0 sweep "$folder/against.ini" -q -n 2 -o "$folder/against.h5"
says "$out" ' b +against +difference '
right "$folder/against.h5" '{"point": 2, "scenario": 2, "replicate": 2}' '{"trust": ["1", [0.1, 0.9]]}' -

expect 66 sweep "$folder/against.ini" -s sweep.against=nowhere.ini
says "$err" '^--set: error: sweep.against: nowhere.ini cannot be read: No such file'
sed -i 's/against = b.ini/against = nowhere.ini/' "$folder/against.ini"
expect 66 sweep "$folder/against.ini"
says "$err" 'against.ini:13: error: sweep.against: .*nowhere.ini cannot be read: No such file'
[[ $(wc -l <"$err") -eq 1 ]] || fail "$called: says more than that"

# sub-experiments: an axis of one is not set in the other
sweep parts '[sweep]' 'replicates = 2' '[experiment talk]' '[experiment both]' 'design = sobol' 'points = 4' \
    '[axis price]' 'parameter = budget.weekly' 'values = 20 : 80 : 3' 'experiment = both' \
    '[axis talk]' 'parameter = wom.promoter_rate' 'values = 0 /week : 1 /week : 2'
expect 0 sweep "$folder/parts.ini" -q -o "$folder/parts.h5"
says "$out" '^npv at 6 points: 2 replicates'
right "$folder/parts.h5" '{"point": 6, "replicate": 2}' '{"price": ["money", [null, null, 42.5, 72.5, 57.5, 27.5]]}' -

# keep = all: series and grids; the weeks may not change then, else they may
sweep all '[sweep]' 'keep = all' '[axis price]' 'parameter = budget.weekly' 'values = 20, 80'
expect 0 sweep "$folder/all.ini" -q -o "$folder/all.h5"
if [[ $readers == yes ]]; then
    expect 0 run "$folder/all.ini" -q -s budget.weekly=80 -o "$folder/plain.h5"
    "$PYTHON" - "$folder/all.h5" "$folder/plain.h5" <<'PYTHON' || fail "the series of a sweep are not those of a plain run"
import sys, numpy, xarray
with xarray.open_dataset(sys.argv[1], engine="h5netcdf") as all_, xarray.open_dataset(sys.argv[2], engine="h5netcdf") as one:
    assert all_.sizes["week"] == 21 and all_.customers.dims == ("point", "scenario", "replicate", "week")
    for name, variable in one.data_vars.items():
        if variable.dtype.kind in "if" and "scenario" in variable.dims:
            there = all_[name].isel(point=1) if "point" in all_[name].dims else all_[name]
            assert numpy.array_equal(there.values, variable.values, equal_nan=True), name
PYTHON
fi
weeks=('[axis weeks_]' 'parameter = time.horizon' 'values = 10, 20')
sweep longer '[sweep]' 'keep = all' "${weeks[@]}"
expect 65 sweep "$folder/longer.ini"
says "$err" 'longer.ini:16: error: point 0 \(time.horizon = 10\): it changes the weeks'
sweep weeks "${weeks[@]}"
expect 0 sweep "$folder/weeks.ini" -q -o "$folder/weeks.h5"
for i in 0 1; do plain $i "$folder/weeks.ini" -s "time.horizon=$((i * 10 + 10))"; done >"$folder/kpis"
right "$folder/weeks.h5" '{"point": 2}' '{"weeks_": ["weeks", [10, 20]]}' "$folder/kpis"

# what is wrong with an experiment is said before anything is run, with its line
wrong() {
    local text=$1
    shift
    sweep wrong "$@"
    expect 65 sweep "$folder/wrong.ini" -o "$folder/wrong.h5"
    says "$err" "wrong.ini:$text"
    [[ ! -e $folder/wrong.h5.part ]] || fail "$called: left a file behind"
}
axis=('[axis a]' 'parameter = budget.weekly')
other=('[axis b]' 'parameter = market.agents')
expect 65 sweep "$folder/b.ini"
says "$err" 'b.ini: error: nothing is varied'
wrong '14: error: axis.a.values: how many\?' "${axis[@]}" 'values = 1 : 2'
wrong '13: error: how many points\?' '[sweep]' 'design = lhs' "${axis[@]}" 'values = 1 : 2'
wrong '17: error: axis.a.values: lhs, sobol and sensitivity analyses need a range' '[sweep]' 'design = lhs' 'points = 3' "${axis[@]}" 'values = 1, 2'
wrong '15: error: axis.a.with: there is no other \[axis c\]' "${axis[@]}" 'values = 1, 2' 'with = c'
wrong '15: error: axis.a.with: it has 2 values and \[axis b\] has 3' "${axis[@]}" 'values = 1, 2' 'with = b' "${other[@]}" 'values = 100, 200, 300'
wrong '19: error: axis.b.values: 3 values, and axis.a has 2' '[sweep]' 'design = list' "${axis[@]}" 'values = 1, 2' "${other[@]}" 'values = 100, 200, 300'
wrong "12: error: experiment 'e' has no axis" '[experiment e]' '[experiment f]' "${axis[@]}" 'values = 1, 2' 'experiment = f'
wrong '14: error: point 0 \(market.agents = 1\): network.degree' "${other[@]}" 'values = 1, 500'
wrong '12: error: more than 16777216 points' "${axis[@]}" 'values = 1 : 9 : 9999' "${other[@]}" 'values = 100 : 500000 : 9999'
expect 2 sweep "$folder/grid.ini" --kpi nvp -o "$folder/wrong.h5"
says "$err" "no KPI 'nvp'; did you mean npv\?"
[[ ! -e $folder/wrong.h5 && ! -e $folder/wrong.h5.part ]] || fail "$called: ran all the same"

# --plan asks for nothing and writes nothing
expect 0 sweep "$folder/grid.ini" --plan -o "$folder/plan.h5"
for line in 'points +6 of 2 axes' 'replicates +3 of each: 18 in all' 'agent-steps +about' 'time +about' 'memory +about' 'file +at most'; do
    says "$out" "^$line"
done
[[ ! -e $folder/plan.h5 && ! -e $folder/plan.h5.part ]] || fail "$called: wrote a file"
finish
