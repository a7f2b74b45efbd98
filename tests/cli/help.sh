#!/usr/bin/env bash
# Every command explains itself, in two ways that agree, and the first things people try work.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

expect 0 help
is_empty "$err"
commands=$(sed -nE 's/^  ([a-z]+) .*[.]$/\1/p' "$out")
[[ $(wc -w <<<"$commands") -ge 7 ]] || fail "help lists too few commands: $commands"
cp "$out" "$folder/all"

for command in $commands; do
    expect 0 help "$command"
    says "$out" "^usage: flywheel $command"
    says "$out" '--json'
    is_empty "$err"
    cp "$out" "$folder/one"
    expect 0 "$command" --help
    cmp -s "$out" "$folder/one" || { [[ $command == help ]] || fail "help $command and $command --help differ"; }
    awk 'length($0) > 100 { exit 1 }' "$folder/one" || fail "help $command is wider than 100 columns"
done

expect 0 --help
cmp -s "$out" "$folder/all" || fail "--help differs from help"
expect 0 -h
expect 0 --version
says "$out" '^flywheel [0-9]+\.[0-9]+\.[0-9]+ '
expect 0 params
says "$out" '^\[market\]'
expect 0 params market.agents
says "$out" '^  agents = '
expect 0 outputs
finish
