#!/usr/bin/env bash
# An export that fails leaves the older tables as they were, whole, and says what happened: no room, a failing disk,
# killed, no memory, stopped.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

printf '[market]\nagents = 500\n[time]\nhorizon = 52\n[run]\nreplicates = 2\n' >"$folder/new.ini"
expect 0 run "$folder/a.ini" -q -o "$folder/old.h5"
expect 0 run "$folder/new.ini" -q -o "$folder/new.h5"
for age in old new; do
    mkdir "$folder/$age"
    expect 0 export "$folder/$age.h5" --csv "$folder/$age/csv" --json "$folder/$age/all.json" -q
done
place=$output_folder
n_points=0

# What the next export is to replace.
prepare() {
    rm -rf "${place:?}"/*
    cp -r "$folder/old/." "$place"
}

# check STATUS STATUSES: the export of new.h5 ended with one of the statuses; each file is the old one or the new one, all
# new after success, and all old where nothing is said about those that are new.
check() {
    local file old=0 new=0
    [[ " $2 " == *" $1 "* ]] || fail "$called: exit $1 instead of one of $2: $(head -c 300 "$err")"
    [[ $1 == 0 || $1 == 137 || $1 == 139 ]] || says "$err" '^flywheel: error: '
    for file in all.json csv/{about,variables,scenarios,parameters,points,replicates,kpis,summary,series,grids,sensitivity}.csv; do
        if cmp -s "$place/$file" "$folder/new/$file"; then
            new=$((new + 1))
        elif cmp -s "$place/$file" "$folder/old/$file"; then
            old=$((old + 1))
        else
            fail "$called: $file is neither the old one nor the new one"
        fi
    done
    [[ $1 != 0 ]] || ((old == 0)) || fail "$called: ended well, but $old files are old"
    if ! cmp -s "$place/csv/scenarios.csv" "$folder/old/csv/scenarios.csv" && cmp -s "$place/csv/series.csv" "$folder/old/csv/series.csv"; then
        [[ $1 == 137 ]] || says "$err" '[0-9]+ of 11 tables in .* are new, the others are not'
    fi
    # who is killed, or crashes in a library for want of memory, leaves temporary names
    [[ $1 == 137 || $1 == 70 ]] || ! find "$place" -name '*.tmp' | grep -q . || fail "$called: left $(find "$place" -name '*.tmp')"
    n_points=$((n_points + 1))
}
arguments=(export "$folder/new.h5" --csv "$place/csv" --json "$place/all.json")

# files may not become longer than this; all that fits in is not enough
for kilobytes in 1 8 64 200; do
    prepare
    called="export with files of at most $kilobytes kB" got=0
    (ulimit -f "$kilobytes" && "$FLYWHEEL" "${arguments[@]}" 2>&1 >/dev/null) </dev/null | cat >"$err" || got=${PIPESTATUS[0]}
    check "$got" 74
    says "$err" 'could not be written: File too large\. A file that was there before is unchanged\.'
done

# a disk that is full
disk() {
    local kilobytes
    failures=0
    for kilobytes in "$@"; do
        mount -t tmpfs -o size="$kilobytes"k tmpfs "$place"
        prepare
        called="export onto a disk of $kilobytes kB" got=0
        "$FLYWHEEL" export "$folder/new.h5" --csv "$place/csv" --json "$place/all.json" >"$out" 2>"$err" </dev/null || got=$?
        check "$got" 74
        says "$err" 'could not be written: No space left on device'
        umount "$place"
    done
    exit $((failures > 0))
}
own_mounts=(unshare --mount --map-root-user)
[[ $(id -u) -ne 0 ]] || own_mounts=(unshare --mount)
if "${own_mounts[@]}" mount -t tmpfs tmpfs "$place" 2>/dev/null; then
    export -f disk prepare check says fail
    export place folder out err FLYWHEEL n_points
    used=$(du -sk "$folder/old" | cut -f 1)
    "${own_mounts[@]}" bash -c 'disk "$@"' disk $((used + 60)) $((used + 200)) $((used + 500)) || fail "a full disk"
else
    echo "no file system of its own: a full disk is not tried"
fi

# faults at system calls on the files of the export
if strace -o /dev/null true 2>/dev/null; then
    export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 OMP_WAIT_POLICY=passive
    paths=(-P "$place/csv")
    for file in "$place"/all.json "$place"/csv/{about,series,kpis,sensitivity}.csv; do paths+=(-P "$file" -P "$file.tmp"); done
    for point in ENOSPC:write:1 EIO:write:3 ENOSPC:fsync:1 EIO:fsync:4 EIO:rename:1 EIO:rename:2 ENOSPC:rename:5 EACCES:openat:1 EIO:close:2 \
        KILL:write:2 KILL:fsync:2 KILL:rename:1 KILL:rename:3; do
        IFS=: read -r fault syscall when <<<"$point"
        inject=inject=$syscall:error=$fault:when=$when statuses='73 74'
        [[ $fault != KILL ]] || inject=inject=$syscall:signal=KILL:when=$when statuses=137
        [[ $syscall != close && $syscall != openat ]] || statuses='0 73 74'
        prepare
        called="export, $fault at $syscall number $when" got=0
        { strace -f -qq -o /dev/null -e trace=write,fsync,rename,openat,close "${paths[@]}" -e "$inject" "$FLYWHEEL" "${arguments[@]}" \
            >"$out" 2>"$err" </dev/null || got=$?; } 2>/dev/null
        check "$got" "$statuses"
        "$FLYWHEEL" "${arguments[@]}" >"$out" 2>"$err" </dev/null || fail "$called: afterwards it fails: $(<"$err")"
        check 0 0
    done
elif [[ -n ${FLY_REQUIRE_STRACE:-} ]]; then
    fail "strace does not work here"
fi

# requests for memory
malloc=$BUILD/tests/libfly_failing_malloc.so
if LD_PRELOAD=$malloc FLY_MALLOC_COUNT=$folder/requests "$FLYWHEEL" version >/dev/null 2>&1; then
    first=$(<"$folder/requests")
    LD_PRELOAD=$malloc FLY_MALLOC_COUNT=$folder/requests "$FLYWHEEL" "${arguments[@]}" >/dev/null 2>&1
    n=$(<"$folder/requests")
    for k in 1 2 3 4 5 6 7 8 9 10 11 12; do
        at=$((first + (n - first) * k / 13))
        for mode in '' +; do
            prepare
            called="export, request $at$mode for memory fails" got=0
            { FLY_MALLOC_FAILS=$at$mode LD_PRELOAD=$malloc timeout 60 "$FLYWHEEL" "${arguments[@]}" \
                >"$out" 2>"$err" </dev/null || got=$?; } 2>/dev/null
            check "$got" '0 70 74'
        done
    done
else
    echo "no library may be loaded in front here: memory that runs out is not tried"
fi

# stopped
prepare
expect 0 run "$folder/new.ini" -q -n 200 -o "$folder/long.h5"
"$FLYWHEEL" export "$folder/long.h5" --csv "$place/csv" >"$out" 2>"$err" </dev/null &
job=$!
sleep 0.3
kill -INT "$job" 2>/dev/null || kill -TERM "$job" 2>/dev/null || true
got=0
wait "$job" || got=$?
called="export, stopped"
[[ $got -eq 0 ]] || { check "$got" "130 143" && says "$err" 'The export was stopped; nothing is written'; }
((n_points >= 30)) || fail "only $n_points points"
echo "$n_points fault points"
finish
