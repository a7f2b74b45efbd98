#!/usr/bin/env bash
# The same results from gcc and clang, at -O2 and -O3, each on any number of threads, shards and ranks. Builds what is
# missing below the build folder; with MPI where it is installed.
# shellcheck source=tests/support/matrix.sh
source tests/support/matrix.sh

: "${BUILD:?the build folder}"
mpi=OFF
! command -v mpicc >/dev/null || mpi=ON

# build COMPILER LEVEL FOLDER
build() {
    cmake -S . -B "$3" -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER="$1" -DCMAKE_C_FLAGS_RELEASE="-$2 -DNDEBUG" \
        -DFLY_TESTS=OFF -DFLYWHEEL_MPI=$mpi && cmake --build "$3" --target flywheel --parallel "$(nproc)"
}

for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    for level in O2 O3; do
        name=$compiler-$level
        program=$BUILD/matrix/$name/flywheel
        build "$compiler" "$level" "${program%/*}" >"$folder/log" 2>&1 || { cat "$folder/log" && exit 1; }
        for work in sweep compare; do
            matrix_threads "$name" "$program" "$work" 1 7 64
            ! has_ranks "$program" || matrix_ranks "$name" "$program" "$work"
        done
    done
done
matrix_finish
