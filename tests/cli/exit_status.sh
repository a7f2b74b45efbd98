#!/usr/bin/env bash
# The exit status says what kind of failure it was, and a failure leaves no file behind and no old file damaged.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

a=$folder/a.ini b=$folder/b.ini

expect 0 run "$a"
expect 0 compare "$a" "$b"
expect 0 check "$a"
says "$out" '^  network: small_world, 500 agents, 8 ties each, clustering 0\.[0-9]+, 100 % in the largest component$'
expect 0 check "$a" --set network.kind=mixing
says "$out" '^  network: mixing, 500 agents, anybody meets anybody$'
expect 0 check "$a" --set network.kind=cliques --set market.agents=50001
says "$out" '^  network: cliques, 50,001 agents, 8\.00 ties on average \(5 to 8\), clustering 1 \(standard error 0, 10,000 agents looked at\), 0\.018 % in'
expect 0 check "$a" --set network.kind=scale_free --set market.agents=5e7
says "$out" '^  network: scale_free, 50,000,000 agents, too large to be drawn here$'

# 65: a scenario is wrong; all its errors in one pass, with file:line
printf '[market]\nagents = -3\nagnts = 5\n[markt]\n' >"$folder/bad.ini"
expect 65 run "$folder/bad.ini"
says "$err" 'bad\.ini:2: error: '
says "$err" "bad\.ini:3: error: .*agents"
says "$err" 'bad\.ini:4: error: .*market'
is_empty "$out"
expect 65 check "$a" "$folder/bad.ini"
says "$out" 'a\.ini: ok'
expect 65 compare "$a" "$folder/bad.ini" -o "$folder/none.h5"
[[ ! -e $folder/none.h5 ]] || fail "a failed run left a file"

# 65: cannot be compared
expect 65 run "$a" --set time.horizon=0.5
printf '[market]\nagents = 500\n[time]\nhorizon = 52 weeks\n' >"$folder/longer.ini"
expect 65 compare "$a" "$folder/longer.ini"
says "$err" 'a and longer cannot be compared'

# a hundred errors are told, the rest counted; an error of a shared file is told once
{ echo '[market]' && seq -f 'nonsense%g = 1' 150; } >"$folder/many.ini"
expect 65 check "$folder/many.ini"
[[ $(grep -c 'error:' "$err") -eq 100 ]] || fail "$(grep -c 'error:' "$err") errors printed instead of 100"
says "$err" '^\.\.\. and 50 more$'
expect 65 compare "$a" "$b" --set markt.agents=3
[[ $(grep -c 'error:' "$err") -eq 1 ]] || fail "the same --set error is told more than once"

# 66: not there, or not a file
expect 66 run "$folder/none.ini"
says "$err" 'none\.ini: error: '
expect 66 run "$folder"

# 73: the output cannot be created; found out before the run
expect 73 run "$a" -o "$folder/none/o.h5"
expect 73 run "$a" -o "$folder"
[[ $(id -u) -eq 0 ]] || expect 73 run "$a" -o /o.h5

# 74: standard output is full, closed, or a pipe that nobody reads
write_to() {
    local got=0
    "$FLYWHEEL" "$@" || got=$?
    [[ $got -eq 74 ]] || fail "flywheel $*: exit $got instead of 74 when stdout fails"
}
write_to run "$a" 2>/dev/null >/dev/full
write_to run "$a" --json 2>/dev/null >/dev/full
write_to params 2>/dev/null >/dev/full
write_to version 2>/dev/null >&-
write_to run "$a" 2>/dev/null > >(exec true)

# a full disk is told; a reader that has seen enough is not
write_to params 2>"$err" >/dev/full
called="params to a full disk" says "$err" 'standard output could not be written'
mkfifo "$folder/pipe"
: <"$folder/pipe" &
exec 3>"$folder/pipe"
wait $!
for command in params 'params --json' "run $a"; do
    # shellcheck disable=SC2086
    write_to $command 2>"$err" >&3
    called="flywheel $command, read by nobody" is_empty "$err"
done
exec 3>&-

# a result is written whole and replaced whole; equal runs give equal bytes
expect 0 compare "$a" "$b" -o "$folder/one.h5"
expect 0 compare "$a" "$b" -o "$folder/two.h5" --threads 1
cmp "$folder/one.h5" "$folder/two.h5" || fail "two equal runs differ"
cp "$folder/one.h5" "$folder/kept.h5"
expect 65 compare "$a" "$folder/bad.ini" -o "$folder/one.h5"
cmp "$folder/one.h5" "$folder/kept.h5" || fail "a failed run touched the previous file"

# 75: not now; more memory than there may be is refused before the start
expect 75 run "$a" --max-memory 1K -o "$folder/large.h5"
says "$err" 'needs about .* of memory and may use 1\.02 kB \(--max-memory\)'
[[ ! -e $folder/large.h5.part ]] || fail "a run that was refused left a journal"

# 130, 143: interrupted; what was finished is kept, and it says so
printf '[market]\nagents = 20000\n[time]\nhorizon = 520 weeks\n[run]\nreplicates = 4000\n' >"$folder/long.ini"
for signal in INT:130 TERM:143; do
    got=0
    # a background job of a script ignores SIGINT unless it has job control
    set -m
    "$FLYWHEEL" run "$folder/long.ini" -o "$folder/long.h5" >"$out" 2>"$err" </dev/null &
    job=$!
    set +m
    sleep 1
    kill -s "${signal%:*}" "$job"
    wait "$job" || got=$?
    called="run stopped by SIG${signal%:*}"
    [[ $got -eq ${signal#*:} ]] || fail "$called: exit $got instead of ${signal#*:}"
    says "$err" '^flywheel: error: interrupted$'
    says "$err" '[0-9]+ of 4000 replicates are saved in .*long\.h5\.part; the same command goes on from there'
    is_empty "$out"
    [[ ! -e $folder/long.h5 && -s $folder/long.h5.part ]] || fail "$called: left $(ls "$folder")"
done
says "$err" 'going on with .*long\.h5\.part: [0-9]+ of 4000 replicates are finished already'
[[ -z $(find "$folder" -name '*.tmp*' -o -name '.*.h5*') ]] || fail "temporary files are left: $(ls -A "$folder")"
finish
