#!/usr/bin/env bash
# coast: the flywheel of its lesson runs down as the closed form says; the file holds both runs and what was cut.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
lesson=scenarios/lessons/coast_down.ini
wheel=scenarios/presets/flywheel.ini
small=(--set market.agents=2000 --set "time.horizon=60 weeks" -n 3)

refuse() {
    local status=$1 pattern=$2
    shift 2
    expect "$status" "$@"
    says "$err" "$pattern"
    is_empty "$out"
    [[ $(grep -c 'error:' "$err") -eq 1 ]] || fail "$called: not one error"
}

# json EXPRESSION: of the last answer (as x) and the estimates of its figures by name (f).
json() {
    "$PYTHON" - "$out" "$1" <<'PYTHON' || fail "$called: not $1"
import json, math, sys
x = json.load(open(sys.argv[1]))
f = {one["name"]: one["estimate"] for one in x["figures"]}
def near(a, b, within=1e-9):
    return abs(a - b) <= within * max(abs(a), abs(b))
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)
PYTHON
}

refuse 2 'coast wants SCENARIO\.ini, but got 0 operands' coast
refuse 2 'week 1\.5 is not recorded: write a whole number of intervals of 1 week, 2 for instance$' coast "$wheel" --week 1.5
refuse 2 'the cut must lie within the run: after week 0 and before week 260, not in week 260$' coast "$wheel" --week 260
refuse 2 'the cut must lie within the run: after week 0 .* not in week 0$' coast "$wheel" --week 0
refuse 2 "\\-\\-week: 'soon' is not a decimal number" coast "$wheel" --week soon
refuse 2 'run does not take --week' run "$wheel" --week 5
refuse 65 "no key 'enabld'; did you mean 'enabled'" coast "$wheel" --set wom.enabld=no
refuse 66 'none\.ini' coast "$folder/none.ini"

# ---- the answer ----

expect 0 coast "$lesson" -n 10
is_empty "$err"
says "$out" '^coast_down with paid acquisition cut from week 104 on: 10 replicates of 20,000 agents over 208 weeks$'
says "$out" '^  half_life +weeks '
says "$out" '^Without paid acquisition from week 104 on customers halve in '
if grep -qE ' $' "$out"; then fail "$called: lines that end in blanks"; fi

expect 0 coast "$lesson" -n 10 --json -o "$folder/two.h5" --threads 1
cp "$folder/two.h5" "$folder/one.h5"
json 'x["cut"] == 104 and x["n_halved"] == 10 and [s["name"] for s in x["scenarios"]] == ["coast_down", "coast_down-coast"]'
json 'f["half_life"]["n"] == 10 and near(f["half_life"]["mean"], math.log(2) / 0.02, 0.15)'
json 'near(f["churn"]["mean"], 0.05, 0.05) and near(f["multiplier"]["mean"], 2.5, 0.1)'
json 'f["word_of_mouth"]["mean"] == f["won_back"]["mean"] == f["on_the_way"]["mean"] == 0'
json '"does not hold" not in x["sentence"] and x["warnings"] == []'
expect 0 coast "$lesson" -n 10 -o "$folder/two.h5" --threads 3
cmp -s "$folder/two.h5" "$folder/one.h5" || fail "$called: another file than on one thread"

# the same cut said in other ways, and what compare finds for it
expect 0 coast "$wheel" "${small[@]}" --week 26 --json
cp "$out" "$folder/answer.json"
json 'x["cut"] == 26 and "does not hold here, since others came too" in x["sentence"]'
json 'f["customers_cut"]["mean"] < f["customers_uncut"]["mean"] and f["on_the_way"]["mean"] > 0'
expect 0 coast "$wheel" "${small[@]}" --week '182 days' --json
"$PYTHON" - "$folder/answer.json" "$out" <<'PYTHON' || fail "$called: another answer for the same week"
import json, sys
x, y = (json.load(open(path)) for path in sys.argv[1:3])
sys.exit(x["figures"] != y["figures"])
PYTHON
printf '[scenario]\nextends = %s/%s\n[coast]\nweek = 26\n' "$PWD" "$wheel" >"$folder/cut.ini"
expect 0 compare "$wheel" "$folder/cut.ini" "${small[@]}" --json
"$PYTHON" - "$folder/answer.json" "$out" <<'PYTHON' || fail "coast and compare differ"
import json, sys
x, y = (json.load(open(path)) for path in sys.argv[1:3])
f = {one["name"]: one["estimate"] for one in x["figures"]}
k, = (k for k in y["comparisons"][0]["kpis"] if k["name"] == "customers")
sys.exit(f["customers_uncut"] != k["a"] or f["customers_cut"] != k["b"])
PYTHON
expect 0 coast "$folder/cut.ini" "${small[@]}" --json
"$PYTHON" - "$folder/answer.json" "$out" <<'PYTHON' || fail "$called: the week of the scenario is not taken"
import json, sys
x, y = (json.load(open(path)) for path in sys.argv[1:3])
sys.exit(x["figures"] != y["figures"])
PYTHON
expect 0 coast "$wheel" "${small[@]}" --json
json 'x["cut"] == 30'
expect 0 coast "$wheel" "${small[@]}" --set time.record='8 weeks' --set time.horizon='40 weeks' --json
json 'x["cut"] in (16, 24)'

# nobody is there to leave; one replicate; a plan; money that is carried elsewhere
expect 0 coast "$folder/a.ini" --json
json 'x["sentence"] == "In week 13 there are no customers whose fall could be measured."'
expect 0 coast "$lesson" --replicate 3 --json
json '"(one replicate)" in x["sentence"]'
expect 0 coast "$wheel" "${small[@]}" --dry-run
says "$out" '^  coast\.week +30 weeks +--set$'
says "$out" '^would run 3 replicates of 2,000 agents over 60 weeks: 6 jobs'
expect 0 coast "$wheel" "${small[@]}" --set budget.unspent=carry
says "$err" 'warning: the money for media is not saved: it is carried to other activities'
finish
