#!/usr/bin/env bash
# Nothing is lost, at two thousand fault points: every call on our own files, and memory that runs out everywhere.
# shellcheck source=tests/support/inject.sh
source tests/support/inject.sh

tiny_scenarios
everything=(pwritev pwrite64 write fsync rename ftruncate openat close unlink)

scene run 12 out.h5 run "$folder/tiny.ini" --threads 1
points 1000 "${everything[@]}"
for k in {1..12}; do
    point ENOSPC pwritev "$k" ftruncate
    point EIO pwritev "$k" ftruncate
done
kill_anywhere 120
without_memory 500 ''
without_memory 150 +
too_long {1..9} {10..600..20}
full_disk 60 660 20
scene run2 12 out.h5 run "$folder/tiny.ini" --threads 2
points 20 "${everything[@]}"
kill_anywhere 60
without_memory 150 ''
scene compare 24 out.h5 compare "$folder/tiny.ini" "$folder/other.ini" --threads 2
points 20 "${everything[@]}"
without_memory 60 ''
full_disk 100 2000 100
scene sweep 12 out.h5 sweep "$folder/sweep.ini" --threads 2
points 20 "${everything[@]}"
without_memory 60 ''
scene shard 6 out.h5.2-of-2 run "$folder/tiny.ini" --threads 1 --shard 2/2
points 20 "${everything[@]}"
without_memory 60 ''
make_shards
scene merge 0 out.h5 merge "$folder"/shards/*
points 20 "${everything[@]}"
without_memory 100 ''
without_memory 30 +
tell_points
((n_points >= 2000)) || fail "only $n_points points"
finish
