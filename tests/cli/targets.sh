#!/usr/bin/env bash
# What run and compare say of targets: a line each, the same in JSON, as the file has it; and nothing where there is none.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

"$PYTHON" -c 'import h5py, numpy' 2>/dev/null || exit 77
t=$folder/t.ini

# never FILE PATTERN: the last call wrote no line that matches.
never() {
    if grep -qE -- "$2" "$1"; then fail "$called: '$2' matches in: $(grep -m 1 -E -- "$2" "$1")"; fi
}

printf '[scenario]\nextends = %s/scenarios/presets/flywheel.ini\n[market]\nagents = 3000\n[time]\nhorizon = 52 weeks\n' "$PWD" >"$t"
printf '[run]\nreplicates = 12\n' >>"$t"
# what about half of the replicates reach
expect 0 run "$t" -o "$folder/t.h5" --quiet
bound=$("$PYTHON" -c 'import h5py, math, numpy, sys
with h5py.File(sys.argv[1]) as file:
    print(math.ceil(numpy.median(file["customers"][0][:, file["week"][()] == 26])))' "$folder/t.h5")
printf '[target reach]\nseries = customers\nweek = 26 weeks\nat_least = %d\n' "$bound" >>"$t"
printf '[target spend]\nseries = cost.incentives\nat_most = 1e9\n[target joined]\nseries = new_customers\nweek = 40\nat_least = 2500\n' >>"$t"

# ---- the sentences, after the table ----

expect 0 run "$t" -o "$folder/t.h5" --quiet
cp "$out" "$folder/text"
tail='met in [0-9]+ of 12 replicates \([0-9.]+ %, 95 % interval [0-9.]+ % to [0-9.]+ %\)$'
says "$out" "^target reach: customers at week 26 at least $bound: $tail"
says "$out" '^target spend: cost\.incentives by week 52 at most 1 bn: met in 12 of 12 replicates \(100 %, 95 % interval 74 % to 100 %\)$'
says "$out" '^target joined: new_customers by week 40 at least 2\.5 k: met in 0 of 12 replicates \(0 %, 95 % interval 0 % to 26 %\)$'
awk '/^  acquired / { seen = 1 } /^target / && seen != 1 { exit 1 }' "$out" || fail "$called: targets stand before the KPIs"

# ---- JSON says the same, and both what the series in the file say ----

expect 0 run "$t" --json
"$PYTHON" - "$out" "$folder/text" "$folder/t.h5" "$bound" <<'PYTHON' || fail "$called: the targets are not those of the text and the file"
import json, sys
import h5py, numpy
targets = json.load(open(sys.argv[1]))["targets"]
lines = [line for line in open(sys.argv[2]).read().split("\n") if line.startswith("target ")]
with h5py.File(sys.argv[3]) as file:
    week, met = file["week"][()], file["target_met"][()][0]
    customers = file["customers"][()][0][:, week == 26].ravel()
    labels = file["ledger"].asstr()[()]
    spent = file["cost"][()][0].sum(1)[:, labels == "incentives"].ravel() / 100
    joined = file["new_customers"][()][0].sum(2)[:, week <= 40].sum(1)
bound = int(sys.argv[4])
expected = [customers >= bound, spent <= 1e9, joined >= 2500]
good = [t["sentence"] for t in targets] == lines and [t["name"] for t in targets] == ["reach", "spend", "joined"]
good &= [t["n_met"] for t in targets] == [int(e.sum()) for e in expected] and 0 < targets[0]["n_met"] < 12
good &= all((met[:, k] == e).all() for k, e in enumerate(expected))
good &= all(t["n"] == 12 and t["scenario"] == "t" and t["low"] <= t["share"] <= t["high"] for t in targets)
good &= [t["is_sum"] for t in targets] == [False, True, True] and [t["week"] for t in targets] == [26, 52, 40]
good &= [t["at_least"] for t in targets] == [bound, None, 2500] and [t["at_most"] for t in targets] == [None, 1e9, None]
sys.exit(0 if good else 1)
PYTHON

# ---- each scenario has its own; --set moves a bound ----

printf '[scenario]\nextends = t.ini\n[target reach]\nat_least = 1\n[target more]\nseries = nps\nat_least = -100\n' >"$folder/u.ini"
expect 0 compare "$t" "$folder/u.ini"
says "$out" "^t, target reach: customers at week 26 at least $bound: $tail"
says "$out" '^u, target reach: customers at week 26 at least 1: met in 12 of 12 '
says "$out" '^u, target more: nps at week 52 at least -100: met in 12 of 12 '
never "$out" '^t, target more'
awk '/^u, target / { seen = 1 } /^They differ/ { exit seen != 1 }' "$out" || fail "$called: targets stand after the differences"
expect 0 compare "$t" "$folder/u.ini" --json
"$PYTHON" -c 'import json, sys
x = json.load(open(sys.argv[1]))["targets"]
sys.exit([(t["scenario"], t["name"]) for t in x] != [("t", "reach"), ("t", "spend"), ("t", "joined"), ("u", "reach"), ("u", "spend"),
    ("u", "joined"), ("u", "more")])' "$out" || fail "$called: not the targets of both"
expect 0 run "$t" --set target.joined.at_least=1 --set 'target.joined.week=1 week'
says "$out" '^target joined: new_customers by week 1 at least 1: '
expect 65 run "$t" --set target.reach.week=26.5
says "$err" '^--set: error: target\.reach\.week = 26\.5 weeks is not a whole number of recorded intervals of 1 week: write '

# ---- without targets not a word changes ----

expect 0 run "$folder/a.ini"
never "$out" 'target'
[[ -n $(tail -n 1 "$out") ]] || fail "$called: an empty line at the end"
expect 0 run "$folder/a.ini" --json
never "$out" 'target'
expect 0 compare "$folder/a.ini" "$folder/b.ini"
never "$out" 'target'

# ---- grids are listed as series are; what is counted in passing is not ----

expect 0 outputs
says "$out" '^  target_met  \(scenario, replicate, target\)  grid, 1$'
says "$out" '^  cohort_active  \(scenario, replicate, cohort, age, origin\)  grid, agents$'
never "$out" 'cohort_sales'
expect 0 outputs --markdown
# shellcheck disable=SC2016 # the backquotes are those of Markdown
says "$out" '^\| `cohort_revenue` \| cohort, age, origin \| money \| cohort \| '
# shellcheck disable=SC2016
says "$out" '^\| `origin` \| '
never "$out" 'cohort_sales'
expect 0 outputs --json
"$PYTHON" -c 'import json, sys
x = json.load(open(sys.argv[1]))
grids = {g["name"]: g for g in x["grids"]}
sys.exit(not (grids["cohort_active"]["dimensions"] == ["cohort", "age", "origin"] and grids["target_met"]["unit"] == "1" and
    not any(s["name"].startswith("cohort_sales") for s in x["series"])))' "$out" || fail "$called: the grids are not listed"
finish
