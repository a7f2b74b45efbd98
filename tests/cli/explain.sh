#!/usr/bin/env bash
# `flywheel explain`: every name that there is has an entry, and what is none is told the nearest one.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
expect 0 explain npv
says "$out" '^npv  KPI$'
says "$out" '^npv  series$'
says "$out" '^  formula +sum over steps of profit \(1 \+ i\)'
says "$out" '^The head of models/ledger\.c:$'
says "$out" 'Gupta & Lehmann 2003'
expect 0 explain referral.intend
says "$out" '^  default +0\.68$'
says "$out" '^  source +Kumar et al\. 2007: 68 %$'
says "$out" '^The head of models/referral\.c:$'
expect 0 explain channel.ads.trust
says "$out" '^channel\.NAME\.trust  parameter$'
expect 0 explain wom.promoter_rate
says "$out" '^  source +(chosen: plausible|[A-Z])'
expect 0 explain new_customers.referral
says "$out" '^new_customers  series$'
expect 0 explain cohort_active
says "$out" '^  dimension +cohort: '
expect 0 explain week
says "$out" '^week  dimension$'
expect 0 explain network
says "$out" '^network  section$'
says "$out" 'Watts & Strogatz 1998'
expect 0 explain half_life
says "$out" '^half_life  figure$'
says "$out" '^reviews\.half_life  parameter$'
expect 0 explain enabled
says "$out" '^With its section \(SECTION\.KEY\)'

expect 2 explain npvv
says "$err" "no KPI, series, grid, parameter or section 'npvv'; did you mean npv\?"
expect 2 explain referral.intnd
says "$err" 'did you mean intend\?'
expect 2 explain
expect 2 explain ''

# nothing that the program documents is without an explanation, and every KPI has a formula
"$FLYWHEEL" outputs --json >"$folder/outputs.json"
"$FLYWHEEL" params --json >"$folder/params.json"
"$PYTHON" - "$folder" <<'PYTHON' || fail "not everything is explained"
import json, os, subprocess, sys
outputs = json.load(open(sys.argv[1] + "/outputs.json"))
sections = json.load(open(sys.argv[1] + "/params.json"))["sections"]
names = [(row["name"], kind) for kind, key in (("KPI", "kpis"), ("series", "series"), ("grid", "grids")) for row in outputs[key]]
names += [("%s.%s" % (s["section"], s["parameters"][0]["key"]), "parameter") for s in sections]
names += [(s["section"], "section") for s in sections]
for name, kind in names:
    answer = json.loads(subprocess.run([os.environ["FLYWHEEL"], "explain", name, "--json"], capture_output=True, check=True).stdout)
    found = [m for m in answer["meanings"] if m["kind"] == kind]
    assert found and found[0]["doc"], name
    facts = {fact["what"]: fact["text"] for fact in found[0]["facts"]}
    assert kind != "KPI" or facts["formula"] and facts["unit"], name
    assert answer["heads"] or kind in ("parameter", "section"), name
PYTHON
# variables that no mechanism brings
expect 0 explain kpi_value
says "$out" '^ +dimensions +scenario, replicate, kpi$'
expect 2 explain kpi_valu
says "$err" 'kpi_value'

finish
