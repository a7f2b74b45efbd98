#!/usr/bin/env bash
# Files that look odd and are right are taken as they are meant: every file of tests/faults/good, some that are made
# here, and every parameter at its default and at both ends of its range.
#
# A file says itself what it is expected to hold: "; holds: section.key VALUE LINE" (or FILE:LINE, or default).
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

n_files=0 n_values=0

# accept FILE [COUNTS]: check says ok, a line on the network, and nothing else; the plan of a run holds what the file says
# of itself.
accept() {
    local file=$1 wanted text place
    n_files=$((n_files + 1))
    call 0 check "$file"
    wanted="$file: ok${2:+ ($2)}"
    [[ $(<"$out") == "$wanted"$'\n  network: '+([^$'\n']) ]] || fail "$called: said '$(<"$out")' instead of '$wanted'"
    is_empty "$err"
    call 0 run "$file" --dry-run -o "$output_folder/out.h5"
    is_empty "$err"
    no_output
    tr -s ' ' <"$out" >"$folder/plan"
    while IFS= read -r text; do
        text=${text%$'\r'}
        place=${text##* }
        case $place in
        default) ;;
        *:*) text="${text% *} ${file%/*}/$place" ;;
        *) text="${text% *} $file:$place" ;;
        esac
        grep -qxF -- " $text" "$folder/plan" || fail "$called: does not hold '$text'"
        n_values=$((n_values + 1))
    done < <(sed -n 's/^; holds: //p' "$file")
}

for file in tests/faults/good/*.ini; do
    accept "$file" "$(sed -n 's/\r$//; s/^; ok: //p' "$file")"
done
((n_files >= 20 && n_values >= 50)) || fail "only $n_files good files with $n_values values"

x=$folder/x.ini
: >"$x"
accept "$x"
printf '\357\273\277' >"$x"
accept "$x"
printf '\n' >"$x"
accept "$x"
{ printf '; ' && head -c 1000000 /dev/zero | tr '\0' x && printf '\n[market]\nagents = 500\n; holds: market.agents 500 3\n'; } >"$x"
accept "$x"
accept "$folder/./../${folder##*/}/a.ini"
mkfifo "$folder/pipe"
cat "$folder/a.ini" >"$folder/pipe" &
call 0 check "$folder/pipe"
wait

# what check says of an edge list, as JSON too
call 0 check tests/faults/good/edges.ini "$folder/a.ini" --json
for text in '"people": 7' '"edges_kept": 5' '"self_loops_dropped": 2' '"duplicates_dropped": 3'; do says "$out" "$text"; done

# an edge list of the same people in any order and form is the same network
printf '[market]\nagents = 6\n[network]\nkind = file\nfile = list.edges\n[time]\nhorizon = 26\n[run]\nreplicates = 1\n' >"$x"
cp tests/faults/parts/small.edges "$folder/list.edges"
call 0 run "$x" --json
cp "$out" "$folder/first"
printf '5 0\n5 4\n3 2\n2 1\n0 1' >"$folder/list.edges"
call 0 run "$x" --json
cmp "$out" "$folder/first" || fail "the same edges in another order give another result"

# a step that is long against a hazard is right, but not good: the step that is advised is taken without a word
# long_step STEP HAZARD PRODUCT HALF_STEP STEP_ADVISED
long_step() {
    local said="x\\.ini:5: warning: engage\\.prospect_to_lead times time\\.step is $3: .* half a step, $4; a time\\.step of at most $5 avoids this$"
    for step in "$1" "$5"; do
        printf '[time]\nstep = %s\nhorizon = %s\n[engage]\nprospect_to_lead = %s\n' "$step" "$step" "$2" >"$x"
        call 0 check "$x"
        if [[ $step == "$1" ]]; then
            says "$err" "$said"
        elif grep 'x\.ini:5:' "$err"; then
            fail "$called: warns of the step that it advised"
        fi
    done
}
long_step '52 weeks' '0.08 /week' 4.16 '26 weeks' '2.5 weeks'
long_step '2 weeks' '0.2 /week' 0.4 '1 week' '1 week'
long_step '520 weeks' '0.0017 /week' 0.884 '260 weeks' '110 weeks'
long_step '1 day' '100 /week' 14.3 '0.0714 weeks' '0.002 weeks'
long_step '4 days' '1 /week' 0.571 '2 days' '0.2 weeks'
long_step '1 week' '0.7 /week' 0.7 '0.5 weeks' '0.28 weeks'

# in discrete time a hazard times a step is a probability, and 1 is the most there is
for law in continuous discrete; do
    printf '[time]\nlaw = %s\n[engage]\nprospect_to_lead = 1\nlead_abandon = 1.5\n' "$law" >"$x"
    call 0 check "$x"
    [[ $(grep -c 'it counts as 1$' "$err") == $([[ $law == discrete ]] && echo 1 || echo 0) ]] || fail "$called: $law"
    [[ $law == continuous ]] || says "$err" 'x\.ini:5: warning: engage\.lead_abandon times time\.step is 1\.5: '
done
printf '[market]\nagents = 100\ninitial_customers = 1\n[run]\nreplicates = 1\n[time]\nlaw = discrete\nhorizon = 2\n' >"$x"
call 0 run "$x" --set wom.promoter_rate=1
call 65 run "$x" --set wom.promoter_rate=1.01
says "$err" 'by week 1 somebody would hold a conversation in a step with probability 1\.01, by time\.law = discrete: '

# money for what is switched off
for share in referral community service technology winback; do
    printf '[budget]\nweekly = 10\nacquisition = 0\n%s = 1\n' "$share" >"$folder/idle.ini"
    call 0 check "$folder/idle.ini"
    says "$err" "idle\.ini:4: warning: budget\.$share has money but .* \($share\.enabled = no\): budget\.unspent says where"
    call 0 check "$folder/idle.ini" --set "$share.enabled=yes"
    if grep -q "budget\.$share has money" "$err"; then fail "$called: warned although it is on"; fi
done

# shocks that are right, but hardly meant
# odd_shock KEYS WARNING: of [shock x] in lines 4 and on
odd_shock() {
    printf '[time]\nhorizon = 52\n[shock x]\n%b' "$1" >"$x"
    call 0 check "$x"
    says "$err" "x\.ini:$2"
    [[ $(wc -l <"$err") -eq 1 ]] || fail "$called: not one warning"
}
odd_shock 'parameter = wom.trust\nvalue = 2\n' '5: warning: shock\.x takes wom\.trust from 0\.7 to 1\.4; it is kept within its range, 0 to 1$'
odd_shock 'parameter = wom.trust\nvalue = -1\nhow = add\nshape = season\n' '5: warning: shock\.x takes wom\.trust from 0\.7 to -0\.3; '
odd_shock 'parameter = attract.constant_hazard\nvalue = 2\n' '5: warning: shock\.x multiplies attract\.constant_hazard, which is 0: nothing changes$'
odd_shock 'parameter = wom.trust\nvalue = 0.5\nstart = 1 year\n' '5: warning: shock\.x never happens: it starts in week 52\.1786, and time\.horizon is 52 weeks$'
odd_shock 'parameter = wom.trust\nvalue = 0.5\nperiod = 3\n' '6: warning: shock\.x\.period changes nothing: shape = step does not use it$'
odd_shock 'parameter = engage.lead_abandon\nvalue = 3\n' '5: warning: shock\.x takes engage\.lead_abandon times time\.step to 0\.6: a step is long against it$'

# the default of every parameter, written out, and the ends of its range
"$FLYWHEEL" params --json >"$folder/params.json"
LC_ALL=C awk -v folder="$folder" '
    function value_of(line) {
        sub(/^[^:]*: /, "", line)
        sub(/,$/, "", line)
        gsub(/^"|"$/, "", line)
        return line
    }
    function number(text, type) { return sprintf(type == "count" ? "%.0f" : "%.17g", text) }
    /^      "section":/ { section = value_of($0); name = "" }
    /^      "repeated": true/ { name = " x" }
    /^      "names": "/ { name = value_of($0); sub(/\|.*/, "", name); name = " " name }
    /^      "parameters":/ { for (f = 1; f <= 3; f++) printf "[%s%s]\n", section, name >(folder "/" f ".ini") }
    /^          "key":/ { key = value_of($0) }
    /^          "type":/ { type = value_of($0) }
    /^          "default":/ { standard = value_of($0) }
    /^          "min":/ { min = value_of($0) }
    /^          "max":/ { max = value_of($0) }
    /^          "doc":/ {
        if ((section == "channel" || section == "segment") && key == "share") standard = "1"
        if (section == "shock" && key == "parameter") {
            standard = "wom.trust"
            for (f = 2; f <= 3; f++) printf "parameter = wom.trust\n" >(folder "/" f ".ini")
        }
        if (section == "axis" && key == "parameter") {
            standard = "wom.trust"
            for (f = 2; f <= 3; f++) printf "parameter = wom.trust\nvalues = 0.1, 0.2\n" >(folder "/" f ".ini")
        }
        if (section == "axis" && key == "values") standard = "0.1 : 0.9 : 3"
        if (section == "target" && key == "at_least") standard = "1"
        if (section == "target" && key == "series") {
            standard = "customers"
            for (f = 2; f <= 3; f++) printf "series = customers\n" >(folder "/" f ".ini")
        }
        printf "%s = %s\n", key, standard >(folder "/1.ini")
        if (type == "text" || type == "switch" || type == "choice") next
        # just inside where 17 digits or 64 bits may round to just outside
        if (max + 0 > 1e19) max = 1.8e19
        printf "%s = %s\n", key, number(min, type) >(folder "/2.ini")
        printf "%s = %s\n", key, max == "null" ? "inf" : number(max, type) >(folder "/3.ini")
    }' "$folder/params.json"
call 0 check "$folder/1.ini"
call 0 run "$folder/1.ini" --dry-run
! grep -vE '^ *friction\.' "$out" | grep -E ' default$' || fail "$called: not every default is written out"
# at the ends the values need not go together, but each is taken: what is said is about two values, never about one
for end in 2 3; do
    call 65 check "$folder/$end.ini"
    ! grep -E ': error: ' "$err" | grep -vE 'add up to|whole number of|steps; at most|needs more than|is odd|over the whole time|cannot reduce' ||
        fail "$called: an end of a range is refused"
done
echo "$n_files odd files are right, $n_values values of theirs looked at"
finish
