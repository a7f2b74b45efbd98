#!/usr/bin/env bash
# `flywheel sensitivity`: indices that are known, the difference of two strategies, many factors, and its file.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh

# Without customers profit is -fixed_cost * agents / 1000 * weeks, a product of two factors. With both uniform, means 50
# and 3000, variances 100^2 / 12 and 4000^2 / 12: s1 = .628 and .279, st = .721 and .372.
product() {
    printf '[market]\nagents = 500\n[time]\nhorizon = 26\n[run]\nreplicates = 1\n'
    printf '[axis fixed]\nparameter = budget.fixed_cost\nvalues = 0 : 100\n[axis n]\nparameter = market.agents\nvalues = 1000 : 5000\n'
}
product >"$folder/product.ini"
# index JSON PLACE MEASURE EXPECTED: the value is within 0.03 of what is expected, which its interval holds.
index() {
    "$PYTHON" - "$@" <<'PYTHON' || fail "$called: $2 $3 is not $4"
import json, sys
path, place, measure, expected = sys.argv[1:]
answer = json.load(open(path))["sensitivity"][-1]
factor, = (f for f in answer["factors"] if f["name"] == place)
index = factor[measure]
assert index["low"] <= float(expected) <= index["high"], index
assert abs(index["value"] - float(expected)) < 0.03, index
PYTHON
}
expect 0 sensitivity "$folder/product.ini" -q --kpi profit --json --samples 512
cp "$out" "$folder/product.json"
index "$folder/product.json" fixed s1 0.6279
index "$folder/product.json" n s1 0.2791
index "$folder/product.json" fixed st 0.7209
index "$folder/product.json" n st 0.3721

# the same in words, and with the other methods
expect 0 sensitivity "$folder/product.ini" -q --kpi profit --samples 64
says "$out" '^profit of product, sobol: 256 points, 1 replicate'
says "$out" '^ +fixed +budget.fixed_cost +0\.6'
says "$out" '^profit of product depends most on budget.fixed_cost: st 0\.[67]'
expect 0 sensitivity "$folder/product.ini" -q --kpi profit --method prcc --samples 100
says "$out" '^profit of product depends most on budget.fixed_cost: prcc -0\.9'
expect 0 sensitivity "$folder/product.ini" -q --kpi profit --method morris --samples 10
says "$out" '^profit of product depends most on budget.fixed_cost: mu_star'
expect 0 sensitivity "$folder/product.ini" -q --kpi profit --top 1 --samples 8
says "$out" ' fixed '
! grep -q ' market.agents ' "$out" || fail "$called: shows more than one factor"
for method in sobol morris prcc; do
    expect 0 sensitivity "$folder/product.ini" -q --kpi revenue --method $method --samples 10
    says "$out" '^It does not change from point to point'
done

# the difference of two strategies: what both have cancels out, and the file holds all three responses
product >"$folder/dear.ini"
sed -i '/^\[axis/,$d' "$folder/dear.ini"
printf '[budget]\nonboarding_cost = 1\n' >>"$folder/dear.ini"
expect 0 sensitivity "$folder/product.ini" "$folder/dear.ini" -q --kpi profit --samples 16 -o "$folder/two.h5"
says "$out" '^profit of dear - product, sobol'
says "$out" '^It does not change from point to point'
expect 0 sensitivity "$folder/product.ini" "$folder/dear.ini" -q --kpi profit --samples 16 --json
grep -q '"response": "dear - product"' "$out" || fail "$called: no difference in JSON"
# a target is another dimension than a response
printf '[target early]\nseries = customers\nweek = 13\nat_least = 1\n[sweep]\nkeep = all\n' >>"$folder/product.ini"
expect 0 sensitivity "$folder/product.ini" "$folder/dear.ini" -q --kpi profit --samples 4 --json -o "$folder/all.h5"
if "$PYTHON" -c 'import h5netcdf, netCDF4, numpy, xarray' 2>/dev/null; then
    "$PYTHON" - "$folder/all.h5" "$out" <<'PYTHON' || fail "$called: the file is not what the answer is"
import json, sys, numpy, xarray
told = json.load(open(sys.argv[2]))["sensitivity"]
for engine in ("h5netcdf", "netcdf4"):
    with xarray.open_dataset(sys.argv[1], engine=engine) as ds:
        assert ds.sensitivity.dims == ("response", "kpi", "factor", "measure"), ds.sensitivity.dims
        assert list(ds.response.values) == ["product", "dear", "dear - product"], ds.response.values
        assert list(ds.target.values) == ["early"] and list(ds.factor.values) == ["fixed", "n"]
        for answer in told:
            for factor in answer["factors"]:
                for measure in ds.measure.values:
                    place = dict(response=answer["response"], kpi=answer["kpi"], factor=factor["name"], measure=measure)
                    for name, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                        value, said = float(ds["sensitivity" + name].sel(place)), factor[measure][key]
                        assert numpy.isnan(value) if said is None else value == said, (place, value, said)
PYTHON
fi

# more than 20 factors, and more than a Sobol sequence has columns for
factors() {
    local i names=(trust fit speed satisfaction)
    printf '[market]\nagents = 100\n[time]\nhorizon = 4\n[run]\nreplicates = 1\n[budget]\nweekly = 10\n'
    for i in {0..11}; do printf '[channel c%s]\nshare = %s\n' "$i" "$((i < 8 ? 8 : 9))%"; done
    for ((i = 0; i < $1; i++)); do
        printf '[axis a%s]\nparameter = channel.c%s.%s\nvalues = 0 : 1\n' "$i" $((i % 12)) "${names[i / 12]}"
    done
}
for n in 21 45; do
    factors $n >"$folder/f$n.ini"
    for method in sobol morris; do
        expect 0 sensitivity "$folder/f$n.ini" -q --method $method --samples 2 --kpi spend --json
        [[ $(grep -c '"parameter"' "$out") -eq $n ]] || fail "$called: not all $n factors are there"
    done
done
expect 0 sensitivity "$folder/f45.ini" -q --method prcc --samples 60 --kpi spend --json
expect 65 sensitivity "$folder/f45.ini" -q --method prcc --samples 40
says "$err" '^--set: error: prcc with 45 factors needs at least 48 points, not 40'

# what is wrong is said at its place, before anything is run
expect 65 sensitivity "$folder/product.ini" --samples 1
says "$err" '^--set: error: sobol with 2 factors needs at least 2 base samples, not 1'
printf '[sensitivity]\nmethod = morris\nlevels = 3\n' >>"$folder/product.ini"
expect 65 sensitivity "$folder/product.ini"
says "$err" 'product.ini:21: error: morris needs an even number of levels'
sed -i 's/values = 0 : 100/values = 0, 100/' "$folder/product.ini"
expect 65 sensitivity "$folder/product.ini" -s sensitivity.levels=4
says "$err" 'product.ini:9: error: axis.fixed.values: .*range, low : high'
expect 65 sensitivity "$folder/a.ini"
says "$err" 'a.ini: error: nothing is varied'
expect 2 sensitivity "$folder/f21.ini" --kpi spent -o "$folder/no.h5"
says "$err" "no KPI 'spent'; did you mean spend\?"
[[ ! -e $folder/no.h5 && ! -e $folder/no.h5.part ]] || fail "$called: ran all the same"
expect 65 sensitivity "$folder/f21.ini" --method sobel
says "$err" "did you mean 'sobol'\?"
expect 0 sensitivity "$folder/f21.ini" --plan --samples 4
says "$out" '^points +92 of 21 axes'
finish
