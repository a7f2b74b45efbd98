#!/usr/bin/env bash
# Where a report goes and what it is made of: checked before a run of minutes, written whole or not at all, and refused in
# the same words as elsewhere.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

page=$folder/page.html
printf '[market]\nagents = 20000\n[time]\nhorizon = 520 weeks\n[run]\nreplicates = 4000\n' >"$folder/long.ini"
expect 0 run "$folder/a.ini" -o "$folder/a.h5" --quiet

# alone FILE...: nothing else lies in the folder of outputs.
mkdir "$folder/outputs"
alone() {
    [[ "$(ls -A "$folder/outputs")" == "$*" ]] || fail "$called: left $(ls -A "$folder/outputs")"
}

# ---- options that leave no whole result ----

expect 2 run "$folder/long.ini" --report "$page" --dry-run
says "$err" '--report cannot go with --dry-run, which runs nothing: make it of the result, flywheel report OUT\.h5 -o OUT\.html'
expect 2 run "$folder/long.ini" --report "$page" -o "$folder/x.h5" --slurm array:2
says "$err" '--report cannot go with --slurm'
expect 2 sweep "$folder/long.ini" --report "$page" --plan
says "$err" '--report cannot go with --plan'
expect 2 run "$folder/long.ini" --report "$page" -o "$folder/x.h5" --shard 1/2
says "$err" '--report wants the whole result, and --shard does a part of it: merge the shards'
expect 2 check "$folder/a.ini" --report "$page"
says "$err" 'check does not take --report'

# ---- places where it may not or cannot be ----

for other in "$folder/long.ini" "$folder/./long.ini"; do
    expect 2 run "$folder/long.ini" --report "$other"
    says "$err" "the output $other would overwrite a scenario"
done
for output in "$folder/new.html" "$folder/./new.html" "$folder/outputs/../new.html"; do
    expect 2 run "$folder/long.ini" --report "$folder/new.html" -o "$output"
    says "$err" 'the report .*new\.html would overwrite the result, which has that name'
done
for report in "$folder/new.h5.part" "$folder/./new.h5.tmp"; do
    expect 2 run "$folder/long.ini" --report "$report" -o "$folder/new.h5"
    says "$err" 'would overwrite the result, which has that name, now or while it is made'
done
expect 2 report "$folder/a.h5" -o "$folder/a.h5"
says "$err" 'the output .*a\.h5 would overwrite a result'
expect 73 run "$folder/long.ini" --report "$folder/none/page.html"
says "$err" 'No such file or directory'
expect 73 report "$folder/a.h5" -o "$folder/outputs"
says "$err" 'a folder of this name is there'
expect 73 run "$folder/long.ini" --report /dev/full
alone ''
[[ ! -e $page && ! -e $folder/new.html && ! -e $folder/x.h5 ]] || fail "something was written"

# ---- what it is made of ----

expect 66 report "$folder/none.h5" -o "$page"
says "$err" 'none\.h5 cannot be opened: No such file or directory'
expect 2 report "$folder/a.h5"
says "$err" 'report wants -o OUT\.html'
expect 65 report "$folder/a.ini" -o "$page"
says "$err" 'a\.ini is not a result file of flywheel'
expect 0 run "$folder/a.ini" --shard 1/2 -o "$folder/s.h5" --quiet
expect 65 report "$folder/s.h5.1-of-2" -o "$page"
says "$err" 'flywheel merge'
cp "$folder/a.h5" "$folder/damaged.h5"
printf 'x' | dd of="$folder/damaged.h5" bs=1 seek=3000 conv=notrunc status=none
expect 65 report "$folder/damaged.h5" -o "$page"
says "$err" 'damaged\.h5'
head -c 2000 "$folder/a.h5" >"$folder/short.h5"
expect 65 report "$folder/short.h5" -o "$page"
[[ ! -e $page ]] || fail "a report of a damaged result was written"

# ---- written whole or not at all ----

expect 0 report "$folder/a.h5" -o "$folder/outputs/page.html" --json
says "$out" "\"path\": \"$folder/outputs/page.html\""
says "$out" "\"bytes\": $(stat -c %s "$folder/outputs/page.html")"
alone page.html
cp "$folder/outputs/page.html" "$folder/before.html"
smallest=1
called="report with files of at most $smallest kB" got=0
(ulimit -f "$smallest" && "$FLYWHEEL" report "$folder/a.h5" -o "$folder/outputs/page.html" 2>&1 >/dev/null) |
    cat >"$err" || got=${PIPESTATUS[0]}
[[ $got -eq 74 ]] || fail "$called: exit $got instead of 74"
says "$err" 'page\.html could not be written: File too large'
cmp "$folder/outputs/page.html" "$folder/before.html" || fail "$called: the previous file was touched"
alone page.html
finish
