#!/usr/bin/env bash
# Whoever stops a market of thirty million people waits no longer than two seconds, at any moment of its start, of a step
# that takes long, and of the giving back of its memory.
# shellcheck source=tests/support/faults.sh
source tests/support/faults.sh

if (($(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo) < 4000000)); then
    echo "less than 4 GB of memory: not tried"
    exit 77
fi
target=$output_folder/out.h5
longest=0
for signal in INT:130 TERM:143; do
    for seconds in 0.3 1 2 3 4 5 7 9; do
        # a background job of a script ignores SIGINT unless it has job control
        set -m
        "$FLYWHEEL" run scenarios/presets/flywheel.ini --set market.agents=3e7 -n 3 -o "$target" --max-memory 100% \
            >"$out" 2>"$err" </dev/null &
        job=$! got=0
        set +m
        sleep "$seconds"
        start=${EPOCHREALTIME/[.,]/}
        kill -s "${signal%:*}" "$job"
        wait "$job" || got=$?
        took=$((${EPOCHREALTIME/[.,]/} - start))
        ((took <= longest)) || longest=$took
        called="3e7 agents stopped by SIG${signal%:*} after $seconds s"
        ((took < 2000000)) || fail "$called: took $took microseconds"
        [[ $got -eq ${signal#*:} ]] || fail "$called: exit $got instead of ${signal#*:}"
        says "$err" '^flywheel: error: interrupted'
        says "$err" 'no replicate was finished yet'
        rm -f "$target.part"
        no_output
    done
done
echo "stopped within $longest microseconds"
finish
