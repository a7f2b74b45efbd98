#!/usr/bin/env bash
# `flywheel export`: every value, label and text as h5py reads it, in CSV and in JSON; no text that a spreadsheet runs;
# whole tables or none; memory that does not grow with the number of points.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

"$PYTHON" -c 'import h5py, numpy' 2>/dev/null || exit 77
a=$folder/a.ini

# equal NAME: exports NAME.h5 both ways and compares.
equal() {
    rm -rf "$folder/csv"
    expect 0 export "$folder/$1.h5" --csv "$folder/csv" --json "$folder/all.json"
    says "$out" '/csv: 11 tables, [0-9,]+ rows$'
    says "$out" '/all.json: 11 tables, [0-9,]+ rows$'
    is_empty "$err"
    "$PYTHON" tests/cli/check_export.py "$folder/$1.h5" "$folder/csv" "$folder/all.json" || fail "$called: not what h5py reads"
}

# a run; two that differ in cohorts and targets, with money, undefined values and labels that only one has
expect 0 run "$a" -n 1 -o "$folder/one.h5"
equal one
printf '[scenario]\nextends = %s/scenarios/presets/flywheel.ini\n[market]\nagents = 2000\ninitial_customers = 5 %%\n' "$PWD" >"$folder/c.ini"
printf '[time]\nhorizon = 60\n[run]\nreplicates = 3\n[target early]\nseries = customers\nweek = 13\nat_least = 1\n' >>"$folder/c.ini"
printf '[scenario]\nextends = c.ini\n[cohort]\nlength = 7\n[target late]\nseries = revenue\nat_most = 1e6\n' >"$folder/d.ini"
expect 0 compare "$folder/c.ini" "$folder/d.ini" -q -o "$folder/two.h5"
equal two
[[ $(wc -l <"$folder/csv/series.csv") -gt 20000 ]] || fail "$called: few rows"
head -n 1 "$folder/csv/grids.csv" | grep -q '^scenario,replicate,grid,cohort,origin,age,.*target,.*value.$' || fail "$called: columns of grids"

# experiments: kept KPIs, kept series, sub-experiments with axes that are not set, indices
points() {
    printf '[market]\nagents = 300\n[time]\nhorizon = 20\n[run]\nreplicates = 2\n[budget]\nweekly = 50\n[channel ads]\nshare = 1\n'
    printf '[axis price]\nparameter = budget.weekly\nvalues = %s\n' "$1"
}
points '20 : 80 : 3' >"$folder/parts.ini"
printf 'experiment = both\n[experiment none]\n[experiment both]\n[axis talk]\nparameter = wom.promoter_rate\nvalues = 0 : 1 : 2\n' >>"$folder/parts.ini"
expect 0 sweep "$folder/parts.ini" -q -o "$folder/parts.h5"
equal parts
grep -q '^0,none,,0' "$folder/csv/points.csv" || fail "$called: an axis that is not set should be empty"
{ points '20, 80' && printf '[sweep]\nkeep = all\n'; } >"$folder/all.ini"
expect 0 sweep "$folder/all.ini" -q -o "$folder/all.h5"
equal all
head -n 1 "$folder/csv/series.csv" | grep -q '^point,scenario,replicate,week,series,label,value.$' || fail "$called: columns of series"
points '20 : 80' >"$folder/what.ini"
expect 0 sensitivity "$folder/what.ini" -q --samples 4 -o "$folder/what.h5"
equal what

# names that spreadsheets run, quotes, commas, other scripts: they come back, and none begins a formula
hostile=('=1+1' '=cmd|'"'"' C'"'"'!A0' '=HYPERLINK("x.org","y")' '+1' '+cmd' '-2+3' '-x' '@SUM(1)' '@x' $'\ttab' $'\t=1'
    "'" "'=1" '"=1"' 'a,b' 'a"b' ' =1' 'ümlaut' '日本' 'عربي' '＝1' '＋1' '－1' '＠1' '1e5' 'NaN' 'TRUE' '😀')
files=()
for name in "${hostile[@]}"; do
    printf '[scenario]\ntitle = =1+1 "%s", x\n[market]\nagents = 300\n[time]\nhorizon = 2\n[run]\nreplicates = 1\n' é >"$folder/$name.ini"
    files+=("$folder/$name.ini")
done
expect 0 compare "${files[@]}" -q -o "$folder/hostile.h5"
equal hostile
((${#hostile[@]} >= 20)) || fail "few names"
"$PYTHON" - "$folder/csv/scenarios.csv" "${hostile[@]}" <<'PYTHON' || fail "$called: names are not those of the files"
import csv, sys
names = [row[0] for row in list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))[1:]]
assert [n[n.startswith("'"):] for n in names] == sys.argv[2:], names
PYTHON

# a table that the new result does not have is empty, what else is in the folder stays, links lead where they led
mkdir "$folder/there" "$folder/elsewhere"
echo mine >"$folder/there/notes.txt"
touch "$folder/elsewhere/kpis.csv"
ln -s ../elsewhere/kpis.csv "$folder/there/kpis.csv"
expect 0 export "$folder/one.h5" --csv "$folder/there" -q
is_empty "$out"
expect 0 export "$folder/parts.h5" --csv "$folder/there/" -q
[[ $(wc -l <"$folder/there/series.csv") -eq 1 && $(<"$folder/there/notes.txt") == mine ]] || fail "$called: an older table is left"
[[ -L $folder/there/kpis.csv && -s $folder/elsewhere/kpis.csv ]] || fail "$called: a link was replaced"

# the same bytes each time, also where the decimal point is a comma
expect 0 export "$folder/two.h5" --csv "$folder/first" --json "$folder/first.json" -q
locale=$(locale -a 2>/dev/null | grep -m 1 -E '^(de|fr)_' || true)
LC_ALL=${locale:-C} expect 0 export "$folder/two.h5" --csv "$folder/second" --json "$folder/second.json" -q
diff -r "$folder/first" "$folder/second" >/dev/null || fail "$called: other bytes"
cmp -s "$folder/first.json" "$folder/second.json" || fail "$called: other bytes"

# what is wrong is said, with its status, and nothing is left
expect 2 export "$folder/one.h5"
says "$err" 'export wants --csv DIR or --json FILE'
expect 2 export "$folder/one.h5" --json "$folder/one.h5"
says "$err" 'is the result file itself'
mkdir "$folder/links"
ln -s ../one.h5 "$folder/links/series.csv"
cp "$folder/one.h5" "$folder/links/about.csv"
for result in one.h5 links/about.csv; do
    expect 2 export "$folder/$result" --csv "$folder/links"
    says "$err" 'a table in .*links would overwrite the result file itself'
done
cmp -s "$folder/one.h5" "$folder/links/about.csv" || fail "$called: it did"
expect 2 export "$folder/one.h5" --csv "$folder/first" --json "$folder/first/kpis.csv"
says "$err" 'kpis.csv has the name of a table in '
expect 2 export --csv "$folder/x"
expect 2 export "$folder/one.h5" --csv
expect 66 export "$folder/none.h5" --csv "$folder/x"
expect 65 export "$a" --csv "$folder/x"
says "$err" 'a.ini is not a result file of flywheel'
expect 73 export "$folder/one.h5" --csv "$folder/none/x"
says "$err" 'none/x cannot be created: No such file or directory'
expect 73 export "$folder/one.h5" --csv "$a"
says "$err" 'something else of this name is there'
expect 73 export "$folder/one.h5" --json "$folder/none/x.json"
expect 73 export "$folder/one.h5" --json "$folder"
[[ ! -e $folder/x ]] || fail "a failed export left a folder"
mkdir -p "$folder/blocked/series.csv"
expect 73 export "$folder/one.h5" --csv "$folder/blocked"
[[ $(ls "$folder/blocked") == series.csv ]] || fail "$called: left $(ls "$folder/blocked")"

# memory: as much for 4,000 points as for 40
peak() {
    points "1 : 100 : $1" >"$folder/many.ini"
    printf '[sweep]\nkeep = all\n' >>"$folder/many.ini"
    expect 0 sweep "$folder/many.ini" -q -o "$folder/many.h5" -n 1 -s time.horizon=4
    "$PYTHON" - "$FLYWHEEL" "$folder" <<'PYTHON'
import resource, subprocess, sys
subprocess.run([sys.argv[1], "export", sys.argv[2] + "/many.h5", "--csv", sys.argv[2] + "/many", "--json", sys.argv[2] + "/many.json", "-q"], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
}
if [[ $(ldd "$FLYWHEEL") == *libasan* ]]; then
    echo "the address sanitizer keeps what is freed: memory is not measured"
else
    few=$(peak 40)
    many=$(peak 4000)
    ((many < few + 8192)) || fail "export of 4,000 points took $many kB, of 40 points $few kB"
    size=$(du -k "$folder/many" | cut -f 1)
    ((size > 10 * (many - few) && size > 20000)) || fail "$size kB are no large export"
fi
finish
