#!/usr/bin/env bash
# Result files of older versions still open in every command that reads one, and say what they said when they were written;
# a format that is not known is refused.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

"$PYTHON" -c 'import h5py' 2>/dev/null || exit 77
n=0
for packed in tests/golden/*.h5.gz; do
    name=$(basename "$packed" .h5.gz)
    gunzip -c "$packed" >"$folder/$name.h5"
    expect 0 export "$folder/$name.h5" --csv "$folder/$name" --json "$folder/$name.json" -q
    [[ $name == format_1_first ]] || is_empty "$err" # fingerprints came later, which is warned of
    "$PYTHON" tests/golden/check_golden.py "$folder/$name" "tests/golden/$name.txt" || fail "$name: not what was told when it was written"
    "$PYTHON" tests/cli/check_export.py "$folder/$name.h5" "$folder/$name" "$folder/$name.json" || fail "$name: not what h5py reads"
    expect 0 show "$folder/$name.h5"
    expect 0 compare "$folder/$name.h5"
    expect 0 report "$folder/$name.h5" -o "$folder/$name.html"
    n=$((n + 1))
done
((n >= 3)) || fail "only $n files"

# fingerprints came later than the first files
for name in compare sensitivity; do
    expect 0 verify "$folder/format_1_$name.h5"
    says "$out" ': ok, content [0-9a-f]{32}$'
done
expect 65 verify "$folder/format_1_first.h5"
says "$err" 'it has no fingerprints: an older version wrote it'
expect 65 merge "$folder/format_1_compare.h5" -o "$folder/merged.h5"

# other formats: a newer one, none that ever was, none at all
format() {
    cp "$folder/format_1_compare.h5" "$folder/other.h5"
    "$PYTHON" -c "import h5py, sys; h5py.File(sys.argv[1], 'r+').attrs.modify('flywheel_format', $1)" "$folder/other.h5"
}
for number in 2 99 0 -1; do
    format "$number"
    expect 65 export "$folder/other.h5" --csv "$folder/x" # its bytes have been changed, too
    says "$err" 'its last line, .* is missing: it was cut or changed'
    expect 65 verify "$folder/other.h5"
    says "$err" "other.h5 has format $number, which this version of flywheel does not know: it reads formats 1 to 1"
    [[ ! -e $folder/x ]] || fail "$called: left a folder"
done
"$PYTHON" -c "import h5py, sys; del h5py.File(sys.argv[1], 'r+').attrs['flywheel_format']" "$folder/other.h5"
expect 65 verify "$folder/other.h5"
says "$err" 'other.h5 is not a result file of flywheel'
finish
