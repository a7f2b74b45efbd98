#!/usr/bin/env bash
# --json prints exactly one valid JSON object on stdout, for answers and for errors, with the same exit status.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
a=$folder/a.ini b=$folder/b.ini

# valid STATUS EXPRESSION ARGUMENTS...: the object (as x) makes the Python expression true.
valid() {
    local status=$1 expression=$2
    shift 2
    expect "$status" "$@" --json
    "$PYTHON" -m json.tool "$out" >/dev/null || fail "$called: not JSON: $(head -c 300 "$out")"
    "$PYTHON" - "$out" "$expression" <<'PYTHON' || fail "$called: not $expression: $(head -c 300 "$out")"
import json, sys
def refuse(word):
    raise ValueError(word)
x = json.load(open(sys.argv[1]), parse_constant=refuse)
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)
PYTHON
}

valid 0 'x["n_replicates"] == 3 and x["scenarios"][0]["name"] == "a" and len(x["kpis"]) > 0' run "$a"
valid 0 'x["first_replicate"] == 2 and x["n_replicates"] == 1' run "$a" --replicate 2
valid 0 'len(x["comparisons"]) == 1 and x["comparisons"][0]["sentence"]' compare "$a" "$b"
valid 0 'all(k["difference"]["mean"] in (0, None) for k in x["comparisons"][0]["kpis"])' compare "$a" "$b"
valid 0 '[s["name"] for s in x["scenarios"]] == ["a", "a-2", "b"] and len(x["comparisons"]) == 2 and
    any("a-2" in w["text"] for w in x["warnings"])' compare "$a" "$a" "$b"
valid 0 'x["memory_bytes"] > 0 and any(p["name"] == "market.agents" and p["number"] == 500 and
    p["origin"].endswith("a.ini:2") for p in x["plan"][0]["parameters"])' run "$a" --dry-run
valid 0 'x["command"].endswith("a.ini --set market.agents=600 --seed 3")' \
    run "$a" --seed 3 --set market.agents=600 --threads 1 -o "$folder/o.h5" --quiet
valid 0 'len(x["ok"]) == 2' check "$a" "$b"
valid 0 '[(n["kind"], n["agents"], n["smallest_degree"], n["largest_degree"], n["mean_degree"], n["largest_component"])
    for n in x["networks"]] == [("small_world", 500, 8, 8, 8, 1)] and .4 < x["networks"][0]["clustering"] < .65' check "$a"
valid 0 'x["networks"][0]["kind"] == "mixing" and x["networks"][0]["mean_degree"] is None and
    x["networks"][0]["clustering"] is None' check "$a" --set network.kind=mixing
valid 0 'x["sections"][0]["parameters"][0]["key"] == "agents"' params market.agents
valid 0 'len(x["series"]) > 0 and len(x["kpis"]) > 0' outputs
valid 0 'x["version"].count(".") == 2' version
valid 0 'len(x["commands"]) >= 7' help
valid 0 'x["commands"][0]["name"] == "run"' run --help

valid 2 'x["errors"][0]["place"] is None' run
valid 2 '"did you mean" in x["errors"][0]["text"]' comparr
valid 2 'x["errors"]' run "$a" --zzzzzz
valid 65 'x["errors"][0]["place"] == "--set"' run "$a" --set market.agnts=3
valid 66 'x["errors"][0]["place"].endswith("none.ini")' check "$folder/none.ini"
valid 73 'x["errors"][0]["text"]' run "$a" -o "$folder/none/o.h5"

# bytes that are no text come back as text
printf '[market]\nagents = 3\nb\377d = 1\n' >"$folder/bytes.ini"
valid 65 'x["errors"]' check "$folder/bytes.ini"
valid 66 'x["errors"]' run "$folder/$(printf 'n\377ne').ini"
finish
