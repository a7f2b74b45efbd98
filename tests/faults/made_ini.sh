#!/usr/bin/env bash
# Bad input that no text file can hold is refused as exactly: rubbish, UTF-16, huge files, places that are no files,
# circles of files, --set; and every parameter refuses every kind of wrong value.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

x=$folder/x.ini

# --- not a file, or not to be read: 66 ---
refuse_for "$folder/none.ini" 66 '0: the file cannot be read: No such file or directory$'
refuse_for "$folder/none/none.ini" 66 '0: the file cannot be read: No such file or directory$'
refuse_for "$folder/a.ini/a.ini" 66 '0: the file cannot be read: Not a directory$'
refuse_for "$output_folder" 66 '0: this is a directory, not a file$'
refuse_for /dev/zero 66 '0: the file is larger than 16 MB$'
refuse_for /proc/self/mem 66 '0: the file cannot be read: Input/output error$'
head -c 17000000 /dev/zero | tr '\0' ';' >"$x"
refuse_for "$x" 66 '0: the file is larger than 16 MB$'
ln -s circle.ini "$folder/circle.ini"
refuse_for "$folder/circle.ini" 66 '0: the file cannot be read: Too many levels of symbolic links$'
call 66 check ''
if can_be_nobody; then
    install -m 600 "$folder/a.ini" "$folder/private.ini"
    got=0
    [[ $(id -u) -eq 0 ]] || chmod 000 "$folder/private.ini"
    called="flywheel check of a file that may not be read"
    as_nobody "$FLYWHEEL" check "$folder/private.ini" >"$out" 2>"$err" || got=$?
    [[ $got -eq 66 ]] || fail "$called: exit $got instead of 66"
    says "$err" 'private\.ini: error: the file cannot be read: Permission denied$'
else
    echo "no other user: a file that may not be read is not tried"
fi

# every file of a call is looked at, the first failure is the exit status
printf '[market]\nagents = many\n' >"$folder/bad.ini"
call 66 check "$folder/none.ini" "$folder/bad.ini" "$folder/a.ini"
says "$err" 'none\.ini: error: '
says "$err" 'bad\.ini:2: error: '
says "$out" 'a\.ini: ok$'
[[ $(wc -l <"$err") -eq 2 ]] || fail "$called: $(wc -l <"$err") messages instead of 2"
call 65 check "$folder/bad.ini" "$folder/none.ini" "$folder/a.ini"
says "$out" 'a\.ini: ok$'

# --- not a text ---
refuse_bytes() {
    local format=$1
    shift
    # shellcheck disable=SC2059 # the bytes are written as a format
    printf "$format" >"$x"
    refuse_for "$x" 65 "$@"
}
refuse_bytes '\377\376[\0m\0]\0\n\0' '1: this file is UTF-16: save it as UTF-8$'
refuse_bytes '\376\377\0[\0m\0]\0\n' '1: this file is UTF-16: save it as UTF-8$'
refuse_bytes '\377\376' '1: this file is UTF-16: save it as UTF-8$'
refuse_bytes '[\0m\0a\0]\0\n\0' '1: this is a binary file (a zero byte): a scenario is UTF-8 text$'
refuse_bytes '\0' '1: this is a binary file (a zero byte)'
refuse_bytes '\n\n[market]\0\nagents = many\n' '3: this is a binary file (a zero byte)'
refuse_bytes '[market]\nagents = 5\n\0' '3: this is a binary file (a zero byte)'
refuse_bytes '\037\213\010\0\0\0\0\0\0\003' '1: this is a binary file (a zero byte)'
refuse_bytes '\211PNG\r\n\032\n\0\0\0\rIHDR' '3: this is a binary file (a zero byte)'
refuse_bytes '\211PNG\r\n\032\n' "1: is binary or not UTF-8" "2: is binary or not UTF-8"
refuse_bytes '\377' "1: is binary or not UTF-8"
refuse_bytes '[market]\ragents = 5\r' "1: is binary or not UTF-8"
refuse_bytes '[scenario]\nextends = y.ini\n' "2: cannot extend '$folder/y.ini': the file cannot be read: No such file or directory$"
printf 'a = 1\n\0' >"$folder/y.ini"
refuse_for "$x" 65 'y.ini:2: this is a binary file (a zero byte)'
printf '\376\377\0a' >"$folder/y.ini"
refuse_for "$x" 65 'y.ini:1: this file is UTF-16: save it as UTF-8$'
rm "$folder/y.ini"
mkfifo "$folder/y.ini"
refuse_for "$x" 65 "2: cannot extend '$folder/y.ini': this is not a regular file$"
rm "$folder/y.ini"
ln -s x.ini "$folder/y.ini"
refuse_for "$x" 65 "2: cannot extend '$folder/y.ini': the files extend each other in a circle$"
rm "$folder/y.ini"

# refuse_many FILE PLACE [TOTAL]: however many errors, a hundred are told, all at PLACE, and the rest is counted.
refuse_many() {
    local command output=() n rest='[1-9][0-9]*'
    [[ -z ${3:-} ]] || rest=$(($3 - 100))
    n_refused=$((n_refused + 1))
    for command in check run; do
        [[ $command == check ]] || output=(-o "$output_folder/out.h5")
        call 65 "$command" "$1" "${output[@]}"
        is_empty "$out"
        no_output
        cat "$err" >>"$all_messages"
        n=$(grep -acE "^$2:[0-9]+: error: " "$err") || true
        [[ $n -eq 100 && $(wc -l <"$err") -eq 101 ]] || fail "$called: $n errors told instead of 100"
        says "$err" "^\.\.\. and $rest more$"
    done
}

# rubbish FROM SEED LINES: bytes from FROM to 255, the same ones every time
rubbish() {
    LC_ALL=C awk -v from="$1" -v x="$2" -v n="$3" 'BEGIN {
        for (i = 0; i < n; i++) {
            for (k = 0; k < 60; k++) {
                x = (x * 16807) % 2147483647
                c = from + int(x / 2147483647 * (256 - from))
                printf "%c", c == 10 || c == 13 ? 33 : c
            }
            printf "\n"
        }
    }'
}
for seed in 1 2 3; do
    rubbish 1 "$seed" 300 >"$x"
    refuse_many "$x" "$x"
    rubbish 128 "$seed" 300 >"$x"
    refuse_many "$x" "$x"
done

# --- long ---
# long PREFIX SUFFIX: a line with a million x in the middle
long() {
    printf '[scenario]\n%s' "$1" >"$x"
    head -c 1000000 /dev/zero | tr '\0' x >>"$x"
    printf '%s\n[markt]\n' "$2" >>"$x"
}
too_long="is too long a line"
markt="3: there is no section [markt]; did you mean 'market'?$"
long 'title = ' ''
refuse_for "$x" 65 "2: $too_long: 1000008 bytes, at most 199 are allowed$" "$markt"
long '' ' = 1'
refuse_for "$x" 65 "2: $too_long: 1000004 bytes, at most 199 are allowed$" "$markt"
long '[channel ' ']'
refuse_for "$x" 65 "2: $too_long: 1000010 bytes, at most 199 are allowed$" "$markt"
long '[channel ' ''
refuse_for "$x" 65 "2: $too_long: 1000009 bytes, at most 199 are allowed$" "$markt"
long '' ''
refuse_for "$x" 65 "2: $too_long: 1000000 bytes, at most 199 are allowed$" "$markt"
long '; ' ''
refuse_for "$x" 65 "$markt"
long 'title = y ; ' ''
refuse_for "$x" 65 "$markt"

# --- more sections than labels have room, and a target that looks for one of them ---
# many_labels SECTION SERIES MESSAGE: a thousand of them
many_labels() {
    {
        printf '[target t]\nseries = %s.x1\nat_least = 0\n' "$2"
        for ((i = 1; i <= 1000; i++)); do printf '[%s x%d]\n' "$1" "$i"; done
    } >"$x"
    call 65 check "$x"
    says "$err" "$3"
}
many_labels lever lever_level '\[lever x33\] is one lever too many: at most 32 are allowed$'
many_labels wheel wheel_level '\[wheel x17\] is one wheel too many: at most 16 are allowed$'
many_labels segment segment_customers '\[segment x9\] is one segment too many: at most 8 are allowed$'
many_labels shock shock_factor '\[shock x33\] is one shock too many: at most 32 are allowed$'

# --- many: 100,000 sections in a blink ---
# repeat N LINE
repeat() {
    awk -v n="$1" -v line="$2" 'BEGIN { for (i = 0; i < n; i++) print line }'
}
seq -f '[nonsense%.0f]' 100000 >"$x"
refuse_many "$x" "$x" 100000
seq -f '[channel c%.0f]' 100000 >"$x"
refuse_for "$x" 65 '13: [channel c13] is one channel too many: at most 12 are allowed$' \
    '100000: the shares of the channels in use add up to 0, not 1'
repeat 100000 '[market]' >"$x"
echo 'agents = many' >>"$x"
refuse_for "$x" 65 "100001: 'many' is not a decimal number; market.agents"
{ echo '[market]' && repeat 100000 'agents = 500'; } >"$x"
refuse_many "$x" "$x" 99999
{ repeat 1000000 '' && echo 'agents = 500'; } >"$x"
refuse_for "$x" 65 '1000001: a key before any section'

# --- files that extend each other: 17 are allowed ---
chain() {
    for ((i = 1; i < $1; i++)); do
        printf '[scenario]\nextends = chain%d.ini\n' $((i + 1)) >"$folder/chain$i.ini"
    done
    printf '[market]\nagents = 500\n' >"$folder/chain$1.ini"
}
chain 17
call 0 check "$folder/chain1.ini"
chain 18
refuse_for "$folder/chain1.ini" 65 'chain17.ini:2: more than 16 files extend each other$'

# --- edge lists ---
printf '[market]\nagents = 4\n[network]\nkind = file\nfile = list.edges\n' >"$x"
edge='not an edge: write two ids, such as "0 17"$'
printf '#\0\n0 1\n1 2\0\n\0\n2 3\0 4\n' >"$folder/list.edges"
refuse_for "$x" 65 "list.edges:3: $edge" "list.edges:4: $edge" "list.edges:5: $edge"
printf '0 1\r\n1 x\r\n\r\n2 4\r\n' >"$folder/list.edges"
refuse_for "$x" 65 "list.edges:2: $edge" 'list.edges:4: id 4 is too large: market.agents = 4 allows 0 to 3$'
printf '\357\273\2770 1\n' >"$folder/list.edges"
refuse_for "$x" 65 "list.edges:1: $edge"
printf '%400s1 2\n' '' >"$folder/list.edges"
refuse_for "$x" 65 'list.edges:1: the line is too long for an edge: write two ids, such as "0 17"$'
head -c 1000000 /dev/zero >"$folder/list.edges"
refuse_for "$x" 65 'list.edges:1: the line is too long for an edge: write two ids, such as "0 17"$'
rubbish 1 7 20000 | sed '1,$s/^#/!/' >"$folder/list.edges"
refuse_many "$x" "$folder/list.edges"
rm "$folder/list.edges"
mkfifo "$folder/list.edges"
refuse_for "$x" 65 "5: network.file $folder/list.edges: this is not a regular file$"
rm "$folder/list.edges"
if can_be_nobody; then
    echo '0 1' >"$folder/list.edges"
    chmod 000 "$folder/list.edges"
    called="flywheel check of an edge list that may not be read" got=0
    as_nobody "$FLYWHEEL" check "$x" >"$out" 2>"$err" || got=$?
    [[ $got -eq 65 ]] || fail "$called: exit $got instead of 65"
    says "$err" 'x\.ini:5: error: network\.file .*list\.edges: Permission denied$'
    rm "$folder/list.edges"
fi

# --- --set: nothing wrong with the file, all with the command line ---
refuse_set() {
    local sets=()
    for set in "${@:2}"; do sets+=(--set "$set"); done
    refuse_for "$folder/a.ini" 65 "--set: $1" -- "${sets[@]}"
}
form="' is not of the form section.key=value or section.name.key=value$"
refuse_set "[market] has no key 'agnts'; did you mean 'agents'?$" market.agnts=3
refuse_set "there is no section [markt]; did you mean 'market'?$" markt.agents=3
refuse_set "'many' is not a decimal number; market.agents is a count" market.agents=many
refuse_set 'market.agents has no value: it may be 1 to 2000000000$' market.agents=
refuse_set "'market.agents$form" market.agents
refuse_set "'market=5$form" market=5
refuse_set "'=5$form" =5
refuse_set "'$form" ''
refuse_set "'.agents=5$form" .agents=5
refuse_set "[market] has no key ''" market.=5
refuse_set "there is no section []" ..agents=5
refuse_set "[market] has no instances: leave out 'x'$" market.x.agents=5
refuse_set 'no file declares [channel ads]$' channel.ads.share=1
refuse_set '[channel] needs a name: [channel NAME], or channel.NAME.key$' channel.share=1
refuse_set "there is no [friction engege]: " friction.engege.product=0.1
refuse_set 'scenario.extends can only be set in a file$' scenario.extends=x.ini
refuse_set "'-1' is negative; run.seed is a count" run.seed=-1
refuse_set "'nan' is not a finite number; wom.trust is a share" wom.trust=nan
refuse_set "'inf' is not a finite number; time.horizon is a duration" time.horizon=inf
refuse_set "'3 weeks' is a duration; wom.trust is a share" 'wom.trust=3 weeks'
refuse_set "is not one line of UTF-8; scenario.title is text: write any text$" $'scenario.title=a\377b'
refuse_set "is not one line of UTF-8" $'scenario.title=a\nb'
refuse_set "'a?[31mb' is unknown: network.kind may be" $'network.kind=a\033[31mb'
refuse_set "network.degree = 7 is odd; a ring or small_world needs an even number$" network.degree=7
refuse_set "network.degree = 8 needs more than market.agents = 5$" market.agents=5
refuse_set "add up to 1.5, not 1" budget.sales=0.5
refuse_set "referral.refer = 1 is more than referral.intend = " referral.refer=1
refuse_set "time.horizon = 10.5 weeks is not a whole number" time.horizon=10.5
refuse_set "network.file none.edges: No such file or directory$" network.kind=file network.file=none.edges
refuse_set "network.kind = file needs network.file = an edge list$" network.kind=file
refuse_set "'$(printf 'x%.0s' {1..60})" "network.kind=$(printf 'x%.0s' {1..500})"
# the last of two --set wins, but the first has to be right too
refuse_set "'many' is not a decimal number" market.agents=many market.agents=600
# the file's errors and the command line's, in one pass
printf '[market]\nagnts = 5\n[channel ads]\nshare = 1\n' >"$x"
refuse_for "$x" 65 "2: [market] has no key 'agnts'" "--set: [run] has no key 'sed'; did you mean 'seed'?$" \
    "--set: no file declares [channel adds]; did you mean 'ads'?$" -- --set run.sed=1 --set channel.adds.share=1
# sums too, where nothing of theirs is wrong
refuse_for "$folder/a.ini" 65 "--set: '2' is out of range: wom.trust may be 0 to 1$" \
    "--set: the shares of [budget] (acquisition to levers) add up to 1.5, not 1" -- --set wom.trust=2 --set budget.sales=0.5
for set in budget.sales=half budget.slaes=1 budgt.sales=1 budget.x.sales=1 budget= scenario.extends=b.ini nonsense.sales=1; do
    call 65 check "$folder/a.ini" --set budget.acquisition=0.5 --set "$set"
    [[ $(wc -l <"$err") -eq 1 ]] || fail "$called: $(wc -l <"$err") messages instead of 1: $(<"$err")"
done
called="run with wrong short options"
call 65 run "$folder/a.ini" -o "$output_folder/out.h5" --replicates 0 --seed many
says "$err" "^--set: error: '0' is out of range: run\.replicates may be 1 to "
says "$err" "^--set: error: 'many' is not a decimal number; run\.seed is a count"
no_output

# --- every parameter refuses every kind of wrong value ---
# One file per kind and some eighty parameters, each line with what is expected of it.
"$FLYWHEEL" params --json >"$folder/params.json"
mkdir "$folder/params"
LC_ALL=C awk -v folder="$folder/params" '
    function value_of(line) {
        sub(/^[^:]*: /, "", line)
        sub(/,$/, "", line)
        gsub(/^"|"$/, "", line)
        return line
    }
    function add(kind, text, why, twice,    line) {
        if (++n_lines[kind] % 80 == 1) last_section[kind] = ""
        file = folder "/" kind int((n_lines[kind] - 1) / 80)
        if (last_section[kind] != section) printf "[%s%s]\n", section, name >(file ".body")
        if (last_section[kind] != section) line_of[file]++
        last_section[kind] = section
        printf "%s\n", text >(file ".body")
        line = ++line_of[file]
        if (twice) line = ++line_of[file]
        if (twice) printf "%s\n", text >(file ".body")
        if (why) printf "; expect: %d: %s\n", line, why >(file ".expected")
    }
    function quoted(text) { return "\047" text "\047" }
    function refused(kind, text, why) { add(kind, key " = " text, quoted(text) " " why, 0) }
    function parameter(    full, is_count, is_range, first, misspelt, why) {
        full = section (name ? "." substr(name, 2) : "") "." key
        is_count = type == "count"
        if (key != "extends") {
            # the line it will come to stand in: after a header, if one is due
            first = line_of[folder "/twice" int(n_lines["twice"] / 80)] + 1
            first += last_section["twice"] != section || n_lines["twice"] % 80 == 0
            add("twice", key " = " standard, quoted(key) " is set twice: first in line " first, 1)
        }
        misspelt = key substr(key, length(key))
        why = "[" section "] has no key " quoted(misspelt) "; did you mean " quoted(key) "?$"
        add("misspelt", misspelt " = 1", why, 0)
        if (type == "text") {
            add("text", key " = a\377b", "is binary or not UTF-8", 0)
            return
        }
        add("empty", key " =", full " has no value: it may be " allowed "$", 0)
        if (type == "switch") { refused("text", "maybe", "is neither yes nor no; " full " is a switch"); return }
        if (type == "choice") { refused("text", "zzzzzzzz", "is unknown: " full " may be " allowed "$"); return }
        refused("text", "many", "is not a decimal number; " full " is ")
        refused("nan", "nan", "is not a finite number; " full " is ")
        refused("minus_inf", "-inf", "is not a finite number; " full " is ")
        if (max != "null") refused("inf", "inf", "is not a finite number; " full " is ")
        refused("huge", "1e999", "is too large for a number; " full " is ")
        refused("tiny", "1e-999", "is too small for a number; " full " is ")
        refused("unknown", "1 bananas", "has no known unit; " full " is ")
        is_range = "is out of range: " full " may be " allowed "$"
        if (is_count) refused("low", min > 0 ? "0" : "-1", min > 0 ? is_range : "is negative; " full " is a count")
        else refused("low", sprintf("%.17g", min > 0 ? min * 0.999 : min < 0 ? min * 1.001 : -0.001), is_range)
        if (max != "null") refused("high", sprintf(is_count ? "%.0f" : "%.17g", max * 1.001 + is_count), is_range)
        if (is_count) refused("fraction", "1.5", "is not a whole number; " full " is a count")
        if (type != "duration") refused("weeks", "1 weeks", "is a duration; " full " is ")
        if (type != "share") refused("percent", "1 %", "is a percentage; " full " is ")
        if (type != "hazard" && type != "rate") refused("per_week", "1 /week", "is a rate; " full " is ")
    }
    /^      "section":/ { section = value_of($0); name = "" }
    /^      "repeated": true/ { name = " x" }
    /^      "names": "/ { name = value_of($0); sub(/\|.*/, "", name); name = " " name }
    /^          "key":/ { key = value_of($0); n_parameters++ }
    /^          "type":/ { type = value_of($0) }
    /^          "default":/ { standard = value_of($0) }
    /^          "min":/ { min = value_of($0); if (min != "null") min += 0 }
    /^          "max":/ { max = value_of($0); if (max != "null") max += 0 }
    /^          "allowed":/ { allowed = value_of($0) }
    /^          "doc":/ { parameter() }
    END { print n_parameters + 0 }' "$folder/params.json" >"$folder/n_parameters"
n_parameters=$(<"$folder/n_parameters")
((n_parameters >= 100)) || fail "flywheel params names $n_parameters parameters only"
n_values=0
for body in "$folder"/params/*.body; do
    refuse 65 "${body%.body}.expected" "$body"
    n_values=$((n_values + $(grep -c . "${body%.body}.expected")))
done
((n_values > 10 * n_parameters)) || fail "$n_values wrong values are few for $n_parameters parameters"
messages_are_text
echo "$n_refused bad inputs refused; $n_values wrong values of $n_parameters parameters"
finish
