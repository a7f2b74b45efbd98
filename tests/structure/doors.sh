#!/usr/bin/env bash
# One door for each thing that should be in one place: libraries, threads, the clock, the heap, random generators, and
# the ways out of the program.
# shellcheck source=tests/support/source.sh
source tests/support/source.sh

# only WHAT PATTERN ALLOWED: code that matches PATTERN lies only in files that match ALLOWED.
only() {
    local what=$1 pattern=$2 allowed=$3 place
    while IFS= read -r place; do
        complain "$place    <- $what only in $allowed"
    done < <(grep -E -- "$pattern" "$code" | grep -vE "^($allowed):" || true)
}

code=$(mktemp)
trap 'rm -f "$code"' EXIT
for file in $(c_files sim models analysis report cli); do code_of "$file"; done >"$code"
[[ -s $code ]] || complain "no source files: wrong folder?"

only "inih" '#include <ini\.h>' 'sim/scenario[a-z_]*\.c|sim/ini_text\.c'
only "xxHash" '#include <xxhash' 'sim/hash\.c'
only "HDF5" '#include <hdf5' 'sim/result_[a-z0-9_]*\.[ch]|analysis/read[a-z_]*\.[ch]'
only "MPI" '#include <mpi|\bMPI_[A-Z]' 'sim/ranks_mpi\.c'
only "jansson" '#include <jansson' 'cli/[a-z_]*\.[ch]'
only "parallel regions" '#pragma omp parallel' 'sim/step\.c|sim/ensemble\.c'
only "the clock" '<time\.h>|<sys/time\.h>|\b(clock_gettime|gettimeofday|time|clock|localtime|strftime|omp_get_wtime)\(' 'cli/[a-z_]*\.[ch]'
only "the heap" '\b(malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|free|strdup|strndup|v?asprintf|getline|open_memstream)\(' 'sim/alloc\.c'
only "random generators" '\b(rand|srand|random|drand48|getrandom|gsl_rng_alloc)\(|/dev/u?random' 'sim/rng\.c'
only "printing" '\b(printf|puts|putchar|perror)\(|\b(stdout|stderr)\b' 'cli/[a-z_]*\.[ch]'
only "leaving the program" '\b(exit|_exit|quick_exit|abort)\(' 'cli/(main|interrupt|verify)\.c'
finish
