#!/usr/bin/env bash
# The report's answer, courses and what it rests on: the same figures as the command's own, for any number of scenarios,
# and names that stay text.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
export PYTHONPATH=$PWD/tests/support

# firm NAME SETTINGS: a firm of the presets in a small market.
firm() {
    printf '[scenario]\nextends = %s/scenarios/presets/%s.ini\ntitle = The title of %s\n%b' "$PWD" "${3:-funnel}" "$1" "$2" >"$folder/$1.ini"
}
small=(--set market.agents=1000 --set "time.horizon=52 weeks" --replicates 6 --quiet)
page=$folder/page.html json=$folder/answer.json

# holds EXPRESSION: of the page p, and of the command's answer in JSON x.
holds() {
    "$PYTHON" - "$page" "$json" "$1" 2>"$folder/trouble" <<'PYTHON' || fail "$called: not $1: $(tail -n 1 "$folder/trouble")"
import json, math, sys
import report_page
p, x = report_page.read(sys.argv[1]), json.load(open(sys.argv[2]))
def same(shown, value):
    return shown is None if value is None else shown is not None and math.isclose(shown, value, rel_tol=1e-12, abs_tol=1e-12)
sys.exit(0 if eval("(" + sys.argv[3] + ")") else 1)
PYTHON
}

firm funnel ''
firm wheel '' flywheel
firm third '[budget]\nweekly = 20\n'

# ---- two strategies: every figure of the table is that of --json, whether made with the run or from its file ----

expect 0 compare "$folder/funnel.ini" "$folder/wheel.ini" "${small[@]}" --json --report "$page" -o "$folder/two.h5"
cp "$out" "$json"
holds 'x["report"]["path"] == sys.argv[1] and x["report"]["bytes"] == len(open(sys.argv[1], "rb").read()) <= 1000000'
holds 'p.answers == [x["comparisons"][0]["sentence"]]'
holds 'all(same(row["funnel"][1], k["a"]["mean"]) and same(row["wheel"][1], k["b"]["mean"]) and
    same(row["difference"][1], k["difference"]["mean"]) and same(row["95 % from"][1], k["difference"]["low"]) and
    same(row["to"][1], k["difference"]["high"]) and same(row["wins"][1], k["wins"]) and
    (same(row["leads from"][1], k["leads_from"]) or row["leads from"][0] == "never")
    for k in x["comparisons"][0]["kpis"] if k["a"]["n"] + k["b"]["n"] > 0 for row in [p.row("All KPIs", k["name"])])'
holds 'set(p.sections) >= {"answer", "courses", "basis"} and "The title of wheel" in p.sections["answer"]'
holds '{"npv", "npv-difference", "customers-now", "revenue", "margin"} <= set(p.figures)'
holds '[row[0][0] for row in p.tables["Parameters that differ"][1:]] and all(
    any(row[0][0].startswith(d["parameter"]) for row in p.tables["Parameters that differ"])
    for d in x["comparisons"][0]["differences"])'
holds 'len(p.tables["Parameters that differ"]) - 1 == len(x["comparisons"][0]["differences"])'
holds '"flywheel compare" in p.sections["basis"] and "population 1" in p.sections["basis"]'
holds 'all(float(cell[0]) >= -1e-6 for row in p.figures["customers-now"]["rows"][1:] for cell in row)'
# the last row of the difference is the KPI's
holds 'abs(float(p.figures["npv-difference"]["rows"][-1][1][0]) / [k["difference"]["mean"] for k in
    x["comparisons"][0]["kpis"] if k["name"] == "npv"][0] - 1) < 1e-4'
cp "$page" "$folder/with_run.html"
expect 0 report "$folder/two.h5" -o "$page"
cmp "$page" "$folder/with_run.html" || fail "$called: other bytes than --report"
expect 0 compare "$folder/two.h5" --report "$page" --quiet
cmp "$page" "$folder/with_run.html" || fail "$called: other bytes than --report of the run"

# ---- one, three, one replicate, pairs, the same twice ----

expect 0 run "$folder/wheel.ini" "${small[@]}" --json --report "$page"
cp "$out" "$json"
holds 'all(same(p.row("All KPIs", k["name"])["mean"][1], k["estimate"]["mean"]) and
    same(p.row("All KPIs", k["name"])["95 % from"][1], k["estimate"]["low"])
    for k in x["kpis"] if k["estimate"]["n"] > 0)'
holds '"npv" in p.figures and "npv-difference" not in p.figures'
expect 0 compare "$folder/funnel.ini" "$folder/wheel.ini" "$folder/third.ini" "${small[@]}" --json --report "$page"
cp "$out" "$json"
holds 'p.answers == [x["ranking"]["sentence"]] and [row[0][0] for row in p.tables["The ranking"][1:]] ==
    [s["name"] for s in x["ranking"]["strategies"]] and "Not at equal budget" in p.sections["answer"]'
expect 0 compare "$folder/funnel.ini" "$folder/wheel.ini" "${small[@]}" --replicates 1 --json --report "$page"
cp "$out" "$json"
holds 'p.answers == [x["comparisons"][0]["sentence"]] and "in the only replicate" in p.figures["npv-difference"]["title"]'
expect 0 run "$folder/wheel.ini" "${small[@]}" --replicate 3 --json --report "$page"
holds '"npv" in p.figures'
expect 0 compare "$folder/funnel.ini" "$folder/wheel.ini" "${small[@]}" --set run.antithetic=yes --json --report "$page"
cp "$out" "$json"
holds 'p.answers == [x["comparisons"][0]["sentence"]] and "opposite luck" in p.sections["basis"]'
expect 0 compare "$folder/funnel.ini" "$folder/funnel.ini" "${small[@]}" --json --report "$page"
holds '"There is no difference in NPV" in p.sections["courses"] and "differ in no parameter" in p.sections["answer"]'
for command in "decompose $folder/wheel.ini" "coast $folder/wheel.ini"; do
    # shellcheck disable=SC2086 # the words are arguments
    expect 0 $command "${small[@]}" --json --report "$page"
    holds '"answer" in p.sections and "basis" in p.sections'
done

# ---- names: those of files and titles, as hostile as they may be ----

n=0
while IFS= read -r name; do
    [[ -n $name ]] || continue
    n=$((n + 1))
    file=${name//\//|}
    while (($(printf %s "$file" | wc -c) > 200)); do file=${file:0:${#file}-8}; done
    title=${name:0:200}
    [[ $title != *[\;\#]* ]] || title=${title//[;#]/,}
    printf '[scenario]\nextends = %s\ntitle = %s\n' "$folder/funnel.ini" "$title" >"$folder/$file.ini"
    printf '[time]\nhorizon = 8 weeks\n[run]\nreplicates = 2\n[market]\nagents = 500\n' >>"$folder/$file.ini"
    "$FLYWHEEL" check "$folder/$file.ini" >/dev/null 2>&1 || rm -f "$folder/$file.ini"
    [[ -f $folder/$file.ini ]] && printf '%s.ini\n' "$folder/$file" >>"$folder/names"
done <tests/web/names.txt
mapfile -t files < <(head -60 "$folder/names")
((${#files[@]} >= 60)) || fail "only ${#files[@]} of $n names make a scenario"
expect 0 compare "${files[@]}" --json --quiet --report "$page"
cp "$out" "$json"
holds 'all(s["name"] in p.all_text() for s in x["scenarios"] if not set(s["name"]) & set(chr(c) for c in range(0x202a, 0x202f)))'
for ((i = 0; i + 1 < ${#files[@]}; i += 10)); do
    expect 0 compare "${files[i]}" "${files[i + 1]}" --json --quiet --report "$page"
    holds '"answer" in p.sections'
done
finish
