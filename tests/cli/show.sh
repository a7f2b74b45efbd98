#!/usr/bin/env bash
# `flywheel show`: what it says of a result file, of an experiment, and of what is none.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
cd "$folder"
market() {
    printf '[market]\nagents = %s\ninitial_customers = 5 %%\n[time]\nhorizon = 60 weeks\n[run]\nreplicates = 4\n' "$1"
    printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n'
}
market 1500 >m.ini
market 2000 >n.ini

# ---- a run: KPIs are those that run printed, from the same functions ----

expect 0 run m.ini -q --json -o m.h5
cp "$out" run.json
expect 0 show m.h5 --json
cp "$out" show.json
"$PYTHON" - <<'PYTHON' || fail "$called: not what run said"
import json, statistics
run, show = json.load(open("run.json")), json.load(open("show.json"))
assert run["kpis"] == show["figures"][0]["kpis"] and show["figures"][0]["scenario"] == "m"
assert show["command"] == run["command"] and show["scenarios"][0]["n_agents"] == 1500 and show["n_replicates"] == 4
assert show["file"]["format"] == 1 and len(show["file"]["content_hash"]) == 32 and show["results"] == ["m.h5"]
courses = {course["series"]: course for course in show["figures"][0]["courses"]}
assert {"customers", "revenue", "npv", "nps", "cash", "profit"} <= set(courses)
assert all(len(course["median"]) == len(show["week"]) == 61 for course in courses.values())
assert courses["revenue"]["is_flow"] and not courses["npv"]["is_flow"]
kinds = {variable["name"]: variable["kind"] for variable in show["variables"]}
assert kinds["customers"] == "stock" and kinds["cohort_joined"] == "grid"
PYTHON
LC_ALL=C.UTF-8 expect 0 show m.h5
says "$out" '^m\.h5: flywheel: 1 scenario, 4 replicates$'
says "$out" '^  command     flywheel run m\.ini$'
says "$out" '^  written by  flywheel [0-9.]+ \(.*\), format 1, [0-9.]+ [kM]B, content [0-9a-f]{32}$'
says "$out" '^  runs        4 replicates of 1,500 agents over 60 weeks, recorded at 61 weeks, numbered from 0$'
says "$out" '^  m +1,500 +1  m\.ini$'
says "$out" '^  customers +agents +[▁▂▃▄▅▆▇█]{48} +[0-9]'
is_empty "$err"
LC_ALL=C expect 0 show m.h5 --series agents.customer --series new_customers
says "$out" '^  customers +agents +[_.:=+*#-]{48} +[0-9]'
says "$out" '^  agents\.customer +agents '
if grep -q '[▁█]' "$out"; then fail "$called: Unicode in a locale without it"; fi

# the median course by hand, from the file
if "$PYTHON" -c 'import h5py, numpy' 2>/dev/null; then
    "$PYTHON" - <<'PYTHON' || fail "the median course is not that of the values"
import h5py, json, numpy
show = json.load(open("show.json"))
with h5py.File("m.h5") as file:
    for name in "customers", "npv":
        course = next(c for c in show["figures"][0]["courses"] if c["series"] == name)
        assert numpy.allclose(course["median"], numpy.median(file[name][0], axis=0)), name
PYTHON
fi

# ---- several scenarios, one week, one replicate ----

expect 0 compare m.ini n.ini -q -o two.h5
expect 0 show two.h5
[[ $(grep -c '^  npv .* money ' "$out") -ge 2 ]] || fail "$called: not the KPIs of both"
says "$out" '^runs|  runs +4 replicates of 1,500 to 2,000 agents over 60 weeks'
expect 0 run m.ini -q -n 1 -s time.horizon=1 -o one.h5
expect 0 show one.h5

# ---- experiments: axes, and what sweep said ----

{ market 500; printf '[axis price]\nparameter = budget.weekly\nvalues = 20, 80\n'; } >s.ini
expect 0 sweep s.ini -q -o s.h5
cp "$out" sweep.txt
expect 0 show s.h5
says "$out" '^  price +budget\.weekly +money +20 +80$'
tail -n "$(wc -l <sweep.txt)" "$out" | cmp -s - sweep.txt || fail "$called: does not end as sweep did"
expect 0 show s.h5 --json --kpi revenue
"$PYTHON" -c 'import json, sys; x = json.load(open(sys.argv[1])); sys.exit(not (x["kpi"] == "revenue" and
    len(x["points"]) == 2 and x["axes"][0]["parameter"] == "budget.weekly"))' "$out" || fail "$called: another answer"
expect 2 show s.h5 --series customers
says "$err" '^flywheel: error: --series customers: s\.h5 holds KPIs only'
{ market 500; printf '[axis price]\nparameter = budget.weekly\nvalues = 20 : 80\n[axis talk]\nparameter = wom.trust\nvalues = 0 : 1\n'; } >z.ini
expect 0 sensitivity z.ini -q -n 2 --method morris --samples 4 -o z.h5
expect 0 show z.h5
says "$out" '^sensitivity of npv, z:$'
says "$out" '^  price .* to '

# ---- what is wrong is said, with the status that verify has ----

expect 2 show m.h5 --series custmers
says "$err" "there is no such series; did you mean customers\?"
expect 2 show m.h5 --series new_customers.adds
says "$err" "has no label 'adds'"
expect 2 show m.h5 --kpi nvp
says "$err" "no KPI 'nvp'; did you mean npv\?"
expect 2 show
expect 66 show nowhere.h5
says "$err" 'nowhere\.h5 cannot be opened: No such file'
expect 65 show m.ini
says "$err" 'm\.ini is not a result file of flywheel'
expect 0 run m.ini -q -o part.h5 --shard 1/2
expect 65 show part.h5.1-of-2
says "$err" 'flywheel merge'
head -c 20000 m.h5 >cut.h5
expect 65 show cut.h5
says "$err" '^cut\.h5: error: its last line, .* is missing: it was cut or changed \(see: flywheel verify\)$'
cp m.h5 bent.h5
printf 'x' | dd of=bent.h5 bs=1 seek=5000 conv=notrunc status=none
expect 65 show bent.h5
says "$err" 'its bytes are not those that were written'
expect 65 show bent.h5 --json
"$PYTHON" -c 'import json, sys; x = json.load(open(sys.argv[1])); sys.exit(not x["errors"])' "$out" || fail "$called"
finish
