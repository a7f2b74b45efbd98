#!/usr/bin/env bash
# run.precision: replicates until an interval is narrow enough, or as many as are allowed; the same ones whatever the
# threads, and after an interruption.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
cd "$folder"

market() {
    printf '[market]\nagents = 500\ninitial_customers = 5 %%\n[time]\nhorizon = 20\n[run]\nreplicates = 4\nmax_replicates = %s\n' "$1"
    printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n[referral]\nask_rate = %s /week\n' "$2"
}
market 2000 0 >m.ini
market 2000 0.2 >other.ini

# figure KEY: a number of the last answer in JSON.
figure() {
    "$PYTHON" -c 'import json, sys; answer = json.load(open(sys.argv[1])); print(eval(sys.argv[2], {}, {"a": answer}))' "$out" "$1"
}
# holds EXPRESSION: it is true of the last answer.
holds() {
    [[ $(figure "$1") == True ]] || fail "$called: not so: $1"
}

# a share of the mean: half of the interval is at most that, and one round less would not have done
expect 0 run m.ini -s 'run.precision=revenue 5 %' --json
says "$err" '^flywheel: revenue is known to \+-[0-9.e+]+ \(asked: [0-9.e+]+\) after [0-9]+ replicates$'
holds 'a["precision"]["kpi"] == "revenue" and a["precision"]["reached"]'
holds 'a["precision"]["half_width"] <= a["precision"]["wanted"]'
revenue='[k["estimate"] for k in a["kpis"] if k["name"] == "revenue"][0]'
holds "abs((${revenue}[\"high\"] - ${revenue}[\"low\"]) / 2 - a[\"precision\"][\"half_width\"]) < 1e-6"
holds "abs(0.05 * ${revenue}[\"mean\"] - a[\"precision\"][\"wanted\"]) < 1e-6"
holds "4 < a[\"n_replicates\"] < 2000 and ${revenue}[\"n\"] == a[\"n_replicates\"]"
n=$(figure 'a["n_replicates"]')
wanted=$(figure 'a["precision"]["wanted"]')
# the same number and results as without a question
cp "$out" precise.json
expect 0 run m.ini -q -n "$n" --json
holds "$revenue == [k[\"estimate\"] for k in __import__(\"json\").load(open(\"precise.json\"))[\"kpis\"] if k[\"name\"] == \"revenue\"][0]"
# what has been reached already needs no more
expect 0 run m.ini -n "$n" -s "run.precision=revenue $wanted" --json
holds "a[\"n_replicates\"] == $n and a[\"precision\"][\"reached\"]"
# a number in the KPI's unit
expect 0 run m.ini -s 'run.precision=revenue 60' --json
holds 'a["precision"]["wanted"] == 60 and a["precision"]["half_width"] <= 60'

# not before there are too many: a warning, and what there is
expect 0 run m.ini -s 'run.precision=revenue 0.1 %' -s run.max_replicates=10 --json
says "$err" 'warning: after 10 replicates revenue is known to \+-.* only, not to .* \(at most 10 are allowed: run.max_replicates\)'
holds 'a["n_replicates"] == 10 and not a["precision"]["reached"]'
# more are asked for than are allowed
expect 65 run m.ini -n 12 -s 'run.precision=revenue 0.1 %' -s run.max_replicates=10
says "$err" 'run\.max_replicates = 10 is less than the 12 replicates that run\.precision begins with'
# in pairs their number stays even
expect 0 run m.ini -s run.antithetic=yes -s 'run.precision=revenue 5 %' --json
holds 'a["precision"]["reached"] and a["n_replicates"] % 2 == 0'
expect 0 run m.ini -s run.antithetic=yes -s 'run.precision=revenue 0.1 %' -s run.max_replicates=11 --json
holds 'a["n_replicates"] == 10'
# a KPI that never changes, and one that is never defined
expect 0 run m.ini -s 'run.precision=spend 1 %' --json
holds 'a["n_replicates"] == 4 and a["precision"]["half_width"] == 0'
expect 0 run m.ini -s 'run.precision=sales_utilisation 1 %' --json
holds 'a["n_replicates"] == 4 and not a["precision"]["reached"]'
# one replicate has no interval
expect 0 run m.ini -n 1 -s 'run.precision=revenue 20 %' --json
holds 'a["n_replicates"] > 1 and a["precision"]["reached"]'
expect 0 run m.ini -k 3 -s 'run.precision=revenue 5 %' --json
holds 'a["n_replicates"] == 1 and "precision" not in a'

# of several strategies the difference, which shares its luck
expect 0 compare m.ini other.ini -s 'run.precision=revenue 5 %' --json
holds 'a["precision"]["reached"]'
# in a sweep the point that is furthest from it
printf '[axis money]\nparameter = budget.weekly\nvalues = 20, 200\n' | cat m.ini - >axes.ini
expect 0 sweep axes.ini -s 'run.precision=revenue 10 %' -o sweep.h5
says "$err" 'revenue is known to'
expect 0 verify sweep.h5

# threads change nothing; what was killed goes on to the same bytes
precise=(-s 'run.precision=revenue 2 %' -q)
expect 0 run m.ini "${precise[@]}" -t 1 -o one.h5
expect 0 run m.ini "${precise[@]}" -t 2 -o two.h5
cmp one.h5 two.h5 || fail "another file on two threads"
for delay in 0.02 0.05 0.1; do
    (timeout -s KILL "$delay" "$FLYWHEEL" run m.ini "${precise[@]}" -o killed.h5 || true) >/dev/null 2>&1
done
expect 0 run m.ini "${precise[@]}" -o killed.h5
cmp one.h5 killed.h5 || fail "another file after it was killed"
[[ ! -e killed.h5.part ]] || fail "$called: left its journal"
finish
