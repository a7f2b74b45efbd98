# shellcheck shell=bash
# Result files of every kind, each with its export, for the programs that read them: what a reader finds in NAME.h5 is to
# be what `flywheel export` has written into NAME/ and NAME.json.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

# shellcheck disable=SC2034 # for those who source this
results=(compare sweep series sensitivity antithetic utf8)

# need WHAT COMMAND...: without it the test is skipped, or fails where all readers have to be there.
need() {
    local what=$1
    shift
    "$@" >"$folder/needed" 2>&1 && return
    echo "$what is not here: $(tail -n 1 "$folder/needed")"
    [[ -z ${FLY_REQUIRE_READERS:-} ]] || exit 1
    exit 77
}

market() {
    printf '[market]\nagents = 400\ninitial_customers = 5 %%\n[time]\nhorizon = 20\n[run]\nreplicates = 2\n'
    printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n'
}

axes() {
    printf '[axis price]\nparameter = budget.weekly\nvalues = %s\n[axis talk]\nparameter = wom.promoter_rate\nvalues = %s\n' "$1" "$2"
}

# make NAME ARGUMENTS...: the file and its export
make() {
    expect 0 "${@:2}" -q -o "$folder/$1.h5"
    expect 0 export "$folder/$1.h5" --csv "$folder/$1" --json "$folder/$1.json" -q
}

make_results() {
    local preset=$PWD/scenarios/presets
    # everything is on: money, grids with places that have no value, KPIs that are undefined, labels that one lacks
    make compare compare "$preset/funnel.ini" "$preset/flywheel.ini" -s market.agents=1000 -s time.horizon=60 -n 2
    { market && axes '20, 80' '0, 0.2, 1' && printf 'experiment = both\n[experiment price]\n[experiment both]\n'; } >"$folder/sweep.ini"
    make sweep sweep "$folder/sweep.ini"
    { market && axes '20, 80' '0, 1' && printf '[sweep]\nkeep = all\n'; } >"$folder/series.ini"
    make series sweep "$folder/series.ini"
    { market && axes '20 : 80' '0 : 1'; } >"$folder/sensitivity.ini"
    make sensitivity sensitivity "$folder/sensitivity.ini" --samples 4
    market | sed 's/^replicates.*/&\nantithetic = yes/' >"$folder/antithetic.ini"
    printf '[target soon]\nseries = customers\nweek = 10\nat_least = 20\n' >>"$folder/antithetic.ini"
    make antithetic run "$folder/antithetic.ini" -n 4
    market >"$folder/Trichter – für Köln.ini"
    { market && printf '[wom]\ntrust = 0.9\n'; } >"$folder/飞轮, \"é\".ini"
    make utf8 compare "$folder/Trichter – für Köln.ini" "$folder/飞轮, \"é\".ini"
}
