#!/usr/bin/env bash
# `flywheel verify`: every changed byte and every cut is noticed, in results and in journals, and so is a file that is
# whole but does not add up.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
cd "$folder"

printf '[market]\nagents = 300\ninitial_customers = 5 %%\n[time]\nhorizon = 12\n[run]\nreplicates = 2\n' >m.ini
printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n' >>m.ini
expect 0 run m.ini -q -o good.h5
expect 0 verify good.h5
is_empty "$err"
says "$out" '^good.h5: ok, content [0-9a-f]{32}'
says "$out" ' 21 identities in [0-9]+ places'
expect 0 run m.ini -q -o part.h5 --shard 1/2
expect 0 verify good.h5 part.h5.1-of-2 --json
[[ $(grep -c '"ok": true' "$out") -eq 2 ]] || fail "$called: not both are right"

# Each damaged copy is refused with status 65 and a line that names it, within ten seconds.
cat >damage.py <<'PYTHON'
import os, subprocess, sys

program, source = sys.argv[1:3]
data = open(source, "rb").read()
size = len(data)
environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")  # HDF5 leaks where a file is damaged
# places spread over the file by the golden ratio, its first and last bytes, and lengths at which HDF5 has its marks
flips = {0, 1, 8, 9, 13, 20, 28, 40, 48, 60, 80, 96, *range(size - 60, size, 7), *(i * 618034 % 1000000 * size // 1000000 for i in range(90))}
cuts = {0, 1, 7, 8, 9, 47, 48, 95, 96, 97, 511, 512, 2047, 2048, 4096, size // 4, size // 2, size - 100, size - 60, size - 1}
for how, at in sorted([("flip", at) for at in flips] + [("cut", at) for at in cuts]):
    if at >= size:
        continue
    bad = bytearray(data if how == "flip" else data[:at])
    if how == "flip":
        bad[at] ^= 1 << at % 8
    with open("bad", "wb") as file:
        file.write(bad)
    run = subprocess.run([program, "verify", "bad"], capture_output=True, timeout=10, env=environment)
    told = run.stderr.decode(errors="replace")
    if run.returncode != 65 or run.stdout or not told.startswith(("bad: error: ", "flywheel: error: bad")):
        sys.exit(f"{source}, {how} at {at}: exit {run.returncode}: {told[:300]}")
PYTHON
for file in good.h5 part.h5.1-of-2; do
    "$PYTHON" damage.py "$FLYWHEEL" $file || fail "verify overlooks damage of $file"
done

# what is no file is missing; what is none of flywheel's is a finding
expect 66 verify nowhere.h5
says "$err" 'nowhere.h5 cannot be opened: No such file'
expect 65 verify m.ini
says "$err" '^m.ini: error: .*not a result file of flywheel'
: >empty
expect 65 verify empty
says "$err" '^empty: error: '
expect 66 verify good.h5 nowhere.h5
says "$out" '^good.h5: ok'

# whole, but it does not add up: new fingerprints do not help
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
    # the name of the series, and what must be found
    for forged in 'customers:customers are those of the week before' 'journey:leads are those of the week before' 'agents:agents over stages add up to the market' \
        'revenue:revenue of all segments adds up' 'profit:cash is the profit so far'; do
        cp good.h5 forged.h5
        "$PYTHON" - forged.h5 "${forged%%:*}" <<'PYTHON'
import sys, h5py
with h5py.File(sys.argv[1], "r+") as file:
    values = file[sys.argv[2]][...]
    values[0, 1, 5] += 3
    file[sys.argv[2]][...] = values
PYTHON
        expect 65 verify forged.h5
        says "$err" "^forged.h5: error: '${forged%%:*}' is not what was written"
        says "$err" "^forged.h5: error: ${forged#*:}.*not so in m, replicate 1, week 5 \(off by "
        says "$err" '^forged.h5: error: the results together are not those that were written'
    done
fi

# of an experiment too, at every point
printf '[sweep]\nkeep = all\n[axis price]\nparameter = budget.weekly\nvalues = 10, 90\n' >>m.ini
expect 0 sweep m.ini -q -o sweep.h5
expect 0 verify sweep.h5
says "$out" ' 21 identities in '
expect 0 sweep m.ini -q -o kpis.h5 -s sweep.keep=kpis
expect 0 verify kpis.h5
says "$out" ' 0 identities in 0 places'
if "$PYTHON" -c 'import h5py' 2>/dev/null; then
    "$PYTHON" - sweep.h5 <<'PYTHON'
import sys, h5py
with h5py.File(sys.argv[1], "r+") as file:
    file["customers"][1, 0, 0, 7] += 1
PYTHON
    expect 65 verify sweep.h5
    says "$err" '^sweep.h5: error: customers are .*not so in m, point 1, replicate 0, week 7 '
fi
finish
