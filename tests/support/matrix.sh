# shellcheck shell=bash
# What the two tests of the matrix share: the same work done in many ways by one program or several, and the fingerprint
# of what each of them came to. Ways of one program must come to the same bytes, programs to the same results.
#
#   matrix_threads NAME PROGRAM WORK SHARDS...  on 1, 2, 4 and 8 threads, in so many shards, which are merged
#   matrix_ranks NAME PROGRAM WORK              on 1, 2 and 4 ranks, replicates dealt out and markets cut
#   matrix_finish                               prints the table, also to the file MATRIX_TABLE, and ends the test
#
# NAME is the program's in the table. A WORK is `sweep` (three points, two strategies, four replicates, every mechanism
# on, all series kept) or `compare` (the same two at one point, each market of three blocks).
# shellcheck source=tests/support/mpi.sh
source tests/support/mpi.sh

matrix_threads_tried=(1 2 4 8)
matrix_ranks_tried=(1 2 4)
matrix_table=$folder/table
declare -A matrix_content
: >"$matrix_table"

matrix_command() {
    case $1 in
    sweep) command=(sweep tests/determinism/matrix.ini) ;;
    compare)
        command=(compare tests/determinism/matrix_funnel.ini tests/determinism/matrix.ini --set market.agents=10000)
        ;;
    esac
}

# matrix_note NAME PROGRAM WORK WAY: what $folder/way.h5 holds.
matrix_note() {
    local content reference=$folder/$1-$3.h5
    content=$("$2" verify "$folder/way.h5" | sed -n 's/.*: ok, content //p') || true
    printf '%-8s %-9s %-28s %s\n' "$3" "$1" "$4" "${content:-none}" >>"$matrix_table"
    [[ -n $content ]] || fail "$1, $3, $4: the file is not what was written"
    : "${matrix_content[$3]:=$content}"
    [[ $content == "${matrix_content[$3]}" ]] || fail "$1, $3, $4: $content instead of ${matrix_content[$3]}"
    [[ -e $reference ]] || cp "$folder/way.h5" "$reference"
    cmp "$reference" "$folder/way.h5" || fail "$1, $3, $4: other bytes than the first way"
    rm -f "$folder/way.h5"
}

# matrix_shards PROGRAM WORK THREADS SHARDS: several shards at a time, as on several machines.
matrix_shards() {
    local command n=$4 files
    matrix_command "$2"
    seq "$n" | xargs -P 4 -I {} "$1" "${command[@]}" --threads "$3" --quiet -o "$folder/way.h5" --shard "{}/$n" ||
        fail "$2: a shard of $n failed"
    mapfile -t files < <(seq -f "$folder/way.h5.%.0f-of-$n" "$n")
    "$1" merge "${files[@]}" --quiet -o "$folder/way.h5" || fail "$2: $n shards cannot be merged"
    rm -f "${files[@]}"
}

matrix_threads() {
    local name=$1 program=$2 work=$3 command threads n
    shift 3
    matrix_command "$work"
    for threads in "${matrix_threads_tried[@]}"; do
        for n; do
            if ((n == 1)); then
                "$program" "${command[@]}" --threads "$threads" --quiet -o "$folder/way.h5" >"$out" 2>"$err" ||
                    fail "$work on $threads threads: $(head -c 500 "$err")"
            else
                matrix_shards "$program" "$work" "$threads" "$n"
            fi
            matrix_note "$name" "$program" "$work" "threads $threads, shards $n"
        done
    done
}

matrix_ranks() {
    local name=$1 program=$2 work=$3 command n cut
    matrix_command "$work"
    for n in "${matrix_ranks_tried[@]}"; do
        for cut in "" --cut-market; do
            over_ranks "$n" "$program" "${command[@]}" --threads 2 ${cut:+"$cut"} --quiet -o "$folder/way.h5" \
                >"$out" 2>"$err" || fail "$work on $n ranks $cut: $(head -c 500 "$err")"
            matrix_note "$name" "$program" "$work" "ranks $n ${cut:-dealt}"
        done
    done
}

matrix_finish() {
    local work
    cat "$matrix_table"
    for work in "${!matrix_content[@]}"; do
        printf '%s: %d ways, %d fingerprint\n' "$work" "$(grep -c "^$work " "$matrix_table")" \
            "$(sed -n "s/^$work .* //p" "$matrix_table" | sort -u | wc -l)"
    done
    [[ -z ${MATRIX_TABLE:-} ]] || cp "$matrix_table" "$MATRIX_TABLE"
    finish
}
