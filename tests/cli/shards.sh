#!/usr/bin/env bash
# --shard and `flywheel merge`: the shards of any command make the file that one process makes, to the byte; and what is
# missing, double, foreign, unfinished or damaged is refused by its name.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

market() {
    printf '[market]\nagents = 300\ninitial_customers = 5 %%\n[time]\nhorizon = 12\n[run]\nreplicates = 5\n'
    printf '[budget]\nweekly = 50\n[channel ads]\nshare = 1\n[referral]\nask_rate = %s /week\n' "$1"
}
market 0 >"$folder/one.ini"
market 0.2 >"$folder/other.ini"
{
    market 0
    printf '[axis talk]\nparameter = wom.promoter_rate\nvalues = 0 /week : 1 /week : 3\n'
    printf '[axis money]\nparameter = budget.weekly\nvalues = 10 : 100 : 2\n'
} >"$folder/axes.ini"
cd "$folder"

# equal N ARGUMENTS...: N shards and their merging make the same file as one run.
equal() {
    local n=$1 k
    shift
    rm -f whole.h5 parts.h5*
    expect 0 "$@" -q -o whole.h5
    for ((k = n; k >= 1; k--)); do expect 0 "$@" -q -o parts.h5 --shard "$k/$n"; done
    is_empty "$out"
    [[ ! -e parts.h5 ]] || fail "$called: a shard wrote the result"
    expect 0 verify parts.h5.*
    expect 0 merge parts.h5.* -q -o parts.h5
    cmp parts.h5 whole.h5 || fail "$called: $1 in $n shards is another file than in one"
}
equal 3 run one.ini
equal 7 run one.ini # two of them have nothing to do
equal 2 compare one.ini other.ini
equal 4 sweep axes.ini -n 2
equal 3 sweep axes.ini other.ini -n 2 -s sweep.keep=all
equal 3 sensitivity axes.ini other.ini -n 2 --samples 4
equal 2 decompose other.ini -n 2
equal 2 coast one.ini
equal 2 run one.ini -s run.antithetic=yes -n 4

# one shard of several is one of another run, unfinished or damaged
for k in 1 2 3; do expect 0 run one.ini -q -o good.h5 --shard $k/3; done
for k in 1 2 3; do expect 0 run one.ini -q -o seed.h5 --shard $k/3 --seed 2; done
expect 0 run one.ini -q -o two.h5 --shard 1/2
good=(good.h5.1-of-3 good.h5.2-of-3 good.h5.3-of-3)
# refused STATUS WORDS SHARDS...: merging says so and writes nothing.
refused() {
    local status=$1 words=$2
    shift 2
    expect "$status" merge "$@" -o merged.h5
    says "$err" "$words"
    [[ ! -e merged.h5 ]] || fail "$called: wrote a file all the same"
}
refused 66 '^flywheel: error: shard 2 of 3 is missing' good.h5.1-of-3 good.h5.3-of-3
refused 66 'shard 3 of 3 is missing' good.h5.1-of-3
refused 66 'no-such-shard cannot be opened: No such file' good.h5.1-of-3 no-such-shard
refused 65 'good.h5.1-of-3 and good.h5.1-of-3 are both shard 1 of 3' "${good[@]}" good.h5.1-of-3
cp good.h5.2-of-3 copy
refused 65 'good.h5.2-of-3 and copy are both shard 2 of 3' "${good[@]}" copy
refused 65 "seed.h5.2-of-3 is of another run than good.h5.1-of-3: they differ in 'command'" good.h5.1-of-3 seed.h5.2-of-3 good.h5.3-of-3
refused 65 "two.h5.1-of-2 is of another run than good.h5.1-of-3: they differ in 'shards'" "${good[@]}" two.h5.1-of-2
refused 65 'one.ini holds no replicates of flywheel' "${good[@]}" one.ini
size=$(stat -c %s copy)
head -c $((size - 10)) good.h5.2-of-3 >./cut
refused 65 'cut is damaged: 1 of its replicates are whole' good.h5.1-of-3 cut good.h5.3-of-3
"$PYTHON" - copy $((size - 100)) <<'PYTHON'
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)
    file.seek(int(sys.argv[2]))
    file.write(bytes([byte[0] ^ 1]))
PYTHON
refused 65 'copy is damaged' good.h5.1-of-3 copy good.h5.3-of-3
expect 65 verify copy
# all that is wrong is said at once
expect 65 merge cut no-such-shard copy -o merged.h5
for words in 'cut is damaged' 'no-such-shard cannot be opened' 'copy is damaged'; do says "$err" "$words"; done
# its command mends a shard that was cut, and then the file is the same
cp cut good.h5.2-of-3
expect 0 run one.ini -o good.h5 --shard 2/3
says "$err" 'going on with good.h5.2-of-3: 1 of 2 replicates are finished'
expect 0 merge good.h5.[123]* -q -o good.h5
expect 0 run one.ini -q -o whole.h5
cmp good.h5 whole.h5 || fail "a mended shard makes another file"

# where there is no sense in it
expect 2 merge seed.h5.[123]* -o seed.h5.1-of-3
says "$err" 'the output seed.h5.1-of-3 would overwrite a shard'
expect 0 verify seed.h5.1-of-3
expect 2 merge "${good[@]}"
says "$err" 'merge wants -o OUT.h5'
expect 2 run one.ini --shard 1/2
says "$err" '--shard wants -o OUT.h5'
for shard in 0/2 3/2 1 a/b 1/0 1/2/3 -1/2; do
    expect 2 run one.ini -o no.h5 --shard $shard
    says "$err" "--shard takes I/N.*not '$shard'"
done
expect 2 run one.ini -o no.h5 --shard 1/2 -s 'run.precision=npv 1 %'
says "$err" 'run.precision .*cannot go with --shard'
# one part of one is the whole: there is nothing to merge
expect 0 run one.ini -q --shard 1/1 -o whole2.h5
cmp whole2.h5 whole.h5 || fail "$called: one part of one is another file"
expect 0 run one.ini -q -n 2 --slurm array:1 -o alone.h5
! grep -qE 'merge|--shard' alone.h5.sbatch || fail "$called: wants to merge one part"
# a changed scenario does not go on with the shards of the old one
market 0.1 >one.ini
expect 73 run one.ini -o seed.h5 --shard 1/3 --seed 2
says "$err" 'seed.h5.1-of-3 holds 2 replicates of a scenario that has changed since'
finish
