#!/usr/bin/env bash
# Installs what flywheel needs on Debian 12. Does nothing when nothing is missing.
#
#   scripts/install-deps.sh          what the program needs to be built
#   scripts/install-deps.sh --test   also what tests open results and reports with: Python, R, ncdump, a browser
#   scripts/install-deps.sh --dev    also compilers, sanitizers, linters and the Slurm that the continuous integration uses
set -euo pipefail

build=(gcc libc6-dev cmake make pkg-config libgsl-dev libhdf5-dev libinih-dev libjansson-dev libxxhash-dev libcmocka-dev)
readers=(python3 python3-xarray python3-h5netcdf python3-netcdf4 python3-tables python3-pandas python3-h5py
    python3-scipy python3-matplotlib python3-nbclient python3-ipykernel python3-pip python3-setuptools python3-wheel
    netcdf-bin r-base-core r-cran-hdf5r r-bioc-rhdf5
    chromium fonts-dejavu-core)
developer=(clang libomp-dev libclang-rt-14-dev clang-format shellcheck valgrind strace openmpi-bin libopenmpi-dev
    slurm-client slurmctld slurmd munge)

usage() {
    sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0"
}

# unless COMMAND PACKAGE: wants the package where the command is not there from elsewhere: Node is often installed from its
# own archive, and Debian's npm cannot stand beside that.
unless() {
    command -v "$1" >/dev/null || wanted+=("$2")
}

wanted=("${build[@]}")
unless node nodejs # both bundle the charts of reports
unless npm npm
case "${1:-}" in
"") ;;
--test) wanted+=("${readers[@]}") ;;
--dev) wanted+=("${readers[@]}" "${developer[@]}") ;;
-h | --help) usage && exit 0 ;;
*) usage >&2 && exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "install-deps: this script knows Debian only; elsewhere install what corresponds to: ${wanted[*]}" >&2
    exit 1
fi

missing=()
for package in "${wanted[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status} ' "$package" 2>/dev/null || true)
    case " $state" in *" installed "*) ;; *) missing+=("$package") ;; esac
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
    # Without a terminal nobody can type a password, so sudo must not ask for one.
    if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
        as_root=(sudo)
    else
        {
            echo "install-deps: these packages are missing: ${missing[*]}"
            echo "install-deps: as root, run: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
        } >&2
        exit 1
    fi
fi

echo "install-deps: installing ${missing[*]}" >&2
apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@" </dev/null >&2
}
apt_get update
apt_get install -y --no-install-recommends "${missing[@]}"
