# shellcheck shell=bash
# What the tests of bad input share: how a scenario is refused, and as another user where root may do everything.
#
# What is expected of a wrong file is a list of lines "; expect: [FILE:]LINE: SUBSTRING", in the file itself or in one
# of their own. Each stands for one message "PLACE: error: ...SUBSTRING...", and there may be no other. FILE is relative
# to the folder of the wrong file; a SUBSTRING that ends in $ is the end of the message.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
shopt -s nullglob dotglob

output_folder=$folder/output
all_messages=$folder/messages
mkdir "$output_folder"
: >"$all_messages"
n_refused=0

# messages EXPECTATIONS FILE: $err holds the messages that are expected, and no others.
messages() {
    LC_ALL=C awk -v file="$2" -v folder="${2%/*}" '
        function is_met(i, line,    rest, wanted, n) {
            if (index(line, places[i] ": error: ") != 1) return 0
            rest = substr(line, length(places[i]) + 10)
            wanted = texts[i]
            if (wanted !~ /\$$/) return index(rest, wanted) > 0
            n = length(wanted) - 1
            return length(rest) >= n && substr(rest, length(rest) - n + 1) == substr(wanted, 1, n)
        }
        FILENAME == ARGV[1] {
            sub(/\r$/, "")
            if (index($0, "; expect: ") != 1) next
            text = substr($0, 11)
            colon = index(text, ": ")
            place = substr(text, 1, colon - 1)
            if (place ~ /^[0-9]+$/) place = place == "0" ? file : file ":" place
            else if (place !~ /^--/) place = folder "/" place
            places[++n_wanted] = place
            texts[n_wanted] = substr(text, colon + 2)
            next
        }
        / warning: / { next }
        {
            if ($0 ~ /[\001-\010\013-\037\177]/) print "control character in: " $0
            for (i = 1; i <= n_wanted; i++)
                if (!used[i] && is_met(i, $0)) break
            if (i > n_wanted) print "not expected: " $0
            used[i] = 1
        }
        END {
            if (!n_wanted) print "nothing is expected of it"
            for (i = 1; i <= n_wanted; i++)
                if (!used[i]) print "missing: " places[i] ": error: ..." texts[i]
        }' "$1" "$err" >"$folder/complaints" || fail "$called: the messages could not be compared"
    [[ ! -s $folder/complaints ]] || fail "$called: $(head -n 12 "$folder/complaints")"
}

# no_output: the last run left nothing behind, whole or in parts.
no_output() {
    local left=("$output_folder"/*)
    ((${#left[@]} == 0)) && return
    fail "$called: left ${left[*]}"
    rm -f "${left[@]}"
}

# call STATUS ARGUMENTS...: as expect does, but what takes longer than 30 seconds has failed too.
call() {
    local wanted=$1 got=0
    shift
    called="flywheel $*"
    timeout --kill-after=5 30 "$FLYWHEEL" "$@" >"$out" 2>"$err" </dev/null || got=$?
    [[ $got -eq $wanted ]] || fail "$called: exit $got instead of $wanted; it said: $(head -c 500 "$err")"
}

# refuse STATUS EXPECTATIONS FILE OPTIONS...: check and run say what is wrong, and do nothing else.
refuse() {
    local status=$1 expectations=$2 file=$3 said
    shift 3
    n_refused=$((n_refused + 1))
    call "$status" check "$file" "$@"
    is_empty "$out"
    messages "$expectations" "$file"
    said=$(<"$err")
    call "$status" run "$file" -o "$output_folder/out.h5" "$@"
    is_empty "$out"
    [[ $(<"$err") == "$said" ]] || fail "$called: says something else than check: $(head -c 500 "$err")"
    no_output
    printf '%s\n' "$said" >>"$all_messages"
}

# refuse_for FILE STATUS EXPECTATION... [-- OPTIONS...]: the same with the expectations as words.
refuse_for() {
    local file=$1 status=$2
    shift 2
    : >"$folder/expectations"
    while (($#)) && [[ $1 != -- ]]; do
        printf '; expect: %s\n' "$1" >>"$folder/expectations"
        shift
    done
    refuse "$status" "$folder/expectations" "$file" "${@:2}"
}

# messages_are_text: what was said so far is UTF-8, whatever the files held.
messages_are_text() {
    iconv -f UTF-8 -t UTF-8 "$all_messages" >/dev/null || fail "a message is not UTF-8"
}

# as_nobody COMMAND...: as a user who may not write everywhere; as the user himself if that is not root.
as_nobody() {
    if [[ $(id -u) -ne 0 ]]; then "$@"; else setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; fi
}

# can_be_nobody: whether as_nobody can start the program and read the test's own folder (by way of env: setpriv itself
# still has the rights of root when it starts a program).
can_be_nobody() {
    chmod 755 "$folder"
    as_nobody env "$FLYWHEEL" version >/dev/null 2>&1 && as_nobody test -r "$folder/a.ini"
}
