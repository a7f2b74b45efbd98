#!/usr/bin/env bash
# decompose: its values are differences that compare finds too, its parts add up, and its file holds the four runs.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
wheel=scenarios/presets/flywheel.ini
small=(--set market.agents=2000 --set "time.horizon=104 weeks" -n 3)

refuse() {
    local status=$1 pattern=$2
    shift 2
    expect "$status" "$@"
    says "$err" "$pattern"
    is_empty "$out"
}

# json EXPRESSION: of the last answer (as x), what each is worth by name (w), and the figures of referrals (r).
json() {
    "$PYTHON" - "$out" "$1" <<'PYTHON' || fail "$called: not $1"
import json, sys
x = json.load(open(sys.argv[1]))
w, r = {one["of"]: one for one in x["worth"]}, {one["name"]: one["estimate"]["mean"] for one in x["referrals"]}
def near(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)
PYTHON
}

refuse 2 'decompose wants SCENARIO\.ini, but got 0 operands' decompose
refuse 2 'decompose wants SCENARIO\.ini, but got 2 operands' decompose "$wheel" "$wheel"
refuse 65 "no key 'enabld'; did you mean 'enabled'" decompose "$wheel" --set wom.enabld=no
[[ $(grep -c 'error:' "$err") -eq 1 ]] || fail "$called: the same error is told more than once"
refuse 66 'none\.ini' decompose "$folder/none.ini"
refuse 2 'would overwrite a scenario' decompose "$folder/a.ini" -o "$folder/a.ini"

# ---- the answer ----

expect 0 decompose "$wheel" "${small[@]}"
is_empty "$err"
says "$out" '^flywheel with and without word of mouth and referrals: 3 replicates of 2,000 agents over 104 weeks$'
says "$out" '^  word of mouth +[-0-9]'
says "$out" '^  interaction +'
says "$out" '^  referral_value_each +money '
says "$out" '[Ww]ord of mouth '
if grep -qE ' $' "$out"; then fail "$called: lines that end in blanks"; fi

expect 0 decompose "$wheel" "${small[@]}" --json -o "$folder/four.h5" --threads 1
cp "$folder/four.h5" "$folder/one.h5"
json 'list(w) == ["word of mouth", "referrals", "both"]'
json 'all(near(one["value"]["mean"], one["expansion"]["mean"] + one["acceleration"]["mean"]) for one in w.values())'
json 'all(near(one["value"]["mean"], x["npv"]["mean"] - one["npv"]["mean"]) for one in w.values())'
json 'near(x["interaction"]["mean"],
    w["both"]["value"]["mean"] - w["word of mouth"]["value"]["mean"] - w["referrals"]["value"]["mean"])'
json 'near(r["type_one"] + r["type_two"], r["referred"]) and r["referred"] > 0'
json '[s["name"] for s in x["scenarios"]] == ["flywheel", "flywheel-no-wom", "flywheel-no-referral", "flywheel-neither"]'
cp "$out" "$folder/answer.json"
expect 0 decompose "$wheel" "${small[@]}" -o "$folder/four.h5" --threads 3
cmp -s "$folder/four.h5" "$folder/one.h5" || fail "$called: another file than on one thread"

# what compare finds for a file that says so itself
printf '[scenario]\nextends = %s/%s\n[wom]\nenabled = no\n' "$PWD" "$wheel" >"$folder/silent.ini"
expect 0 compare "$folder/silent.ini" "$wheel" "${small[@]}" --json
"$PYTHON" - "$folder/answer.json" "$out" <<'PYTHON' || fail "decompose and compare differ"
import json, sys
x, y = (json.load(open(path)) for path in sys.argv[1:3])
npv, = (k for k in y["comparisons"][0]["kpis"] if k["name"] == "npv")
sys.exit(x["worth"][0]["value"] != npv["difference"])
PYTHON

# what is off already is worth exactly nothing
expect 0 decompose scenarios/presets/funnel.ini "${small[@]}" --json
json 'all(w["referrals"][part]["mean"] == 0 == w["referrals"][part]["sd"] for part in ("value", "expansion", "acceleration"))'
json 'w["both"]["value"] == w["word of mouth"]["value"] and x["interaction"]["mean"] == 0 and r["referral_value"] == 0'
json '"Referrals are worth exactly nothing." in x["sentence"] and x["sentence"].endswith("That is the sum of the two.")'

# that the money of a missing programme goes elsewhere is no slip of the user
expect 0 decompose "$wheel" "${small[@]}" --json
json 'x["warnings"] == []'
expect 0 decompose "$wheel" "${small[@]}" --dry-run
says "$out" '^would run 3 replicates of 2,000 agents over 104 weeks: 12 jobs'
says "$out" '^  wom\.enabled +no +--set$'
expect 0 decompose "$wheel" "${small[@]}" --replicate 2 --json
json 'x["sentence"].endswith(" One replicate gives no interval, so all this may be chance.")'
finish
