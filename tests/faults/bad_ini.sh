#!/usr/bin/env bash
# Every file of tests/faults/bad is refused for exactly the reasons that it names itself, each with its place.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

for file in tests/faults/bad/*.ini; do
    refuse 65 "$file" "$file"
done
messages_are_text
((n_refused >= 150)) || fail "only $n_refused bad files"

# a test of the test: other messages than the expected ones are noticed
some=tests/faults/bad/key_duplicate.ini
for wrong in 's/twice/thrice/' 's/expect: [0-9]*/&0/' '/expect/d' '/expect/p' 's/expect: [0-9]*: /&x/' 's/\$$/y$/'; do
    sed "$wrong" "$some" >"$folder/wrong_expectations"
    call 65 check "$some"
    (failures=0 && messages "$folder/wrong_expectations" "$some" && ((failures > 0))) 2>/dev/null ||
        fail "expectations changed by $wrong are met all the same"
done
echo "$n_refused bad files refused"
finish
