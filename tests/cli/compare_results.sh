#!/usr/bin/env bash
# `flywheel compare` on finished results: the same answer as when they were made, from one file or from several; and the
# ranking of three strategies and more.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
cd "$folder"
firm() {
    printf '[market]\nagents = 800\ninitial_customers = 5 %%\n[time]\nhorizon = 40 weeks\n[run]\nreplicates = %s\n' "$2" >"$1.ini"
    printf '[budget]\nweekly = 50\n[channel %s]\nshare = 1\nhalf_effect = %s\n' "$3" "$4" >>"$1.ini"
    printf '[target %s]\nseries = customers\nat_least = 45\n' "goal_of_$3" >>"$1.ini"
}
firm a 6 ads 50
firm b 6 fair 60
firm c 6 ads 500

# ---- what was said when they were made ----

expect 0 compare a.ini b.ini c.ini -q -o all.h5
cp "$out" made.txt
expect 0 compare all.h5
cmp -s "$out" made.txt || fail "$called: is not what was said when it was made"
is_empty "$err"
says "$out" '^a, target goal_of_ads: '
says "$out" '^b, target goal_of_fair: '
for s in a b c; do expect 0 run $s.ini -q -o $s.h5; done
expect 0 compare a.h5 b.h5 c.h5
cmp -s "$out" made.txt || fail "$called: is not what was said when they were run together"
expect 0 compare a.ini b.ini c.ini -q --json
cp "$out" made.json
expect 0 compare a.h5 b.h5 c.h5 --json
"$PYTHON" - made.json "$out" <<'PYTHON' || fail "$called: not the same figures in JSON"
import json, sys
made, read = (json.load(open(name)) for name in sys.argv[1:])
assert made["comparisons"] == read["comparisons"] and made["ranking"] == read["ranking"]
assert read["results"] == ["a.h5", "b.h5", "c.h5"]
PYTHON

# ---- the ranking ----

expect 0 compare all.h5
head -n 1 "$out" | grep -q '^3 strategies by npv, higher is better' || fail "$called: does not begin with the ranking"
says "$out" '^  place +strategy +npv +less the first +95 % from +to +best in +may be best +like places$'
says "$out" '^ +1  [abc] .* - +- +- +[0-9]+ % +yes '
"$PYTHON" - made.json <<'PYTHON' || fail "the ranking is not in order, or its intervals are not wider than those of one pair"
import json, sys
x = json.load(open(sys.argv[1]))
ranking = x["ranking"]
means = [s["value"]["mean"] for s in ranking["strategies"]]
assert means == sorted(means, reverse=True) and [s["place"] for s in ranking["strategies"]] == [1, 2, 3]
assert abs(sum(s["best_share"] for s in ranking["strategies"]) - 1) < 1e-12 and ranking["strategies"][0]["may_be_best"]
assert len(ranking["pairs"]) == 3
one = {(c["b"], c["a"]): k["difference"] for c in x["comparisons"] for k in c["kpis"] if k["name"] == "npv"}
for pair in ranking["pairs"]:
    for sign, key in ((1, (pair["a"], pair["b"])), (-1, (pair["b"], pair["a"]))):
        if key in one:
            wide, narrow = pair["high"] - pair["low"], one[key]["high"] - one[key]["low"]
            assert abs(pair["difference"] - sign * one[key]["mean"]) < 1e-9 and wide > 1.2 * narrow
    assert pair["apart"] == (pair["low"] > 0 or pair["high"] < 0)
assert ranking["has_winner"] == all(p["apart"] for p in ranking["pairs"] if p["a"] == ranking["strategies"][0]["name"])
PYTHON
expect 0 compare all.h5 --kpi cac_paid
says "$out" '^3 strategies by cac_paid, lower is better'
says "$out" 'CAC paid'
expect 0 compare a.h5 b.h5 --kpi customers
says "$out" '(customers (is|are) (higher|the same)|customers is)'
if grep -q 'strategies by' "$out"; then fail "$called: ranks two"; fi
expect 0 compare a.ini b.ini -q -n 2 --kpi customers
expect 2 compare a.h5 b.h5 --kpi spend
says "$err" 'spend cannot say who wins: neither more nor less of it is better'
expect 2 compare a.h5 b.h5 --kpi npvv
says "$err" 'did you mean npv\?'

# ---- files that go together in part, or not ----

firm d 9 ads 50
expect 0 run d.ini -q -o d.h5
expect 0 compare b.h5 d.h5
says "$err" 'warning: the files have different replicates; only the 6 from number 0 on that all have are looked at'
says "$out" '^d against b: 6 replicates'
expect 0 compare a.ini b.ini -q
grep -A2 '^  KPI' "$out" >two.txt
expect 0 compare d.h5 b.h5
grep -A2 '^  KPI' "$out" | sed 's/ d / a /' | cmp -s - two.txt || fail "$called: other figures than the same firm has"
expect 0 run a.ini -q --replicate 7 -o seven.h5
expect 65 compare a.h5 seven.h5
says "$err" 'seven\.h5 cannot be compared .* no replicate has a number that all have'
expect 0 compare d.h5 seven.h5
says "$out" '^a against d: 1 replicate '
expect 0 run a.ini -q --seed 2 -o seed.h5
expect 0 compare a.h5 seed.h5
says "$err" 'different seeds'
says "$out" '^a-2 against a: '
says "$out" '^  run\.seed +1 +2$'
expect 0 run a.ini -q -s time.horizon=30 -o short.h5
expect 65 compare a.h5 short.h5
says "$err" 'a\.h5 and short\.h5 cannot be compared: they differ in time \(40 recorded weeks up to week 40; 30 up to week 30\)'
expect 0 run a.ini -q -s run.antithetic=yes -o pairs.h5
expect 65 compare a.h5 pairs.h5
says "$err" 'independent replicates, the other antithetic pairs \(run\.antithetic\)'
mkdir other
cp c.h5 other/a.h5
expect 0 compare a.h5 other/a.h5
says "$out" '^c against a: '
cp a.h5 other/same.h5
expect 0 compare a.h5 other/same.h5
says "$out" '^a and a-2 are the same: every KPI is equal in every replicate\.$'

# a report on several files is that on the comparison itself, but for how to run it again
expect 0 compare a.ini b.ini -q -o both.h5 --report both.html
expect 0 compare a.h5 b.h5 --report joined.html
again='flywheel (compare|run) |<dt>content<|^(<dd>)?[0-9a-f]{32}'
diff <(sed 's/<d[td]>/\n&/g' both.html | grep -vE "$again") <(sed 's/<d[td]>/\n&/g' joined.html | grep -vE "$again") >differences ||
    fail "$called: other than the report of the comparison: $(head -c 500 differences)"
says joined.html 'flywheel run a\.ini'
says joined.html '^flywheel run b\.ini'

# ---- what cannot be asked ----

expect 2 compare a.h5 b.ini
says "$err" 'compare takes scenarios or results, not both: a\.h5 is a result file, b\.ini is not'
expect 2 compare a.h5 b.h5 --set market.agents=10
says "$err" '^flywheel: error: --set is about a run'
expect 2 compare a.h5 b.h5 -o out.h5
[[ ! -e out.h5 ]] || fail "$called: wrote a file"
expect 65 compare a.h5
says "$err" 'one scenario only, a: nothing to compare'
expect 66 compare nowhere.h5
expect 66 compare a.h5 nowhere.h5
says "$err" 'nowhere\.h5 cannot be opened: No such file'
head -c 9000 b.h5 >cut.h5
expect 65 compare a.h5 cut.h5
says "$err" '^cut\.h5: error: '
{ cat a.ini; printf '[axis price]\nparameter = budget.weekly\nvalues = 20, 80\n'; } >s.ini
expect 0 sweep s.ini -q -n 2 -o s.h5
expect 65 compare a.h5 s.h5
says "$err" 's\.h5 is an experiment of 2 points: it is looked at alone'
finish
