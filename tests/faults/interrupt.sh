#!/usr/bin/env bash
# Whoever stops the program waits no longer than two seconds, whatever it is doing, and finds what was finished: while the
# result file is being written to a disk that answers slowly, and with a second signal at once.
# shellcheck source=tests/support/inject.sh
source tests/support/inject.sh

tiny_scenarios
scene run 12 out.h5 run "$folder/tiny.ini" --threads 1

# stop SIGNAL STATUS SYSCALL [SIGNAL]: every SYSCALL on the result takes .2 s; the signal comes at the third.
stop() {
    local signal=$1 status=$2 syscall=$3 again=${4:-} tracer program start took
    cp "$before" "$result"
    : >"$trace"
    called="a run stopped by SIG$signal in a slow $syscall${again:+, and again}" got=0
    strace -f -qq -o "$trace" -e trace="$syscall" -P "$result.tmp" -e inject="$syscall":delay_enter=200000 \
        "$FLYWHEEL" "${arguments[@]}" >"$out" 2>"$err" </dev/null &
    tracer=$!
    until (($(wc -l <"$trace") >= 2)) 2>/dev/null; do sleep 0.01; done
    program=$(ps -o pid= --ppid "$tracer" | tr -d ' ')
    start=${EPOCHREALTIME/[.,]/}
    kill -s "$signal" "$program"
    [[ -z $again ]] || { sleep 0.1 && kill -s "$again" "$program"; }
    wait "$tracer" || got=$?
    took=$((${EPOCHREALTIME/[.,]/} - start))
    ((took < 2000000)) || fail "$called: took $took microseconds"
    [[ -z $again ]] || ((took < 1000000)) || fail "$called: took $took microseconds"
    # two signals that wait for the same call may come in either order
    [[ $got -eq $status || -n $again && $got =~ ^1(30|43)$ ]] || fail "$called: exit $got instead of $status"
    says "$err" '^flywheel: error: interrupted: 12 replicates are saved in .*out\.h5\.part; the same command goes on from there$'
    cmp "$result" "$before" || fail "$called: the older result was touched"
    nothing_else 'out\.h5|out\.h5\.part'
    expect 0 "${arguments[@]}"
    says "$err" 'going on with .*: 12 of 12 replicates'
    cmp "$result" "$folder/run" || fail "$called: other bytes afterwards"
    nothing_else 'out\.h5'
}
stop INT 130 pwrite64
stop TERM 143 pwrite64
stop TERM 143 pwrite64 INT
stop INT 130 pwrite64 TERM
finish
