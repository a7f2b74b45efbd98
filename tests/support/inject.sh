# shellcheck shell=bash
# Faults at chosen system calls and requests for memory, and what must be so after each: a fault point is one run with
# one fault. The program ends by itself (unless it was killed), says what is safe, leaves nothing but the old or the new
# result and the journal; and the same command then goes on to the same bytes as if nothing had happened.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

work=$folder/outputs result=$folder/outputs/out.h5 before=$folder/before.h5 trace=$folder/trace
malloc=$BUILD/tests/libfly_failing_malloc.so
traced=pwritev,write,pwrite64,fsync,rename,ftruncate,openat,close,unlink
declare -A n_faults=()
n_points=0
mkdir "$work"
# a program under strace starts itself once more otherwise, and a leak checker cannot work there
export OMP_WAIT_POLICY=passive ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

if ! strace -o /dev/null true 2>"$err"; then
    echo "strace does not work here: $(head -n 1 "$err")"
    [[ -z ${FLY_REQUIRE_STRACE:-} ]] || exit 1
    exit 77
fi

# The work of the scenes, and an older result.
tiny_scenarios() {
    printf '[market]\nagents = 200\n[time]\nhorizon = 20 weeks\n[run]\nreplicates = 12\n' >"$folder/tiny.ini"
    printf '[scenario]\nextends = tiny.ini\n[wom]\ntrust = 0.5\n' >"$folder/other.ini"
    printf '[scenario]\nextends = tiny.ini\n[run]\nreplicates = 4\n[axis t]\nparameter = wom.trust\nvalues = 0.2, 0.5, 0.8\n' >"$folder/sweep.ini"
    expect 0 run "$folder/b.ini" -o "$before"
}

# Two shards that are done, in a folder of their own.
make_shards() {
    mkdir "$folder/shards"
    for k in 1 2; do expect 0 run "$folder/tiny.ini" --shard $k/2 -o "$folder/shards/out.h5"; done
}

# scene NAME N_REPLICATES LEFT ARGUMENTS...: the command that points are about, run once without a fault; LEFT is the
# file it leaves, the result or a shard.
scene() {
    name=$1 n_replicates=$2 left=$work/$3 arguments=("${@:4}" -o "$result")
    rm -f "$work"/*
    expect 0 "${arguments[@]}"
    cp "$left" "$folder/$name"
    rm -f "$work"/*
}

# the files that a fault may hit
only_ours() {
    local file
    for file in "$work" "$result"{,.tmp,.part,.part.new} "$left"{,.new}; do printf '%s\n' -P "$file"; done
}

# calls SYSCALL: how often the scene makes it on files of its own.
calls() {
    mapfile -t paths < <(only_ours)
    prepare
    strace -f -qq -o "$trace" -e trace="$1" "${paths[@]}" "$FLYWHEEL" "${arguments[@]}" >/dev/null 2>&1
    grep -cE " $1\(" "$trace" || true
}

# At every other point there is an older result, which has to stay whole.
prepare() {
    rm -f "$work"/*
    ((n_points % 2)) || [[ $left != "$result" ]] || cp "$before" "$result"
}

old_or_new() {
    [[ $left == "$result" ]] || return 0
    if [[ ! -e $result ]]; then
        ((n_points % 2)) || fail "$called: the older result is gone"
    elif ! cmp -s "$result" "$folder/$name"; then
        ((n_points % 2)) || cmp -s "$result" "$before" || fail "$called: neither the older result nor the new one"
    fi
}

# nothing_else PATTERN: every file that is there matches it.
nothing_else() {
    local file
    for file in "$work"/*; do
        [[ ${file##*/} =~ ^($1)$ || ! -e $file ]] || fail "$called: left ${file##*/}"
    done
}

# How many replicates the traced run has put into its journal.
n_written() {
    grep -cE '(pwritev\(.*|pwritev resumed>.*) = [0-9]+$' "$trace" || true
}

# Whether there is a journal with more than its beginning: a line, the head of the manifest, and the manifest, whose size
# is in its head.
is_kept() {
    local journal=$result.part
    [[ $left == "$result" ]] || journal=$left
    [[ -e $journal ]] && (($(stat -c %s "$journal") > 16 + 56 + $(od -An -tu8 -j 24 -N 8 "$journal")))
}

# What the program said of them; -1: nothing.
n_told() {
    local told
    told=$(sed -n -E 's/^flywheel: error: (.*: )?([0-9]+)( of [0-9]+)? replicates? (is|are) saved in .*/\2/p' "$err")
    echo "${told:--1}"
}

# check STATUSES [N_WRITTEN]: the run ended with one of the statuses ($got); the replicates that it has written are safe.
check() {
    local at_least=${2:-0} told journals='out\.h5\.part|out\.h5\.[12]-of-2' after=0
    [[ " $1 " == *" $got "* ]] || fail "$called: exit $got instead of one of $1; it said: $(head -c 500 "$err")"
    told=$(n_told)
    old_or_new
    case $got in
    0) nothing_else "${left##*/}" ;;
    137) nothing_else "out\.h5|$journals|out\.h5\.tmp|out\.h5\.(part|[12]-of-2)\.new" ;;
    *)
        nothing_else "out\.h5|$journals"
        says "$err" "^flywheel: error: "
        ! is_kept || ((told > 0)) || grep -q 'out.h5 is whole' "$err" || fail "$called: says nothing of what is kept: $(<"$err")"
        ((at_least == 0 || told == at_least)) || grep -q 'out.h5 is whole' "$err" || fail "$called: $at_least written, but it says $told: $(<"$err")"
        ;;
    esac
    [[ $got -ne 0 ]] || cmp -s "$left" "$folder/$name" || fail "$called: ended well with other bytes"
    "$FLYWHEEL" "${arguments[@]}" >"$out" 2>"$err" </dev/null || after=$?
    [[ $after -eq 0 ]] || fail "$called: afterwards exit $after: $(head -c 500 "$err")"
    cmp -s "$left" "$folder/$name" || fail "$called: afterwards other bytes"
    ((told < 1)) || at_least=$told
    if ((got != 0 && at_least > 0 && at_least < n_replicates)); then
        says "$err" "going on with .*: $at_least of $n_replicates replicates are finished already"
    fi
    nothing_else "${left##*/}"
    n_points=$((n_points + 1))
}

# point FAULT SYSCALL N: the N-th call of it on our files fails, or the process is killed there; with a second syscall
# every call of that one but the first fails too.
point() {
    local fault=$1 syscall=$2 when=$3 also=${4:-} inject=(-e "inject=$2:error=$1:when=$3") statuses='0 74'
    [[ $fault != KILL ]] || inject=(-e "inject=$syscall:signal=KILL:when=$when") statuses='0 137'
    [[ $fault == KILL || $syscall != openat && $syscall != ftruncate ]] || statuses='0 73 74'
    [[ -z $also ]] || inject+=(-e "inject=$also:error=$fault:when=2+")
    mapfile -t paths < <(only_ours)
    prepare
    called="$name, $fault at $syscall number $when${also:+, and $also}" got=0
    { strace -f -qq -o "$trace" -e trace="$traced" "${paths[@]}" "${inject[@]}" "$FLYWHEEL" "${arguments[@]}" \
        >"$out" 2>"$err" </dev/null || got=$?; } 2>/dev/null
    # what was not written, synced or named cannot have ended well
    [[ ! $syscall =~ ^(p?write.*|fsync|rename)$ ]] || ! grep -q INJECTED "$trace" || statuses=${statuses#0 }
    n_faults[$fault]=$((${n_faults[$fault]:-0} + 1))
    check "$statuses" "$(n_written)"
}

# points MOST SYSCALL...: each fault at up to MOST calls of each, evenly spread from the first to the last.
points() {
    local most=$1 syscall fault n k
    shift
    for syscall in "$@"; do
        n=$(calls "$syscall")
        for ((k = 0; k < (n < most ? n : most); k++)); do
            for fault in KILL ENOSPC EIO; do
                point "$fault" "$syscall" $((n <= most ? k + 1 : 1 + k * (n - 1) / (most - 1)))
            done
        done
    done
}

# A power cut cannot be tried here, but the order of calls can be looked at: a file is on the disk before it gets its name,
# and its name is before the journal goes away.
check_order() {
    prepare
    called="the order of calls of $name"
    strace -f -y -qq -o "$trace" -e trace="$traced" "$FLYWHEEL" "${arguments[@]}" >/dev/null 2>&1
    awk -v folder="$work" '
        function bad(what) { print what; n_bad++ }
        / (write|pwrite64|pwritev)\([0-9]+</ { split($0, part, /[<>]/); written[part[2]] = NR }
        / fsync\([0-9]+</ { split($0, part, /[<>]/); synced[part[2]] = NR }
        / rename\(/ {
            split($0, part, "\"")
            if (!(written[part[2]] && synced[part[2]] > written[part[2]])) bad(part[2] " is not synced when it gets its name")
            renamed = NR
            n_renamed++
        }
        / unlink\(/ && synced[folder] < renamed { bad("the new name is not synced when the journal goes away") }
        END { if (n_renamed != 2) bad(n_renamed " files got their names, not 2"); exit n_bad > 0 }' "$trace" ||
        fail "$called"
}

# kill_anywhere MOST: killed when some system call, on whatever file, is made for the n-th time.
kill_anywhere() {
    local n k
    strace -f -qq -c -o "$trace" "$FLYWHEEL" "${arguments[@]}" >/dev/null 2>&1
    rm -f "$work"/*
    n=$(awk '$4 ~ /^[0-9]+$/ && $NF != "total" && $4 + 0 > most { most = $4 + 0 } END { print most }' "$trace")
    for ((k = 1; k <= $1; k++)); do
        prepare
        called="$name, killed at any call number $((n * k / $1))" got=0
        { strace -f -qq -o "$trace" -e trace=pwritev -e inject=all:signal=KILL:when=$((n * k / $1)) \
            "$FLYWHEEL" "${arguments[@]}" >"$out" 2>"$err" </dev/null || got=$?; } 2>/dev/null
        n_faults[KILL]=$((${n_faults[KILL]:-0} + 1))
        check '0 137' "$(n_written)"
    done
}

# without_memory MOST MODE: the n-th request for memory fails, evenly spread; with MODE + all after it too. Requests that
# are made before main are not counted.
without_memory() {
    local n first k at
    if ! LD_PRELOAD=$malloc FLY_MALLOC_COUNT=$folder/requests "$FLYWHEEL" version >/dev/null 2>&1; then
        echo "no library may be loaded in front here: memory that runs out is not tried"
        return
    fi
    first=$(<"$folder/requests")
    prepare
    LD_PRELOAD=$malloc FLY_MALLOC_COUNT=$folder/requests "$FLYWHEEL" "${arguments[@]}" >/dev/null 2>&1
    n=$(<"$folder/requests")
    for ((k = 1; k <= $1; k++)); do
        at=$((first + (n - first) * k / $1))
        prepare
        called="$name, request $at$2 for memory fails" got=0
        { FLY_MALLOC_FAILS=$at$2 LD_PRELOAD=$malloc timeout 60 "$FLYWHEEL" "${arguments[@]}" \
            >"$out" 2>"$err" </dev/null || got=$?; } 2>/dev/null
        n_faults[memory]=$((${n_faults[memory]:-0} + 1))
        check '0 70 73 74'
    done
}

# without_threads: the kernel gives no thread, and OpenMP's library ends the program.
without_threads() {
    prepare
    called="$name, no thread" got=0
    { strace -f -qq -o "$trace" -e trace=clone,clone3 -e inject=clone,clone3:error=EAGAIN "$FLYWHEEL" "${arguments[@]}" \
        >"$out" 2>"$err" </dev/null || got=$?; } 2>/dev/null
    n_faults[threads]=$((${n_faults[threads]:-0} + 1))
    check 70
}

# too_long KILOBYTES...: files may not become longer.
too_long() {
    local kilobytes
    for kilobytes in "$@"; do
        prepare
        called="$name, files of at most $kilobytes kB" got=0
        # the messages go through a pipe, which has no such limit
        (ulimit -f "$kilobytes" && "$FLYWHEEL" "${arguments[@]}" 2>&1 >/dev/null) </dev/null |
            cat >"$err" || got=${PIPESTATUS[0]}
        n_faults[length]=$((${n_faults[length]:-0} + 1))
        check '0 73 74'
    done
}

# full_disk FROM TO STEP: file systems of so many kilobytes, until they are made larger. In mounts of our own: the points
# are counted there and told by their number.
full_disk() {
    local own_mounts=(unshare --mount --map-root-user) got=0
    [[ $(id -u) -ne 0 ]] || own_mounts=(unshare --mount)
    if ! "${own_mounts[@]}" mount -t tmpfs tmpfs "$work" 2>/dev/null; then
        echo "no file system of its own: a full disk is not tried"
        return
    fi
    export -f full_disk_points is_kept prepare check old_or_new nothing_else n_told says fail
    export work result before folder name n_replicates left out err FLYWHEEL n_points failures
    : >"$folder/disk_points"
    "${own_mounts[@]}" bash -c 'shopt -s nullglob; full_disk_points "$@"' full_disk "$1" "$2" "$3" "${arguments[@]}" || got=$?
    [[ $got -eq 0 ]] || fail "$name: $got points on a full disk"
    n_faults[disk]=$((${n_faults[disk]:-0} + $(wc -l <"$folder/disk_points")))
    n_points=$((n_points + $(wc -l <"$folder/disk_points")))
}

full_disk_points() {
    local kilobytes from=$1 to=$2 step=$3
    failures=0
    arguments=("${@:4}")
    for ((kilobytes = from; kilobytes <= to; kilobytes += step)); do
        mount -t tmpfs -o size="$kilobytes"k tmpfs "$work"
        prepare 2>/dev/null || rm -f "$work"/*
        [[ -e $result ]] || n_points=$((n_points | 1))
        called="$name, a disk of $kilobytes kB" got=0
        "$FLYWHEEL" "${arguments[@]}" >"$out" 2>"$err" </dev/null || got=$?
        mount -o remount,size=16m "$work"
        check '0 73 74'
        echo "$kilobytes" >>"$folder/disk_points"
        umount "$work"
    done
    exit $((failures < 100 ? failures : 100))
}

tell_points() {
    local fault counts=
    for fault in "${!n_faults[@]}"; do counts+="${counts:+, }${n_faults[$fault]} $fault"; done
    ((failures == 0)) && echo "$n_points fault points: $counts; all continued to the same bytes"
    return 0
}
