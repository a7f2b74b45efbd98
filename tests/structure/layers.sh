#!/usr/bin/env bash
# Who may include whom: cli -> report, analysis, models, sim; report -> analysis, sim; analysis -> sim; models -> sim; sim -> nothing of ours.
# shellcheck source=tests/support/source.sh
source tests/support/source.sh

may_include() {
    case "$1:$2" in
    sim:sim | models:models | models:sim | analysis:analysis | analysis:sim) return 0 ;;
    report:report | report:analysis | report:sim) return 0 ;;
    cli:cli | cli:report | cli:analysis | cli:models | cli:sim) return 0 ;;
    *) return 1 ;;
    esac
}

for folder in sim models analysis report cli; do
    for file in $(c_files "$folder"); do
        while IFS=: read -r place line text; do
            header=$(sed -nE 's/^[ ]*#[ ]*include[ ]*"([^"]*)".*/\1/p' <<<"$text")
            [[ -z $header ]] && continue
            [[ -f $header ]] || complain "$place:$line: \"$header\" is not named from the root of the repository"
            may_include "$folder" "${header%%/*}" || complain "$place:$line: $folder may not include $header"
        done < <(code_of "$file" | grep -E '#[ ]*include' || true)
    done
done
finish
