#!/usr/bin/env bash
# The form of a source file: begins with a sentence on what it is for, at most 500 lines, no function over 80 lines, no
# line over 120 columns (parameter tables, where clang-format is off, aside), nothing left for later.
# shellcheck source=tests/support/source.sh
source tests/support/source.sh

for file in $(c_files sim models analysis report cli tests bench); do
    [[ $(head -c 2 "$file") == "/*" ]] || complain "$file: does not begin with a comment that says what it is for"
    lines=$(wc -l <"$file")
    ((lines <= 500)) || complain "$file: $lines lines, more than 500"
    while IFS= read -r text; do complain "$text"; done < <(awk -v file="$file" '
        /clang-format off/ { is_table = 1 }
        /clang-format on/ { is_table = 0 }
        length($0) > 120 && !is_table { printf "%s:%d: %d columns, more than 120\n", file, FNR, length($0) }
        /[ \t]$/ { printf "%s:%d: ends in blanks\n", file, FNR }
        /^\{/ { start = FNR }
        /^\}/ && start { if (FNR - start - 1 > 80) printf "%s:%d: function of %d lines, more than 80\n", file, start, FNR - start - 1; start = 0 }
    ' "$file")
done

for file in CMakeLists.txt tests/CMakeLists.txt scripts/*.sh .ci/run tests/*/*.sh; do
    while IFS= read -r text; do complain "$text"; done < <(awk -v file="$file" '
        length($0) > 170 { printf "%s:%d: %d columns, more than 170\n", file, FNR, length($0) }' "$file")
done

while IFS= read -r file; do
    sed -n '/^#!/d; p; q' "$file" | grep -q '^"""' || complain "$file: does not begin with a sentence that says what it is for"
    while IFS= read -r text; do complain "$text"; done < <(awk -v file="$file" '
        length($0) > 100 { printf "%s:%d: %d columns, more than 100\n", file, FNR, length($0) }
        /[ \t]$/ { printf "%s:%d: ends in blanks\n", file, FNR }' "$file")
done < <(find analysis/python -name '*.py' -not -path '*/build/*' | sort)

later='TO''DO|FIX''ME|X''XX'
while IFS= read -r text; do complain "$text: left for later"; done < <(
    grep -nE "\b($later)\b" -r sim models analysis report cli tests bench scripts --include='*.[ch]' --include='*.sh' --include='*.py' || true)
finish
