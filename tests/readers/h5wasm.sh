#!/usr/bin/env bash
# h5wasm in Node opens result files: dimensions, units, fill values, labels and values as exported. The package of the lock
# file is installed in the build folder.
# shellcheck source=tests/support/readers.sh
source tests/support/readers.sh

modules=$BUILD/readers
install_modules() {
    mkdir -p "$modules"
    cmp -s tests/readers/package-lock.json "$modules/package-lock.json" && [[ -d $modules/node_modules/h5wasm ]] && return
    cp tests/readers/package.json "$modules"
    cp tests/readers/package-lock.json "$modules"
    npm ci --prefix "$modules" --no-audit --no-fund --ignore-scripts && return
    rm -f "$modules/package-lock.json"
    return 1
}
need "Node" node --version
need "npm" npm --version
need "h5wasm" install_modules
cp tests/readers/check_h5wasm.mjs "$modules"
make_results
for name in "${results[@]}"; do
    node "$modules/check_h5wasm.mjs" "$folder/$name.h5" "$folder/$name.json" || fail "h5wasm: $name"
done
finish
