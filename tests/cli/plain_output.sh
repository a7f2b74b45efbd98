#!/usr/bin/env bash
# Data on stdout, messages on stderr; piped output has no escape codes and no progress; numbers stand below each other.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

a=$folder/a.ini b=$folder/b.ini

plain() {
    expect 0 "$@"
    for file in "$out" "$err"; do
        if grep -q "$(printf '\033')" "$file"; then fail "$called: escape codes when piped"; fi
        if grep -q "$(printf '\r')" "$file"; then fail "$called: progress when piped"; fi
        if grep -qE ' $' "$file"; then fail "$called: lines that end in blanks"; fi
    done
}

export TERM=xterm-256color
plain run "$a"
plain compare "$a" "$b"
plain run "$a" --dry-run
plain params
plain outputs
plain help
plain help run
plain check "$a" "$b"

# what --dry-run says of an origin
expect 0 run "$a" --dry-run --set market.agents=600 --seed 7
says "$out" 'market\.agents +600 +--set'
says "$out" 'run\.seed +7 +--set'
says "$out" 'time\.horizon +26 weeks +.*a\.ini:4'
says "$out" 'network\.kind +[a-z_]+ +default'

# the user's own --set wins over the short options
expect 0 run "$a" --dry-run --seed 7 --set run.seed=8
says "$out" 'run\.seed +8 +--set'

# the notes are on stderr and can be switched off
expect 0 run "$a" -o "$folder/o.h5"
says "$err" 'wrote .*o\.h5'
expect 0 run "$a" -o "$folder/o.h5" --quiet
is_empty "$err"

# on a terminal: colours and progress, unless NO_COLOR, a dumb terminal, or --quiet
on_terminal() {
    "$PYTHON" - "$FLYWHEEL" "$@" <<'PYTHON'
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
os.close(theirs)
try:
    while text := os.read(ours, 65536):
        sys.stdout.buffer.write(text)
except OSError:
    pass
sys.exit(program.wait())
PYTHON
}

# a file of the program's own name in the folder where it runs
(cd "$folder" && touch flywheel && "$FLYWHEEL" run a.ini --quiet -o named.h5 >"$out" 2>"$err") ||
    fail "a file called flywheel is in the way: $(cat "$err")"

colour=$(printf '\033\\[1m')
if "$PYTHON" -c "import pty; pty.openpty()" 2>/dev/null; then
    unset NO_COLOR
    on_terminal help >"$out"
    called="help on a terminal" says "$out" "$colour"
    for setting in NO_COLOR=1 TERM=dumb; do
        (export "${setting?}" && on_terminal help) >"$out"
        if grep -qE "$colour" "$out"; then fail "colours in spite of $setting"; fi
    done
    on_terminal run "$a" >"$out"
    called="run on a terminal" says "$out" '3 of 3 replicates, .* agent-steps/s, '
    on_terminal run "$a" --quiet >"$out"
    if grep -q 'of 3 replicates' "$out"; then fail "progress in spite of --quiet"; fi
fi
finish
