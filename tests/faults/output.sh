#!/usr/bin/env bash
# A result is written whole or not at all: where it cannot be created or does not fit, and when the run is stopped, the
# exit status says so, the file that was there before keeps every byte, and nothing is left but the journal of what was
# finished, from which the same command goes on.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

a=$folder/a.ini target=$output_folder/out.h5 before=$folder/before.h5
printf '[market]\nagents = 20000\n[time]\nhorizon = 520 weeks\n[run]\nreplicates = 4000\n' >"$folder/long.ini"
printf '[market]\nagents = 20000\n[time]\nhorizon = 104 weeks\n[run]\nreplicates = 8\n' >"$folder/short.ini"
expect 0 run "$a" -o "$before" --quiet
expect 0 run "$folder/short.ini" -o "$folder/short.h5" --quiet

# untouched [JOURNAL]: the previous file is as it was, and alone; or beside the journal, which goes away here.
untouched() {
    [[ -z ${1:-} ]] || rm "$target.part" || fail "$called: no journal is left"
    cmp -s "$target" "$before" || fail "$called: the previous file was touched"
    local all=("${target%/*}"/*)
    ((${#all[@]} == 1)) || fail "$called: left ${all[*]}"
    cp "$before" "$target"
}
cp "$before" "$target"

# --- 73: it cannot be created, and that is found out before a run of minutes ---
cannot_create() {
    local pattern=$1
    shift
    call 73 run "$folder/long.ini" -o "$@"
    says "$err" "^flywheel: error: .*$pattern"
    is_empty "$out"
    untouched
}
name=$(printf 'n%.0s' {1..300})
mkfifo "$folder/pipe"
ln -s turn "$folder/turn"
cannot_create 'No such file or directory' "$folder/none/out.h5"
cannot_create 'a folder of this name is there' "$output_folder"
cannot_create 'Not a directory' "$a/out.h5"
cannot_create 'The output has no name' ''
cannot_create 'File name too long' "$output_folder/$name"
cannot_create 'Too many levels of symbolic links' "$folder/turn"
cannot_create 'something other than a plain file is there' /dev/full
cannot_create 'something other than a plain file is there' /dev/null
cannot_create 'something other than a plain file is there' "$folder/pipe"
[[ -p $folder/pipe && -c /dev/full && -c /dev/null ]] || fail "$called: a pipe or a device was replaced"
call 73 compare "$folder/long.ini" "$folder/long.ini" -o "$folder/none/out.h5"
is_empty "$out"
if can_be_nobody; then
    as_nobody test -w "$output_folder" && [[ $(id -u) -eq 0 ]] && fail "the folder should not be nobody's"
    [[ $(id -u) -eq 0 ]] || chmod 555 "$output_folder"
    for file in "$target" "$output_folder/new.h5"; do
        called="run into a folder that may not be written" got=0
        as_nobody timeout 30 "$FLYWHEEL" run "$folder/long.ini" -o "$file" >"$out" 2>"$err" || got=$?
        [[ $got -eq 73 ]] || fail "$called: exit $got instead of 73"
        says "$err" 'cannot be created: Permission denied'
        is_empty "$out"
    done
    chmod 755 "$output_folder"
    untouched
else
    echo "no other user: a folder that may not be written is not tried"
fi

# --- 74: it does not fit ---
# LLVM's OpenMP makes a small file of its own when it starts, and dies where none may be made.
smallest=0
[[ $(ldd "$FLYWHEEL") == *libomp* ]] && smallest=1
for kilobytes in "$smallest" 1 4; do
    called="run with files of at most $kilobytes kB" got=0
    # the messages go through a pipe, which has no such limit
    (ulimit -f "$kilobytes" && "$FLYWHEEL" run "$folder/short.ini" -o "$target" 2>&1 >/dev/null) |
        cat >"$err" || got=${PIPESTATUS[0]}
    [[ $got -eq 74 ]] || fail "$called: exit $got instead of 74"
    says "$err" 'out\.h5\.part could not be written: File too large\.'
    [[ $kilobytes == 0 ]] || says "$err" 'no replicate was finished yet: nothing is kept'
    untouched
done
# room for some replicates, and for all of them but not for the result: the same command goes on when there is more
for kilobytes in 200 $(($(stat -c %s "$folder/short.h5") / 1024 - 8)); do
    called="run with files of at most $kilobytes kB" got=0
    (ulimit -f "$kilobytes" && "$FLYWHEEL" run "$folder/short.ini" -o "$target" 2>&1 >/dev/null) |
        cat >"$err" || got=${PIPESTATUS[0]}
    [[ $got -eq 74 ]] || fail "$called: exit $got instead of 74"
    says "$err" 'out\.h5(\.part)? could not be written: File too large\.'
    says "$err" '[1-8] of 8 replicates are saved in .*out\.h5\.part; the same command goes on from there'
    cmp "$target" "$before" || fail "$called: the previous file was touched"
    call 0 run "$folder/short.ini" -o "$target"
    says "$err" 'going on with .*out\.h5\.part: [1-8] of 8 replicates are finished already'
    cmp "$target" "$folder/short.h5" || fail "$called: other bytes"
    cp "$before" "$target"
    untouched
done
called="run with standard output as a file of at most $smallest kB" got=0
(ulimit -f "$smallest" && "$FLYWHEEL" run "$a" 2>/dev/null >"$folder/limited") || got=$?
[[ $got -eq 74 ]] || fail "$called: exit $got instead of 74"

# A file system of its own where that is allowed: too small for two results, then read-only, then large.
cat >"$folder/small_disk" <<'SCRIPT'
set -e
mkdir -p "$1/disk"
mount -t tmpfs -o size="$5"k tmpfs "$1/disk" || exit 77
cp "$2" "$1/disk/out.h5"
timeout 30 "$FLYWHEEL" run "$3" -o "$1/disk/out.h5" >"$1/disk_out" 2>"$1/disk_err" && got=0 || got=$?
echo "full: exit $got" >"$4"
alone() { cmp "$1/disk/out.h5" "$2" && [ "$(ls -A "$1/disk" | tr '\n' ' ')" = "out.h5 out.h5.part " ]; }
alone "$1" "$2" && echo "full: untouched" >>"$4"
mount -o remount,ro "$1/disk" 2>/dev/null || mount -o remount,ro,bind "$1/disk"
timeout 30 "$FLYWHEEL" run "$1/long.ini" -o "$1/disk/out.h5" >"$1/disk_out" 2>>"$1/disk_err" && got=0 || got=$?
echo "read-only: exit $got" >>"$4"
alone "$1" "$2" && echo "read-only: untouched" >>"$4"
mount -o remount,rw,size=16m "$1/disk"
timeout 30 "$FLYWHEEL" run "$3" -o "$1/disk/out.h5" >"$1/disk_out" 2>>"$1/disk_err" && got=0 || got=$?
echo "large: exit $got" >>"$4"
cmp "$1/disk/out.h5" "$6" && [ "$(ls -A "$1/disk")" = out.h5 ] && echo "large: the same bytes" >>"$4"
SCRIPT
room=$((($(stat -c %s "$before") + $(stat -c %s "$folder/short.h5")) / 1024 - 4))
own_mounts=(unshare --mount --map-root-user)
[[ $(id -u) -ne 0 ]] || own_mounts=(unshare --mount)
got=0
FLYWHEEL=$(realpath "$FLYWHEEL") "${own_mounts[@]}" bash "$folder/small_disk" "$folder" "$before" "$folder/short.ini" \
    "$folder/disk_report" "$room" "$folder/short.h5" 2>"$folder/disk_trouble" || got=$?
if [[ -s $folder/disk_report ]]; then
    called="run on a disk that is full"
    for line in 'full: exit 74' 'full: untouched' 'read-only: exit 73' 'read-only: untouched' 'large: exit 0' \
        'large: the same bytes'; do
        says "$folder/disk_report" "^$line$"
    done
    says "$folder/disk_err" 'out\.h5\.part could not be written: No space left on device\.'
    says "$folder/disk_err" '[1-7] of 8 replicates are saved in .*out\.h5\.part; the same command goes on from there'
    says "$folder/disk_err" 'going on with .*out\.h5\.part: [1-7] of 8 replicates'
    says "$folder/disk_err" 'cannot be created: Read-only file system'
else
    echo "no file system of its own: a full disk is not tried (exit $got)"
fi

# --- 74: standard output is full; the result file, if any, is whole ---
for command in "run $a" "run $a --json" "run $a --dry-run" "compare $a $folder/b.ini" "check $a" "check $a --json" \
    params outputs help "help run" version; do
    got=0
    # shellcheck disable=SC2086 # the words are arguments
    "$FLYWHEEL" $command >/dev/full 2>"$err" || got=$?
    called="flywheel $command >/dev/full"
    [[ $got -eq 74 ]] || fail "$called: exit $got instead of 74"
    says "$err" 'standard output could not be written'
done
"$FLYWHEEL" run "$a" -o "$folder/beside.h5" >/dev/full 2>/dev/null || true
[[ ! -e $folder/beside.h5 ]] || cmp "$folder/beside.h5" "$before" || fail "half a result beside a full standard output"

# --- 70: there is not enough memory, however little that is ---
n_short=0
expect 0 run "$folder/b.ini" -o "$folder/b.h5" --quiet
for ((kilobytes = 16000; kilobytes < 64000; kilobytes += 700)); do
    # with too little the program does not start at all; under a sanitizer it never does
    { (ulimit -v "$kilobytes" && "$FLYWHEEL" version) || continue; } >/dev/null 2>&1
    called="run with $kilobytes kB of memory" got=0
    (ulimit -v "$kilobytes" && "$FLYWHEEL" run "$folder/b.ini" --threads 1 -o "$target" >"$out" 2>"$err") || got=$?
    case $got in
    0)
        cmp -s "$target" "$folder/b.h5" || fail "$called: ended well, but the result is not whole"
        cp "$before" "$target"
        ;;
    70)
        n_short=$((n_short + 1))
        says "$err" '^flywheel: error: .*(memory|Memory)'
        rm -f "$target.part"
        ;;
    *) fail "$called: exit $got; it said: $(<"$err")" ;;
    esac
    untouched
done
echo "$n_short runs with too little memory"

# --- a result replaces another as a whole: whoever has the old one open still has all of it ---
ln "$target" "$folder/old_name.h5"
exec 3<"$target"
call 0 run "$folder/short.ini" -o "$target" --quiet
cmp "$target" "$folder/short.h5" || fail "$called: not the result of the same run before"
cmp "$folder/old_name.h5" "$before" || fail "$called: wrote into the old file instead of replacing it"
cmp - "$before" <&3 || fail "$called: a reader of the old file does not see all of it"
exec 3<&-
cp "$before" "$target"
untouched
chmod 640 "$target"
call 0 run "$folder/short.ini" -o "$target" --quiet
[[ $(stat -c %a "$target") == 640 ]] || fail "$called: the permissions of the replaced file are lost"
rm "$target"
(umask 027 && "$FLYWHEEL" run "$folder/short.ini" -o "$target" --quiet >/dev/null)
[[ $(stat -c %a "$target") == 640 ]] || fail "$called: a new file does not get the permissions that new files get"
ln -sf out.h5 "$output_folder/link.h5"
call 0 run "$a" -o "$output_folder/link.h5" --quiet
[[ -L $output_folder/link.h5 ]] || fail "$called: replaced a symbolic link and not the file it names"
cmp "$target" "$before" || fail "$called: not the result of the same run before"
rm "$output_folder/link.h5"
cp "$before" "$target"

# --- 130, 143: stopped; whenever that happens, it is the old file or the new one, and nothing finished is lost ---
program=$(readlink -f "$FLYWHEEL")
# stop SIGNAL SECONDS ARGUMENTS...: sets $got
stop() {
    local signal=$1 seconds=$2 job
    shift 2
    got=0
    # a background job of a script ignores SIGINT unless it has job control
    set -m
    "$FLYWHEEL" "$@" >"$out" 2>"$err" </dev/null &
    job=$!
    set +m
    # until then the job is this script, and a signal would make it tidy up as this script does
    for _ in {1..400}; do
        [[ /proc/$job/exe -ef $program ]] && break
        sleep 0.005
    done
    sleep "$seconds"
    kill -s "$signal" "$job" 2>/dev/null || true
    wait "$job" || got=$?
    called="flywheel $* stopped by SIG$signal after $seconds s"
}
for signal in INT:130 TERM:143; do
    for command in run compare; do
        scenarios=("$folder/long.ini")
        [[ $command == run ]] || scenarios+=("$folder/long.ini")
        stop "${signal%:*}" 0.7 "$command" "${scenarios[@]}" -o "$target"
        [[ $got -eq ${signal#*:} ]] || fail "$called: exit $got instead of ${signal#*:}"
        says "$err" '^flywheel: error: interrupted$'
        says "$err" '[0-9]+ of [48]000 replicates are saved in .*out\.h5\.part; the same command goes on from there'
        is_empty "$out"
        untouched part
    done
done
# at twelve moments of a run, from its start to a little after its end; long enough that a crowded machine is in time
printf '[market]\nagents = 80000\ninitial_customers = 30 %%\n[time]\nhorizon = 104 weeks\n[run]\nreplicates = 3\n' >"$folder/moments.ini"
n_stopped=0
start=${EPOCHREALTIME/[.,]/}
call 0 run "$folder/moments.ini" -o "$folder/moments.h5" --quiet
microseconds=$((${EPOCHREALTIME/[.,]/} - start))
for moment in {0..11}; do
    delay=$((microseconds * moment / 10))
    stop TERM "$(printf '%d.%06d' $((delay / 1000000)) $((delay % 1000000)))" run "$folder/moments.ini" -o "$target" --quiet
    case $got in
    0) cmp -s "$target" "$folder/moments.h5" || fail "$called: ended well, but the result is not whole" ;;
    143)
        n_stopped=$((n_stopped + 1))
        cmp -s "$target" "$before" || fail "$called: stopped, but the previous file was touched"
        call 0 run "$folder/moments.ini" -o "$target" --quiet
        cmp -s "$target" "$folder/moments.h5" || fail "$called after it was stopped: other bytes"
        ;;
    *) fail "$called: exit $got" ;;
    esac
    cp "$before" "$target"
    untouched
done
((n_stopped > 0)) || fail "none of 12 runs could be stopped"
echo "stopped $n_stopped of 12 short runs"
finish
