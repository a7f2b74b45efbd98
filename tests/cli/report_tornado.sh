#!/usr/bin/env bash
# The result that a tornado keeps, and its report: the numbers are the terminal's.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
funnel=scenarios/presets/funnel.ini wheel=scenarios/presets/flywheel.ini
small=(--set market.agents=300 --set "time.horizon=26 weeks" -q)

expect 0 tornado "$funnel" "$wheel" "${small[@]}" --json -o "$folder/t.h5" --report "$folder/t.html"
cp "$out" "$folder/t.json"
expect 0 verify "$folder/t.h5"
expect 0 report "$folder/t.h5" -o "$folder/again.html"
cmp -s "$folder/t.html" "$folder/again.html" || fail "$called: the file gives another report than the run"

# a report without a file is the same too, and nothing else is left behind
mkdir "$folder/alone"
expect 0 tornado "$funnel" "$wheel" "${small[@]}" --report "$folder/alone/t.html"
cmp -s "$folder/t.html" "$folder/alone/t.html" || fail "$called: without a file it gives another report"
[[ $(ls "$folder/alone") == t.html ]] || fail "$called: left $(ls "$folder/alone")"
verdict=$(tail -n 2 "$out" | tr '\n' ' ' | sed 's/ *$//')

# every bar is what the terminal says
"$PYTHON" tests/cli/check_experiment_report.py "$folder/t.html" '(lambda bars, said: bars.kind == "tornado" and
    len(bars.column("name")) == 20 and near(float(bars.options["data-base"]), x["base"]["mean"]) and
    all(near(v, (said[n][side] or {"difference": {"mean": None}})["difference"]["mean"])
        for side in ("low", "high") for n, v in zip(bars.column("name"), bars.column(side)) if n in said) and
    bars.column("swing") == sorted(bars.column("swing"), reverse=True) and
    "turns in %d of %d changes, in none surely" % (x["n_turns"], x["n_changes"]) in bars.title and x["n_sure"] == 0)(
    f["tornado"], {e["parameter"]: e for e in x["parameters"]})' "$folder/t.json" || fail "the report's bars are others"
"$PYTHON" - "$folder/t.html" "$verdict" <<'PYTHON' || fail "the report's verdict is not: $verdict"
import html, re, sys
sys.exit(sys.argv[2] not in re.sub(r"\s+", " ", html.unescape(open(sys.argv[1]).read())))
PYTHON

# the two scenarios as they are stand in the file as compare has them
expect 0 compare "$funnel" "$wheel" "${small[@]}" -n 4 -o "$folder/c.h5"
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
    "$PYTHON" - "$folder/t.h5" "$folder/c.h5" "$folder/t.json" <<'PYTHON' || fail "the file does not hold what the terminal says"
import h5py, json, math, sys
t, c = (h5py.File(path, "r") for path in sys.argv[1:3])
x = json.load(open(sys.argv[3]))
for name, variable in c.items():
    if isinstance(variable, h5py.Dataset) and "xxh3_128" in variable.attrs:
        assert (variable[()] == t[name][()]).all() or variable.dtype.kind == "f", name
factors = [name.decode() for name in t["factor"][()]]
assert len(set(factors)) == len(factors)
states = [s.decode() for s in t["tornado_state"][()]]
assert states == sorted(states, key=["matters", "idle", "skipped"].index)
assert states.count("matters") == len(x["parameters"]) and states.count("idle") == len(x["idle"])
assert {k.decode() for k in t["tornado_kpi"][()]} == {"npv"}
for row, entry in enumerate(x["parameters"]):
    assert factors[row].split("=")[0] == entry["parameter"]
    assert math.isclose(t["tornado_swing"][row], entry["swing"]["mean"])
    for end, side in enumerate(("low", "high")):
        said = entry[side] and entry[side].get("difference")
        assert bool(t["tornado_was_run"][row, end]) == bool(said), (entry["parameter"], side)
        if said and said["mean"] is not None:
            assert math.isclose(t["tornado_difference"][row, end], said["mean"])
            assert math.isclose(t["tornado_difference_low"][row, end], said["low"])
PYTHON
fi

# one replicate has no intervals; an output that cannot be written costs no run
expect 0 tornado "$funnel" "$wheel" "${small[@]}" -n 1 --report "$folder/one.html"
"$PYTHON" tests/cli/check_experiment_report.py "$folder/one.html" '"tornado" in f and "none surely" in f["tornado"].title or
    "No single" in f["tornado"].title' || fail "$called: surely, with one replicate"
expect 73 tornado "$funnel" "$wheel" "${small[@]}" -o "$folder/none/t.h5"
expect 2 tornado "$funnel" "$wheel" "${small[@]}" -o "$folder/t.h5" --shard 1/2
says "$err" 'tornado does not take --shard'

finish
