#!/usr/bin/env bash
# What is wrong with a command line is said in one sentence on stderr, with exit status 2 and nothing on stdout.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

a=$folder/a.ini

refuse() {
    local pattern=$1
    shift
    expect 2 "$@"
    says "$err" "$pattern"
    is_empty "$out"
}

refuse 'which command'
refuse "no command 'compar'; did you mean compare" compar "$a"
refuse "no command 'zzzzzz' " zzzzzz
refuse 'run wants SCENARIO.ini, but got 0 operands' run
refuse 'run wants SCENARIO.ini, but got 2 operands' run "$a" "$a"
refuse 'compare wants A.ini B.ini .*, but got 1 operand' compare "$a"
refuse 'version takes no operand' version now
refuse 'unknown option --replicats; did you mean --replicates' run "$a" --replicats 3
refuse 'unknown option --zzzzzz' run "$a" --zzzzzz
refuse 'unknown option -z' run "$a" -z
refuse 'check does not take --seed' check "$a" --seed 3
refuse 'run does not take --markdown' run "$a" --markdown
refuse '--json takes no value' run "$a" --json=3
refuse '--output wants a value' run "$a" -o
refuse '--threads takes a whole number from 0 to 1024' run "$a" --threads many
refuse '--threads takes a whole number' run "$a" --threads -1
refuse '--threads takes a whole number' run "$a" --threads 1025
refuse '--replicate takes a whole number' run "$a" --replicate 16777216
refuse 'would overwrite a scenario' run "$a" -o "$a"
refuse 'would overwrite a scenario' compare "$a" "$folder/b.ini" -o "$folder/./b.ini"
refuse 'no section \[markt\]; did you mean \[market\]' params markt
refuse '\[market\] has no key agnts; did you mean agents' params market.agnts
refuse "no command 'rum'; did you mean run" help rum

# every mistake of a command line is told, not only the first
refuse 'unknown option -z' run "$a" -z --zzzzzz
says "$err" 'unknown option --zzzzzz'

# the scenario that was nearly overwritten is still there
grep -q 'agents = 500' "$a" || fail "the scenario was touched"
finish
