#!/usr/bin/env bash
# A journal that is torn, damaged, of other work, or another process's: what is whole in it counts, the rest is done anew
# to the same bytes, and what is not ours to continue is refused and stays as it is.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

tiny=$folder/tiny.ini target=$output_folder/out.h5 journal=$output_folder/out.h5.part
printf '[market]\nagents = 200\n[time]\nhorizon = 20 weeks\n[run]\nreplicates = 12\n' >"$tiny"
call 0 run "$tiny" -o "$target"
mv "$target" "$folder/whole.h5"

# leave_journal LIMIT ARGUMENTS...: files of so many kB hold the journal, or a part of it, and not the result.
leave_journal() {
    local kilobytes=$1 got=0
    shift
    # the messages go through a pipe, which has no such limit
    (ulimit -f "$kilobytes" && "$FLYWHEEL" "$@" 2>&1 >/dev/null) </dev/null | cat >"$err" || got=${PIPESTATUS[0]}
    called="flywheel $* with files of at most $kilobytes kB"
    [[ $got -eq 74 ]] || fail "$called: exit $got instead of 74: $(<"$err")"
}

# only FILE...: nothing but these is in the folder.
only() {
    local there=("$output_folder"/*)
    [[ ${there[*]##*/} == "$*" ]] || fail "$called: there is ${there[*]##*/}, not $*"
}

# goes_on [N]: the same command ends well, and to the same bytes; it begins with N replicates.
goes_on() {
    call 0 run "$tiny" -o "$target"
    cmp "$target" "$folder/whole.h5" || fail "$called: other bytes"
    only out.h5
    if ((${1:-0} > 0)); then
        says "$err" "going on with .*part: $1 of 12 replicates are finished already"
    elif [[ ${1:-} == 0 ]] && grep 'going on' "$err"; then
        fail "$called: goes on with nothing"
    fi
    rm "$target"
}

# refused_as_it_is STATUS PATTERN ARGUMENTS...: refused, and the folder is as it was before.
refused_as_it_is() {
    local status=$1 pattern=$2
    shift 2
    rm -rf "$folder/as_it_was"
    cp -a "$output_folder" "$folder/as_it_was"
    call "$status" "$@"
    says "$err" "$pattern"
    is_empty "$out"
    diff -r "$output_folder" "$folder/as_it_was" || fail "$called: something was touched"
}

# --- what a full disk leaves, and going on from it ---
leave_journal 120 run "$tiny" -o "$target"
says "$err" '^flywheel: error: .*out\.h5\.part could not be written: File too large'
says "$err" '^flywheel: error: 5 of 12 replicates are saved in .*out\.h5\.part; the same command goes on from there'
only out.h5.part
goes_on 5
leave_journal 300 run "$tiny" -o "$target"
says "$err" 'out\.h5 could not be written: File too large\. A file that was there before is unchanged\.'
says "$err" '12 of 12 replicates are saved'
only out.h5.part
cp "$journal" "$folder/journal"
goes_on 12

# --- cut at any length ---
size=$(stat -c %s "$folder/journal")
# the first line, the head of the manifest, and the manifest, whose size is in its head
beginning=$((16 + 56 + $(od -An -tu8 -j 24 -N 8 "$folder/journal")))
piece=$(((size - beginning) / 12))
((beginning + 12 * piece == size)) || fail "the journal is not 12 replicates of one size"
n_cut=0
for ((length = beginning + 1; length <= size; length += length < beginning + 80 ? 7 : 4001)); do
    head -c "$length" "$folder/journal" >"$journal"
    n_cut=$((n_cut + 1))
    goes_on
done
for cut in 1 55 56 57; do
    head -c -"$cut" "$folder/journal" >"$journal"
    goes_on 11
done
{ cat "$folder/journal" && head -c 1000 /dev/zero; } >"$journal"
goes_on 12
# without a beginning nobody knows whose it is
for length in 0 1 15 16 17 71 72 200; do
    head -c "$length" "$folder/journal" >"$journal"
    refused_as_it_is 73 'out\.h5\.part holds no replicates of flywheel, or its beginning is damaged\. remove it' \
        run "$tiny" -o "$target"
done

# --- a byte flipped anywhere ---
# flip FILE OFFSET: the byte there becomes another.
flip() {
    local byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1")
    # shellcheck disable=SC2059 # the byte is written as a format
    printf "\\x$(printf %02x $((byte ^ 1 << $2 % 8)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
n_flipped=0
for ((offset = beginning; offset < size; offset += offset < beginning + 60 ? 5 : 3571)); do
    cp "$folder/journal" "$journal"
    flip "$journal" "$offset"
    n_flipped=$((n_flipped + 1))
    goes_on
done
cp "$folder/journal" "$journal"
flip "$journal" $((size - piece - 100))
goes_on 11
for offset in 0 20 80 300; do
    cp "$folder/journal" "$journal"
    flip "$journal" "$offset"
    refused_as_it_is 73 'its beginning is damaged' run "$tiny" -o "$target"
done
# two journals one behind the other are no journal of twice the work
{ cat "$folder/journal" && tail -c +$((beginning + 1)) "$folder/journal"; } >"$journal"
goes_on 12

# --- of other work ---
cp "$folder/journal" "$journal"
cp "$folder/whole.h5" "$target"
refused_as_it_is 73 'holds 12 replicates by another command line .*; nothing was touched' run "$tiny" -o "$target" --seed 7
refused_as_it_is 73 'holds 12 replicates by another command' compare "$tiny" "$tiny" -o "$target"
refused_as_it_is 73 'nothing was touched' run "$tiny" -o "$target" -n 13
refused_as_it_is 73 'nothing was touched' run "$tiny" -o "$target" --set wom.trust=0.5
cp "$tiny" "$folder/kept.ini"
printf '; a remark\n' >>"$tiny"
refused_as_it_is 73 'holds 12 replicates of a scenario that has changed since' run "$tiny" -o "$target"
printf 'seed = 5\n' >>"$tiny"
refused_as_it_is 73 'of a scenario that has changed since' run "$tiny" -o "$target"
cp "$folder/kept.ini" "$tiny"
version=$("$FLYWHEEL" version | sed -E 's/^flywheel ([^ ]+).*/\1/')
LC_ALL=C sed "s/${version//./\\.}/${version%?}~/g" "$FLYWHEEL" >"$folder/flywheel" && chmod +x "$folder/flywheel"
real=$FLYWHEEL
FLYWHEEL=$folder/flywheel
refused_as_it_is 73 "holds 12 replicates by another version of flywheel \\($version\\)" run "$tiny" -o "$target"
FLYWHEEL=$real
rm "$target"
goes_on 12
printf '[market]\nagents = 6\n[network]\nkind = file\nfile = list.edges\n[time]\nhorizon = 20\n[run]\nreplicates = 12\n' >"$folder/edges.ini"
cp tests/faults/parts/small.edges "$folder/list.edges"
leave_journal 100 run "$folder/edges.ini" -o "$target"
printf '\n1 4\n' >>"$folder/list.edges"
refused_as_it_is 73 'of a file that has changed since' run "$folder/edges.ini" -o "$target"
rm "$journal"

# --- two processes at one output ---
printf '[market]\nagents = 20000\n[time]\nhorizon = 520 weeks\n[run]\nreplicates = 4000\n' >"$folder/long.ini"
"$FLYWHEEL" run "$folder/long.ini" -o "$target" --threads 1 >/dev/null 2>"$folder/first" </dev/null &
first=$!
until [[ -s $journal ]]; do sleep 0.01; done
call 75 run "$folder/long.ini" -o "$target"
says "$err" 'out\.h5\.part is being written by another process'
call 75 run "$tiny" -o "$target"
only out.h5.part
kill -KILL "$first"
{ wait "$first" || true; } 2>/dev/null
rm "$journal"
# at the very same moment: one does it, or they do it one after the other
n_refused_at_once=0
for _ in {1..10}; do
    jobs=() statuses=
    for k in 1 2 3; do
        "$FLYWHEEL" run "$tiny" -o "$target" --threads 1 >/dev/null 2>"$folder/at_once_$k" </dev/null &
        jobs+=($!)
    done
    for job in "${jobs[@]}"; do
        got=0
        wait "$job" || got=$?
        statuses+=" $got"
        [[ $got -ne 75 ]] || n_refused_at_once=$((n_refused_at_once + 1))
    done
    called="three runs at once"
    [[ $statuses =~ ^(\ (0|75))+$ && $statuses == *" 0"* ]] || fail "$called: exits $statuses: $(cat "$folder"/at_once_?)"
    cmp "$target" "$folder/whole.h5" || fail "$called: other bytes"
    only out.h5
    rm "$target"
done

# --- what others have left ---
for name in out.h5.tmp out.h5.part.new; do
    head -c 5000000 /dev/zero >"$output_folder/$name"
    goes_on
done
printf precious >"$folder/precious"
ln -s "$folder/precious" "$output_folder/out.h5.tmp"
call 73 run "$tiny" -o "$target"
[[ $(<"$folder/precious") == precious ]] || fail "$called: wrote through a link that is not the output's"
rm "$output_folder/out.h5.tmp"
goes_on 12

# --- an output that is a link: its file is replaced, the journal lies beside the link ---
mkdir "$folder/elsewhere"
ln -s "$folder/elsewhere/real.h5" "$target"
printf old >"$folder/elsewhere/real.h5"
leave_journal 120 run "$tiny" -o "$target"
only out.h5 out.h5.part
[[ $(<"$folder/elsewhere/real.h5") == old ]] || fail "$called: touched the older result"
call 0 run "$tiny" -o "$target"
only out.h5
[[ -L $target ]] || fail "$called: replaced a symbolic link and not the file it names"
cmp "$folder/elsewhere/real.h5" "$folder/whole.h5" || fail "$called: other bytes"
rm -r "$target" "$folder/elsewhere"

# --- shards: a damaged one is refused by its name, and its own command mends it ---
for k in 1 2; do call 0 run "$tiny" -o "$target" --shard $k/2; done
only out.h5.1-of-2 out.h5.2-of-2
shard=$output_folder/out.h5.2-of-2
cp "$shard" "$folder/shard"
size=$(stat -c %s "$shard")
merged=$output_folder/merged.h5
for damage in "$((size / 2))" "$((size - 10))" 30 100; do
    flip "$shard" "$damage"
    refused_as_it_is 65 "out\\.h5\\.2-of-2 .*(is|beginning is) damaged" merge "$output_folder"/out.h5.?-of-2 -o "$merged"
    if ((damage > 1000)); then
        call 0 run "$tiny" -o "$target" --shard 2/2
        call 0 merge "$output_folder"/out.h5.?-of-2 -o "$merged"
        cmp "$merged" "$folder/whole.h5" || fail "$called: other bytes"
        rm "$merged"
    fi
    cp "$folder/shard" "$shard"
done
head -c -10 "$folder/shard" >"$shard"
refused_as_it_is 65 'out\.h5\.2-of-2 is damaged: 5 of its replicates are whole' merge "$output_folder"/out.h5.?-of-2 -o "$merged"

echo "$n_cut cuts, $n_flipped flipped bytes: all continued to the same bytes; $n_refused_at_once of 20 late-comers refused"
finish
