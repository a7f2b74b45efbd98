#!/usr/bin/env bash
# `flywheel diff`: the effective parameters in which scenarios differ, of files and of results.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

command -v "$PYTHON" >/dev/null || exit 77
cd "$folder"
printf '[scenario]\nextends = a.ini\n[wom]\ntrust = 0.4\n[channel fair]\nshare = 100 %%\n' >c.ini

expect 0 diff a.ini b.ini
says "$out" '^b against a: They differ in nothing\.$'
expect 0 diff a.ini c.ini
says "$out" '^  parameter +a +c +unit$'
says "$out" '^  wom\.trust +[0-9.]+ \(default\) +0\.4$'
says "$out" '^  channel\.fair\.share +- +1$'
[[ $(grep -c '^  ' "$out") -eq 3 ]] || fail "$called: more or fewer than two differences"
expect 0 diff c.ini a.ini --origins
says "$out" '^  wom\.trust +0\.4 +[0-9.]+ \(default\) .*c\.ini:4 +default$'
says "$out" '^  channel\.fair\.share +1 +- .*c\.ini:6 +-$'
expect 0 diff a.ini c.ini --json
"$PYTHON" - "$out" <<'PYTHON' || fail "$called: not the two differences"
import json, sys
pair, = json.load(open(sys.argv[1]))["pairs"]
assert (pair["a"], pair["b"], pair["n_differences"]) == ("a", "c", 2)
trust, share = sorted(pair["differences"], key=lambda d: d["parameter"], reverse=True)
assert trust["origin_a"] == "default" and trust["origin_b"].endswith("c.ini:4") and trust["b"] == "0.4"
assert share["a"] is None and share["origin_a"] is None and share["b"] == "1"
PYTHON

# files of one name are told apart
mkdir other
printf '[market]\nagents = 600\n[time]\nhorizon = 26 weeks\n[run]\nreplicates = 3\n' >other/a.ini
expect 0 diff a.ini other/a.ini
says "$out" '^  parameter +a\.ini +other/a\.ini +unit$'
says "$out" '^  market\.agents +500 +600 +agents$'

# results: each scenario of a file, or a file and a scenario; --set is what made the difference
expect 0 compare a.ini c.ini -q -s market.agents=400 -o two.h5
expect 0 diff two.h5
says "$out" '^c against a: They differ in:$'
says "$out" '^  wom\.trust '
expect 0 diff two.h5:c c.ini --origins
says "$out" '^  market\.agents +400 +500 +agents +--set '
[[ $(grep -c '^  ' "$out") -eq 2 ]] || fail "$called: more than one difference"
expect 0 diff two.h5:c two.h5:c
says "$out" 'differ in nothing'

expect 2 diff two.h5 a.ini
says "$err" 'two\.h5 has several scenarios: write two\.h5:NAME \(a, c\)'
expect 2 diff two.h5:d a.ini
says "$err" "two\.h5 has no scenario 'd'"
expect 0 run a.ini -q -o one.h5
expect 2 diff one.h5
says "$err" 'one\.h5 has one scenario only'
expect 2 diff a.ini
says "$err" 'diff wants two scenarios'
expect 66 diff a.ini nowhere.ini
says "$err" '^nowhere\.ini: error: '
printf '[wom]\ntrst = 1\n' >wrong.ini
expect 65 diff a.ini wrong.ini
says "$err" '^wrong\.ini:2: error: '
head -c 9000 two.h5 >cut.h5
expect 65 diff cut.h5 a.ini
finish
