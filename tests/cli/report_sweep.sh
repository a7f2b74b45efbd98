#!/usr/bin/env bash
# Reports of sweeps and sensitivity analyses: every figure has its words and its table, and the numbers are the terminal's.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77

strategy() {
    printf '[market]\nagents = %s\ninitial_customers = 5 %%\n[time]\nhorizon = 20 weeks\n[run]\nreplicates = %s\n' "$1" "$2"
    printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n'
}
# experiment NAME LINES...: a scenario with these lines behind the strategy.
experiment() {
    local name=$1
    shift
    strategy "${agents:-400}" "${replicates:-3}" >"$folder/$name.ini"
    printf '%s\n' "$@" >>"$folder/$name.ini"
}
# report COMMAND NAME OTHERS...: runs it, its answer into NAME.json, its report into NAME.html.
report() {
    local command=$1 name=$2
    shift 2
    expect 0 "$command" "$folder/$name.ini" "$@" -q --json --report "$folder/$name.html"
    cp "$out" "$folder/$name.json"
}
# holds NAME EXPRESSION: of its report (see check_experiment_report.py).
holds() {
    "$PYTHON" tests/cli/check_experiment_report.py "$folder/$1.html" "$2" "$folder/$1.json" || fail "$called: not $2"
}

# wide has more customers from the start and fixed costs, dear the costs alone: wide is ahead where margins are high
for other in wide dear; do
    strategy 400 3 | sed "s/initial_customers = 5/initial_customers = $([[ $other == wide ]] && echo 30 || echo 5)/;
        s/weekly = 50/weekly = 50\nfixed_cost = 110/" >"$folder/$other.ini"
done
price=('[axis price]' 'parameter = budget.weekly' 'values = 20, 80, 300')
margin=('[axis margin]' 'parameter = customer.margin' 'values = 0.1 : 0.7 : 4')

# a grid of two strategies: a map with the tie, curves of both axes
experiment grid "${price[@]}" "${margin[@]}"
report sweep grid "$folder/wide.ini"
holds grid 'len(x["points"]) == 12 and {"map-0-1-1", "curve-0-0", "difference-0-0", "difference-0-1"} <= set(f) and
    not [i for i in f if f[i].kind == "bars"] and "sweep" in text and "courses" not in text'
holds grid 'same_points(f["map-0-1-1"], x["points"], ("price", "margin"))'
expect 0 sweep "$folder/grid.ini" "$folder/wide.ini" -q
"$PYTHON" - "$folder/grid.html" "$out" <<'PYTHON' || fail "$called: the report counts other winners than the terminal"
import html, re, sys
page, said = (re.sub(r"\s+", " ", html.unescape(open(path).read())) for path in sys.argv[1:])
sentence = re.search(r"In NPV, wide is better at .*? \(surely at \d+\)\.", said).group(0)
sys.exit(sentence not in page)
PYTHON

# and the terminal and the report agree on where they tie
holds grid 'f["difference-0-0"].options["data-mark-x"] and .1 < float(f["difference-0-0"].options["data-mark-x"]) < .7 and
    "ahead" in f["difference-0-0"].title and len(f["map-0-1-1"].tables) == 2 and
    all(.1 < y < .7 for y in f["map-0-1-1"].column("x" if f["curve-0-0"].column("x")[0] == .1 else "y", table=1))'

# one axis and one strategy: the values are the points; no differences, no map
experiment one "${margin[@]}"
report sweep one
holds one 'f["curve-0-0"].column("x") == [.1, .3, .5, .7] and
    all_near(f["curve-0-0"].column("mid"), [p["a"]["mean"] for p in x["points"]]) and
    all_near(f["curve-0-0"].column("high95"), [p["a"]["high"] for p in x["points"]]) and
    not [i for i in f if i.startswith(("difference", "map"))]'

# one replicate: no intervals, and it says so
report sweep one "$folder/wide.ini" -n 1
holds one '"no interval" in f["difference-0-0"].alt and all(math.isnan(v) for v in f["difference-0-0"].column("low95")) and
    "cannot be told apart" in f["difference-0-0"].title'

# three strategies: each against the first
report sweep grid "$folder/wide.ini" "$folder/dear.ini"
holds grid '{"map-0-1-1", "map-0-1-2"} <= set(f) and f["curve-0-0"].groups("mid") == ["grid", "wide", "dear"] and
    f["difference-0-0"].groups("mid") == ["wide", "dear"]'

# two strategies that are the same; a KPI that is nowhere defined does not make a figure
cp "$folder/one.ini" "$folder/same.ini"
report sweep one "$folder/same.ini"
holds one '"is the same all along margin" in f["difference-0-0"].title'

# random points: bins with their counts
experiment random '[sweep]' 'design = lhs' 'points = 60' '[axis price]' 'parameter = budget.weekly' 'values = 20 : 300' \
    '[axis margin]' 'parameter = customer.margin' 'values = 0.1 : 0.7' \
    '[axis talk]' 'parameter = wom.promoter_rate' 'values = log 0.05 /week : 0.5 /week'
report sweep random "$folder/wide.ini"
holds random 'sum(f["curve-0-0"].column("points")) == 60 and len(f["curve-0-0"].column("x")) == 10 and
    "put together" in f["curve-0-0"].alt and sum(f["map-0-1-1"].column("points")) == 60 and
    "other 2 axes" in f["curve-0-0"].alt and len([i for i in f if i.startswith("map")]) == 3'

# values that go along with others need no figures of their own
experiment along '[sweep]' 'design = list' "${price[@]}" '[axis margin]' 'parameter = customer.margin' 'values = 0.7, 0.4, 0.1'
report sweep along
holds along '"curve-0-1" not in f and "go along with others" in text["sweep"] and f["curve-0-0"].column("x") == [20, 80, 300]'

# a thousand points fit, with the scripts
agents=60 replicates=2 experiment many '[sweep]' 'design = grid' '[axis price]' 'parameter = budget.weekly' 'values = 20 : 300 : 40' \
    '[axis margin]' 'parameter = customer.margin' 'values = 0.1 : 0.7 : 25'
report sweep many "$folder/wide.ini" --set "time.horizon=4 weeks" --set market.agents=60
holds many 'len(f["map-0-1-1"].column("x")) == 1000'
(($(stat -c %s "$folder/many.html") <= 1048576)) || fail "$called: the report has more than 1 MB"

# indices of sensitivity, by every method: of the difference first
experiment factors '[sensitivity]' 'bootstrap = 50' '[axis price]' 'parameter = budget.weekly' 'values = 20 : 300' \
    '[axis margin]' 'parameter = customer.margin' 'values = 0.1 : 0.7'
for method in morris:mu_star:6 morris:sigma:6 sobol:s1:8 sobol:st:8 prcc:prcc:12; do
    IFS=: read -r name measure samples <<<"$method"
    report sensitivity factors "$folder/dear.ini" --method "$name" --samples "$samples"
    holds factors "x['sensitivity'][2]['kpi'] == 'npv' and f['indices-2-0'].kind == 'bars' and
        same_indices(f['indices-2-0'], x['sensitivity'][2]['factors'], '$measure')"
done

# names are text
nasty="<img src=x onerror=alert(1)>&amp;{b}\"'"
cp "$folder/one.ini" "$folder/$nasty.ini"
report sweep "$nasty" "$folder/wide.ini"
"$PYTHON" tests/cli/check_experiment_report.py "$folder/$nasty.html" \
    'any("<img src=x onerror=alert(1)>&amp;{b}" in g for g in f["curve-0-0"].groups("mid"))' || fail "$called: a name is no text"

finish
