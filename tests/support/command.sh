# shellcheck shell=bash
# What the tests of the command share: a folder of their own, a small market, and a way to say what is expected.
set -euo pipefail
: "${FLYWHEEL:?the path of the program}"
PYTHON=${PYTHON:-python3}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
out=$folder/out
err=$folder/err
export PYTHON
failures=0

# A market that runs in a blink. Only the engine's own sections are set, so it stays valid whatever mechanisms exist.
small_market() {
    printf '[market]\nagents = 500\n[time]\nhorizon = 26 weeks\n[run]\nreplicates = 3\n' >"$1"
}

small_market "$folder/a.ini"
small_market "$folder/b.ini"

fail() {
    echo "FAILED: $*" >&2
    failures=$((failures + 1))
}

# expect STATUS ARGUMENTS...: runs the program, keeps its output in $out and $err, checks the exit status.
expect() {
    local wanted=$1 got=0
    shift
    "$FLYWHEEL" "$@" >"$out" 2>"$err" </dev/null || got=$?
    called="flywheel $*"
    [[ $got -eq $wanted ]] || fail "$called: exit $got instead of $wanted; it said: $(head -c 500 "$err")"
}

# says FILE PATTERN: the last call wrote a line that matches (an extended regular expression).
says() {
    grep -qE -- "$2" "$1" || fail "$called: nothing matches '$2' in: $(head -c 500 "$1")"
}

is_empty() {
    [[ ! -s $1 ]] || fail "$called: should write nothing here, but wrote: $(head -c 500 "$1")"
}

finish() {
    ((failures == 0)) || exit 1
}
