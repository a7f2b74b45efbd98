#!/usr/bin/env bash
# tornado: its figures are those of compare with --set, on any number of threads; what it refuses, and how it is stopped.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
funnel=scenarios/presets/funnel.ini wheel=scenarios/presets/flywheel.ini
small=(--set market.agents=300 --set "time.horizon=26 weeks")

refuse() {
    local status=$1 pattern=$2
    shift 2
    expect "$status" "$@"
    says "$err" "$pattern"
    is_empty "$out"
}

# json FILE EXPRESSION: of the answer in FILE (as x), its parameters by name (p).
json() {
    "$PYTHON" - "$1" "$2" <<'PYTHON' || fail "$called: not $2"
import json, sys
x = json.load(open(sys.argv[1]))
p = {entry["parameter"]: entry for entry in x.get("parameters", x.get("plan", []))}
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)
PYTHON
}

# ---- what is wrong with a call ----

refuse 2 'tornado wants A\.ini B\.ini, but got 1 operand' tornado "$funnel"
refuse 2 'tornado wants A\.ini B\.ini, but got 3 operands' tornado "$funnel" "$wheel" "$funnel"
refuse 2 "there is no KPI 'nvp'; did you mean npv\?" tornado "$funnel" "$wheel" --kpi nvp
refuse 2 "there is no KPI 'zzzzzz' \(see: flywheel outputs\)" tornado "$funnel" "$wheel" --kpi zzzzzz
refuse 2 '--top takes a whole number' tornado "$funnel" "$wheel" --top few
refuse 2 'run does not take --kpi' run "$funnel" --kpi npv
refuse 65 "no key 'agnts'; did you mean 'agents'" tornado "$funnel" "$wheel" --set market.agnts=3
refuse 66 'none\.ini' tornado "$funnel" "$folder/none.ini"

# ---- the answer ----

expect 0 tornado "$funnel" "$wheel" "${small[@]}" --json --threads 1
cp "$out" "$folder/answer.json"
json "$out" 'x["a"] == "funnel" and x["b"] == "flywheel" and x["kpi"]["name"] == "npv" and x["n_replicates"] == 4'
json "$out" '[e["swing"]["mean"] for e in x["parameters"]] == sorted((e["swing"]["mean"] for e in x["parameters"]), reverse=True)'
json "$out" 'len(p) > 20 and len(x["idle"]) > 5 and x["n_left_out"] == 0 and
    not (set(p) & set(x["idle"])) and "channel.ads.max_reach" in p and "channel.ads.trust" not in p and
    x["n_changes"] > 1.5 * len(p)'
json "$out" 'x["n_turns"] == sum(bool(e[s] and e[s].get("turns")) for e in x["parameters"] for s in ("low", "high"))'
expect 0 tornado "$funnel" "$wheel" "${small[@]}" --json --threads 3
cmp -s "$out" "$folder/answer.json" || fail "$called: another answer than on one thread"

# every figure is what compare says with the same --set
for setting in channel.ads.max_reach=0.019 engage.lead_to_customer=0.2 friction.attract.data=0.1 network.degree=16; do
    expect 0 compare "$funnel" "$wheel" "${small[@]}" -n 4 --set "$setting" --json
    "$PYTHON" - "$folder/answer.json" "$out" "$setting" <<'PYTHON' || fail "tornado and compare differ at $setting"
import json, sys
tornado, compare = (json.load(open(path)) for path in sys.argv[1:3])
change, = (e[side] for e in tornado["parameters"] for side in ("low", "high")
           if e[side] and e[side]["set_a"] == sys.argv[3] == e[side]["set_b"])
npv, = (k for k in compare["comparisons"][0]["kpis"] if k["name"] == "npv")
sys.exit(not all(change["difference"][key] == npv["difference"][key] for key in ("n", "mean", "sd", "low", "high")))
PYTHON
done
expect 0 compare "$funnel" "$wheel" "${small[@]}" -n 4 --json
"$PYTHON" - "$folder/answer.json" "$out" <<'PYTHON' || fail "tornado and compare differ as it is"
import json, sys
tornado, compare = (json.load(open(path)) for path in sys.argv[1:3])
npv, = (k for k in compare["comparisons"][0]["kpis"] if k["name"] == "npv")
sys.exit(tornado["base"]["mean"] != npv["difference"]["mean"])
PYTHON

# for people, whole and in part
expect 0 tornado "$funnel" "$wheel" "${small[@]}"
is_empty "$err"
says "$out" '^NPV of flywheel less that of funnel: 4 replicates of 300 agents over 26 weeks$'
says "$out" '^As it is: .*95 % interval'
says "$out" '^  parameter +value +low +difference +\+- +high +difference +\+- +swing +\+- +turns at$'
says "$out" '^  channel\.ads\.max_reach +0\.038 /week +0\.019 '
says "$out" '^[0-9]+ others change nothing: '
says "$out" '^The winner '
if grep -qE ' $' "$out"; then fail "$called: lines that end in blanks"; fi
expect 0 tornado "$funnel" "$wheel" "${small[@]}" --top 2 -n 2
[[ $(grep -cE '^  [a-z]+\.' "$out") -eq 2 ]] || fail "$called: not two parameters"
says "$out" '^[0-9]+ more swing less\.$'
says "$out" ': 2 replicates of'
expect 0 tornado "$funnel" "$wheel" "${small[@]}" --top 3 -n 2 --json
json "$out" 'len(p) == 3 and x["n_left_out"] > 10'
expect 0 tornado "$funnel" "$wheel" "${small[@]}" --top 2 -n 2 --markdown --kpi customers
says "$out" '^customers of flywheel less that of funnel'
says "$out" '^\| parameter \| value \| low \| difference '
[[ $(grep -cE '^\| `' "$out") -eq 2 ]] || fail "$called: not two rows"
expect 0 tornado "$funnel" "$wheel" "${small[@]}" -n 2 --kpi spend
says "$out" '^Neither a high nor a low spend is better, so there is no winner that could change\.$'

# ---- what is changed, and what cannot be ----

expect 0 tornado "$funnel" "$wheel" --dry-run
says "$out" '^  customer\.margin +0\.3 +0\.176 +0\.462$'
says "$out" '^would run 4 replicates of 200,000 agents over 260 weeks: 2 scenarios and [0-9]+ changed ones, [0-9]+ jobs on'
expect 0 tornado "$funnel" "$wheel" --dry-run --json
json "$out" 'p["customer.margin"]["low"]["set_b"] == "customer.margin=0.176" and x["n_jobs"] > 1000'

printf '[scenario]\nextends = %s/%s\n[network]\ndegree = 6\n[friction engage]\npricing = 0.1\n' "$PWD" "$funnel" >"$folder/six.ini"
printf '[scenario]\nextends = %s/%s\n[network]\ndegree = 6\n' "$PWD" "$wheel" >"$folder/wheel.ini"
expect 0 tornado "$folder/six.ini" "$folder/wheel.ini" "${small[@]}" -n 2
says "$out" '^Not run: network\.degree=3 \(.*even'
expect 0 tornado "$folder/six.ini" "$folder/wheel.ini" "${small[@]}" --dry-run
says "$out" '^  friction\.engage\.pricing +0\.1 / 0 +0\.0526 / - +0\.182 / -$'
# the user's own --set is where a change starts from
expect 0 tornado "$funnel" "$wheel" --set customer.margin=0.5 --dry-run
says "$out" '^  customer\.margin +0\.5 +0\.333 +0\.667$'
# two names for one file
expect 0 tornado "$funnel" "$funnel" "${small[@]}" -n 2
says "$out" '^As it is neither is ahead in NPV, so there is no winner that could change\.$'
# one replicate has no interval
expect 0 tornado "$funnel" "$wheel" "${small[@]}" --replicate 3 --top 1
says "$out" '^As it is: .* \(one replicate, so no interval\)'

# ---- 130: stopped while the changes run ----

set -m
"$FLYWHEEL" tornado "$funnel" "$wheel" --set market.agents=3000 -n 200 >"$out" 2>"$err" </dev/null &
job=$!
set +m
sleep 1
kill -s INT "$job"
got=0
wait "$job" || got=$?
called="tornado stopped by SIGINT"
[[ $got -eq 130 ]] || fail "$called: exit $got instead of 130"
says "$err" 'interrupted: nothing was written'
is_empty "$out"
finish
