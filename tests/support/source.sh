# shellcheck shell=bash
# What the structure tests share: which files are ours, their text without comments, and a count of complaints.
set -euo pipefail
export LC_ALL=C.UTF-8

complaints=0

complain() {
    echo "$*" >&2
    complaints=$((complaints + 1))
}

finish() {
    if ((complaints)); then
        echo "$complaints complaint(s)" >&2
        exit 1
    fi
}

# All C files of the given folders, at any depth.
c_files() {
    local folder
    for folder in "$@"; do
        [[ -d $folder ]] && find "$folder" -name '*.[ch]' | sort
    done
    return 0
}

# Prints FILE:LINE:text of a file with comments and string contents blanked, so that only code is searched.
code_of() {
    awk -v file="$1" '
    {
        rest = $0; code = ""
        while (rest != "") {
            if (in_comment) {
                end = index(rest, "*/")
                if (!end) { rest = ""; break }
                rest = substr(rest, end + 2); in_comment = 0
            } else if (match(rest, /\/\*|"([^"\\]|\\.)*"/)) {
                if (substr(rest, RSTART, 2) == "/*") {
                    code = code substr(rest, 1, RSTART - 1) " "
                    in_comment = 1
                } else if (rest ~ /^[ ]*#[ ]*include/) {
                    code = code substr(rest, 1, RSTART + RLENGTH - 1)
                } else
                    code = code substr(rest, 1, RSTART - 1) "\"\""
                rest = substr(rest, RSTART + RLENGTH)
            } else { code = code rest; rest = "" }
        }
        if (code != "") printf "%s:%d:%s\n", file, FNR, code
    }' "$1"
}
