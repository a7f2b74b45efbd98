#!/usr/bin/env bash
# What compare says beside its figures: in what the scenarios differ, and what makes the figures hard to compare.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
a=$folder/a.ini b=$folder/b.ini

# never FILE PATTERN: the last call wrote no line that matches.
never() {
    if grep -qE -- "$2" "$1"; then fail "$called: '$2' matches in: $(grep -m 1 -E -- "$2" "$1")"; fi
}

# firm NAME AGENTS SETTINGS: a firm of the presets, which spends money, in a small market.
firm() {
    printf '[scenario]\nextends = %s/scenarios/presets/funnel.ini\n[time]\nhorizon = 26 weeks\n[run]\nreplicates = 3\n' "$PWD" >"$folder/$1.ini"
    printf '[market]\nagents = %s\n%b' "$2" "$3" >>"$folder/$1.ini"
}

# json EXPRESSION: of the answer of the last call with --json (as x), its only comparison (c) and its warnings (w).
json() {
    "$PYTHON" - "$out" "$1" <<'PYTHON' || fail "$called: not $1"
import json, sys
x = json.load(open(sys.argv[1]))
c, w = x["comparisons"][0], [warning["text"] for warning in x["warnings"]]
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)
PYTHON
}

# ---- scenarios that differ in nothing: no difference, no winner, no warning ----

expect 0 compare "$a" "$b"
says "$out" '^They differ in nothing\.$'
never "$out" 'They differ in:'
is_empty "$err"
says "$out" '^  npv .* 0 +0 +0 +- +never$'
never "$out" '[0-9] %  '
expect 0 compare "$a" "$b" --json
json 'c["differences"] == [] and all(k["wins"] is None for k in c["kpis"]) and w == []'

# ---- every parameter that differs is told, with its values, and no other; a title is none ----

printf '[scenario]\ntitle = The other one\nextends = a.ini\n[market]\ninitial_customers = 20 %%\n' >"$folder/c.ini"
printf '[run]\nreplicates = 3\n[scenario]\nextends = a.ini\n' >"$folder/d.ini"
expect 0 compare "$a" "$folder/c.ini"
says "$out" '^They differ in:$'
says "$out" '^  parameter +a +c$'
says "$out" '^  market\.initial_customers +0 +0\.2$'
never "$out" '^  (scenario\.|market\.agents|time\.)'
[[ $(sed -n '/^They differ/,/^$/p' "$out" | wc -l) -eq 4 ]] || fail "$called: more differences than one"
awk '/^  npv / { seen = 1 } /^They differ/ && seen { seen = 2 } / (winner|beats) / && seen == 2 { seen = 3 }
    END { exit seen != 3 }' "$out" || fail "$called: the differences do not stand between table and sentence"
expect 0 compare "$a" "$folder/c.ini" --json
json 'len(c["differences"]) == 1 and c["differences"][0] == {"parameter": "market.initial_customers", "unit": "", "a": "0",
    "b": "0.2", "origin_a": "default", "origin_b": c["differences"][0]["origin_b"]} and
    c["differences"][0]["origin_b"].endswith("c.ini:5")'
expect 0 compare "$a" "$folder/d.ini"
says "$out" '^They differ in nothing\.$'

# an instance that only one has: all its values, and none on the other side, whichever side it is
printf '[scenario]\nextends = a.ini\n[channel fair]\nshare = 100 %%\n' >"$folder/fair.ini"
expect 0 compare "$a" "$folder/fair.ini"
says "$out" '^  channel\.fair\.share +- +1$'
expect 0 compare "$folder/fair.ini" "$a"
says "$out" '^  channel\.fair\.share +1 +-$'
expect 0 compare "$folder/fair.ini" "$a" --json
json '[d["b"] is None and d["origin_b"] is None and d["origin_a"].endswith("fair.ini:4") for d in c["differences"]
    if d["parameter"] == "channel.fair.share"] == [True]'

# each pair has its own
expect 0 compare "$a" "$b" "$folder/c.ini"
[[ $(grep -c '^They differ' "$out") -eq 2 ]] || fail "$called: not one section a pair"

# ---- markets of unlike size ----

printf '[scenario]\nextends = a.ini\n[market]\nagents = 1000\n' >"$folder/large.ini"
expect 0 compare "$a" "$folder/large.ini"
says "$err" 'the markets differ in size: 500 and 1,000 agents; sums of money and people cannot be compared'
says "$out" '^large against a: 3 replicates of 1,000 against 500 agents over 26 weeks$'
expect 0 compare "$folder/large.ini" "$a" --dry-run
says "$out" 'would run 3 replicates of 500 to 1,000 agents over 26 weeks'
expect 0 compare "$a" "$b"
says "$out" '^b against a: 3 replicates of 500 agents over 26 weeks$'

# ---- unequal spend, relative to the first ----

firm rich 500 ''
firm double 1000 ''
firm poor 500 '[budget]\nweekly = 0\n'
expect 0 compare "$folder/rich.ini" "$folder/double.ini" --json
json 'c["spend_b"] > 1.5 * c["spend_a"] > 0 and any("not at equal budget" in t and
    "%+.2f %%)" % (100 * (c["spend_b"] / c["spend_a"] - 1)) in t for t in w)'
expect 0 compare "$folder/rich.ini" "$folder/poor.ini"
says "$err" 'not at equal budget: rich spends [0-9.]+, poor 0\.00 \(-[0-9.]+, -100\.00 %\)'
expect 0 compare "$folder/poor.ini" "$folder/rich.ini"
says "$err" 'not at equal budget: poor spends 0\.00, rich [0-9.]+ \(\+[0-9.]+\)$'

# ---- figures that not every replicate has: so few people that some markets stay without a customer ----

firm few 60 ''
firm fewer 40 ''
expect 0 compare "$folder/few.ini" "$folder/fewer.ini" -n 12 --json
cp "$out" "$folder/few.json"
expect 0 compare "$folder/few.ini" "$folder/fewer.ini" -n 12
"$PYTHON" - "$folder/few.json" "$out" <<'PYTHON' || fail "$called: the footnotes are not those of the KPIs that some replicates lack"
import json, sys
expected = []
for kpi in json.load(open(sys.argv[1]))["comparisons"][0]["kpis"]:
    a, b, pairs = (kpi[key]["n"] for key in ("a", "b", "difference"))
    if 0 < a < 12 or 0 < b < 12:
        told = ("the difference is over the %d pair%s where both are" % (pairs, "" if pairs == 1 else "s") if pairs else
                "there is no pair where both are, so there is no difference")
        expected.append("  %s: defined in %d of 12 replicates of few, %d of fewer; %s" % (kpi["name"], a, b, told))
found = [line for line in open(sys.argv[2]).read().split("\n") if ": defined in " in line]
print("\n".join(found))
sys.exit(0 if expected and found == expected else 1)
PYTHON
expect 0 compare "$a" "$b"
never "$out" ': defined in '

# ---- what pairing saves: by common random numbers, and by opposite luck ----

printf '[scenario]\nextends = %s/scenarios/presets/flywheel.ini\n[time]\nhorizon = 26 weeks\n[market]\nagents = 2000\n' "$PWD" >"$folder/wheel.ini"
firm paired 2000 'initial_customers = 10 %\n'
pairs=(--replicates 8 --set run.antithetic=yes)
saved='  common random numbers: the variance of the npv difference is [0-9.e-]+ of what independent seeds would give'
opposite='of what as many independent replicates would give'
expect 0 compare "$folder/paired.ini" "$folder/wheel.ini" --replicates 8
says "$out" "^$saved$"
never "$out" 'antithetic'
expect 0 compare "$folder/paired.ini" "$folder/wheel.ini" "${pairs[@]}"
says "$out" "^$saved$"
says "$out" "^  antithetic pairs: the variance of the npv difference is [0-9.e-]+ $opposite$"
says "$out" ' in [0-8] of 8 +replicates|contains 0'
expect 0 compare "$folder/paired.ini" "$folder/wheel.ini" "${pairs[@]}" --json
json 'x["antithetic"] and [k for k in c["kpis"] if k["name"] == "npv"][0]["difference"]["n"] == 4 and
    all(0 <= k["difference"].get("antithetic_variance_ratio", 0) <= 2 for k in c["kpis"]) and
    all(0 <= k["crn_variance_ratio"] for k in c["kpis"] if k["name"] in ("npv", "customers"))'
expect 0 run "$folder/wheel.ini" "${pairs[@]}"
says "$out" "^  antithetic pairs: the variance of the npv mean is [0-9.e-]+ $opposite$"
expect 0 run "$folder/wheel.ini" "${pairs[@]}" --replicate 5 --json
expect 65 run "$folder/wheel.ini" --set run.antithetic=yes --replicates 5
says "$err" '^--set: error: run\.replicates = 5 is odd, but with run\.antithetic = yes replicates come in pairs: write 6$'
printf '[scenario]\nextends = wheel.ini\n[run]\nantithetic = yes\n' >"$folder/opposite.ini"
expect 65 compare "$folder/wheel.ini" "$folder/opposite.ini"
says "$err" 'wheel and opposite cannot be compared: run\.antithetic is on in one only$'

# ---- one of a thing ----

printf '[market]\nagents = 1\n[network]\nkind = mixing\n[time]\nhorizon = 1 week\n[run]\nreplicates = 1\n' >"$folder/one.ini"
expect 0 run "$folder/one.ini"
says "$out" '^one: 1 replicate of 1 agent over 1 week$'
expect 0 compare "$folder/one.ini" "$folder/one.ini" --dry-run --threads 1
says "$out" '^would run 1 replicate of 1 agent over 1 week: 2 jobs on 1 thread,'
expect 65 compare "$folder/one.ini" "$a"
says "$err" 'differ in time \(1 week in steps of [0-9.]+, recorded every [0-9]+ steps?; 26 weeks in'
printf '0 1\n1 0\n1 1\n' >"$folder/two.edges"
printf '[market]\nagents = 2\n[network]\nkind = file\nfile = two.edges\n' >"$folder/two.ini"
expect 0 check "$folder/two.ini"
says "$out" '\(2 people, 1 edge kept, 1 self-loop dropped, 1 duplicate dropped\)$'
finish
