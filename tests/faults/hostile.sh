#!/usr/bin/env bash
# Files that somebody made to do harm: attributes longer than they should be, numbers that are none, texts that a terminal
# would obey. They are refused with a documented status or shown as text. The fingerprint of all bytes is right.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

"$PYTHON" -c 'import ctypes, h5py; ctypes.CDLL("libxxhash.so.0")' 2>/dev/null || exit 77
escape=$'\x1b'
expect 0 compare "$folder/a.ini" "$folder/b.ini" -q -o "$folder/good.h5"

# hostile STATUS CHANGE: the statement in Python changes the file f; every command that reads it, but for one that
# may be named, ends with the status.
hostile() {
    cp "$folder/good.h5" "$folder/hostile.h5"
    "$PYTHON" -c "
import ctypes, h5py, numpy as np, sys
text = h5py.string_dtype('utf-8')
with h5py.File(sys.argv[1], 'r+') as f:
    def attribute(o, name, value):
        if name in o.attrs: del o.attrs[name]
        o.attrs.create(name, value)
    def each(name, change):
        f[name][...] = np.array([change(value) for value in f[name][...]], dtype=f[name].dtype)
    $2
class Hash(ctypes.Structure): _fields_ = [('low', ctypes.c_uint64), ('high', ctypes.c_uint64)]
xxh3 = ctypes.CDLL('libxxhash.so.0').XXH3_128bits
xxh3.restype, xxh3.argtypes = Hash, [ctypes.c_char_p, ctypes.c_size_t]
content = open(sys.argv[1], 'rb').read()
sum = xxh3(content, len(content))
open(sys.argv[1], 'wb').write(content + b'\nflywheel xxh3_128 %016x%016x\n' % (sum.high, sum.low))
" "$folder/hostile.h5" || fail "cannot change it: $2"
    local command options
    for command in show compare export report; do
        [[ $command != "${3:-}" ]] || continue
        options=()
        [[ $command != export ]] || options=(--csv "$folder/tables" --json "$folder/all.json")
        [[ $command != report ]] || options=(-o "$folder/page.html")
        expect "$1" "$command" "$folder/hostile.h5" "${options[@]}"
        ! LC_ALL=C grep -q "$escape" "$out" "$err" || fail "$called: lets an escape through ($2)"
        [[ $1 == 0 ]] || says "$err" "^flywheel: error: .*hostile\.h5 is "
    done
}

# more in an attribute than there is room for
hostile 66 "attribute(f, 'flywheel_format', np.ones(5000, 'i4'))"
hostile 74 "attribute(f, 'antithetic', np.ones(5000, 'i4'))"
hostile 0 "attribute(f['revenue'], 'scale_factor', np.ones(5000))"
hostile 74 "attribute(f['scenarios/b'], 'n_agents', np.ones(5000, 'u8'))" 'export'
hostile 0 "attribute(f, 'title', np.array(['x'] * 5000, dtype=text))"
hostile 0 "attribute(f, 'title', np.bytes_(b'of another type'))"

# numbers that cannot be
hostile 74 "f['week'][...] = np.nan"
hostile 74 "f['week'][...] = f['week'][...][::-1]"
hostile 74 "f['replicate'][...] = f['replicate'][...] * 2 + 2**31"

# texts
hostile 74 "each('scenario', lambda name: b'\x1b[31m' + name)"
hostile 74 "each('scenario', lambda name: b'\xff\xfe' + name)"
hostile 0 "attribute(f, 'title', '\x1b]0;title\x07')"
hostile 0 "attribute(f, 'command', '\x1b[2J')"
hostile 0 "each('kpi_definition', lambda words: b'\x1b[31m' + words)"
hostile 0 "each('kpi', lambda name: b'\xff' + name)"

# a scenario may not get such a name either
for name in $'escape\x1b[31m' $'two\nlines' $'\xff\xfe'; do
    cp "$folder/a.ini" "$folder/$name.ini"
    expect 2 run "$folder/$name.ini" -q
    says "$err" 'cannot be the name of a scenario, which is UTF-8 without control characters; rename the file'
    ! LC_ALL=C grep -qE "$escape|^lines" "$err" || fail "$called: lets it through"
done
finish
