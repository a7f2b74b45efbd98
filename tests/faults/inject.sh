#!/usr/bin/env bash
# Nothing is lost, at some 200 fault points: killed, no room, a failing disk, no memory. inject_slow.sh tries ten times
# as many.
# shellcheck source=tests/support/inject.sh
source tests/support/inject.sh

tiny_scenarios

scene run 12 out.h5 run "$folder/tiny.ini" --threads 1
check_order
points 5 pwritev pwrite64 write fsync rename ftruncate openat close unlink
for k in 1 7 12; do point ENOSPC pwritev "$k" ftruncate; done
kill_anywhere 10
without_memory 25 ''
without_memory 8 +
too_long 4 40 200 300
full_disk 100 660 140
scene run2 12 out.h5 run "$folder/tiny.ini" --threads 2
points 3 pwritev
without_memory 6 ''
without_threads
scene compare 24 out.h5 compare "$folder/tiny.ini" "$folder/other.ini" --threads 2
points 2 pwritev rename
scene sweep 12 out.h5 sweep "$folder/sweep.ini" --threads 1
points 2 pwritev rename
scene shard 6 out.h5.2-of-2 run "$folder/tiny.ini" --threads 1 --shard 2/2
points 2 pwritev rename
make_shards
scene merge 0 out.h5 merge "$folder"/shards/*
points 2 pwrite64 rename
tell_points
((n_points >= 150)) || fail "only $n_points points"
finish
