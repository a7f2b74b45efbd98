# shellcheck shell=bash
# What bench/run.sh keeps: figures by name, and the rows of its table. Before it prints them, it says when and where they
# were measured.
date="" compiler="" processor=""

# ---- figures: every driver prints lines "key value", kept as NAME.key ----

declare -A figure

# measure NAME COMMAND...: fails when the command does.
measure() {
    local name=$1 key value lines
    shift
    printf '%4d s  %s\n' "$SECONDS" "$name" >&2
    lines=$("$@") || return 1
    while read -r key value; do figure[$name.$key]=$value; done <<<"$lines"
}

# calc EXPRESSION: four digits of it; figures are named in braces, as in '{run.cpu} / {run.active_steps}'.
calc() {
    local text=$1
    while [[ $text =~ \{([^}]+)\} ]]; do
        text=${text//"${BASH_REMATCH[0]}"/${figure[${BASH_REMATCH[1]}]:?is not measured: ${BASH_REMATCH[1]}}}
    done
    awk "BEGIN { printf \"%.4g\", $text }"
}

# ---- rows ----

whats=() measured=() units=() senses=() musts=() goals=() verdicts=() notes=()

add_row() {
    whats+=("$1") measured+=("$2") units+=("$3") senses+=("$4") musts+=("$5") goals+=("$6") verdicts+=("$7") notes+=("$8")
}

# row WHAT MEASURED UNIT least|most MUST GOAL NOTE: it is to be at least that, or at most; "-": nothing is asked; a must
# of "runs" is reached by being there.
row() {
    add_row "$1" "$2" "$3" "$4" "$5" "$6" "$(awk -v x="$2" -v sense="$4" -v must="$5" -v goal="$6" '
        function reached(bound) {
            return bound == "runs" || (sense == "least" ? x + 0 >= bound + 0 : x + 0 <= bound + 0)
        }
        BEGIN {
            if (must == "-" && goal == "-") print "-"
            else if (goal != "-" && reached(goal)) print "goal reached"
            else print must != "-" && reached(must) ? "must reached" : "missed"
        }')" "$7"
}

# missing WHAT VERDICT NOTE: a row without a figure.
missing() {
    add_row "$1" - "" least - - "$2" "$3"
}

# A bound as the table shows it.
bound() {
    case $2 in
    - | runs) echo "$2" ;;
    *) [[ $1 == least ]] && echo ">= $2" || echo "<= $2" ;;
    esac
}

print_table() {
    local k width=0
    for k in "${!whats[@]}"; do ((${#whats[k]} <= width)) || width=${#whats[k]}; done
    printf "%3s  %-${width}s  %8s %-5s  %9s  %9s  %s\n" "" what measured "" must goal verdict
    for k in "${!whats[@]}"; do
        printf "%3d  %-${width}s  %8s %-5s  %9s  %9s  %s\n" $((k + 1)) "${whats[k]}" "${measured[k]}" "${units[k]}" \
            "$(bound "${senses[k]}" "${musts[k]}")" "$(bound "${senses[k]}" "${goals[k]}")" "${verdicts[k]}"
    done
    echo
    for k in "${!whats[@]}"; do
        [[ -z ${notes[k]} ]] || printf '%3d  %s\n' $((k + 1)) "${notes[k]}"
    done
    printf '\n%s; %s; %s; %d s\n' "$date" "$compiler" "$processor" "$SECONDS"
}

number_or_null() {
    [[ $1 =~ ^[0-9.e+-]*[0-9]$ ]] && echo "$1" || echo null
}

print_json() {
    local k
    printf '{"date": "%s", "compiler": "%s", "processor": "%s", "seconds": %d, "rows": [' \
        "$date" "$compiler" "$processor" "$SECONDS"
    for k in "${!whats[@]}"; do
        ((k == 0)) || printf ','
        printf '\n  {"what": "%s", "measured": %s, "unit": "%s", "bound": "%s", "must": %s, "goal": %s, ' \
            "${whats[k]}" "$(number_or_null "${measured[k]}")" "${units[k]}" "at ${senses[k]}" \
            "$(number_or_null "${musts[k]}")" "$(number_or_null "${goals[k]}")"
        printf '"verdict": "%s", "note": "%s"}' "${verdicts[k]}" "${notes[k]}"
    done
    printf '\n]}\n'
}
