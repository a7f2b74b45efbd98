# shellcheck shell=bash
# What the tests on a cluster share: a real Slurm of one node that lives and dies with the test, in the test's folder.
#
#   slurm_start || exit          skips the test (77) where Slurm is missing or cannot run, fails it if FLY_REQUIRE_SLURM=1
#   job=$(sbatch --parsable ...) the commands of Slurm find this one
#   slurm_wait "$job" SECONDS    or says what became of the job
#   slurm_stop                   what the end of the test does anyway
#
# Files, sockets and ports are its own, so a Slurm that runs here already notices nothing, and only who has the key in
# the test's folder is listened to. It needs no systemd, no cgroups, no name service, no other user: the daemons and the
# jobs run as whoever runs the test.
# shellcheck source=tests/support/command.sh
source tests/support/command.sh
trap 'slurm_stop; rm -rf "$folder"' EXIT

slurm_folder=$folder/slurm
slurm_daemons=()

# Debian keeps the daemons where users do not look.
PATH=$PATH:/usr/sbin:/sbin

# The settings of an outer Slurm, whose job this test may be, would lead the commands there.
unset "${!SLURM@}" "${!SBATCH_@}" "${!SALLOC_@}" "${!SQUEUE_@}" "${!SCANCEL_@}" "${!SINFO_@}"
export SLURM_CONF=$slurm_folder/slurm.conf

# What the jobs leave behind, such as mpirun's folders, goes with the test.
export TMPDIR=$folder

# slurm_within SECONDS COMMAND...: tries again until it succeeds or time is up.
slurm_within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

# slurm_ask COMMAND...: a command of Slurm, which would try for long where nobody answers.
slurm_ask() {
    timeout --kill-after=1 10 "$@" 2>/dev/null
}

# slurm_logs: what the daemons said last.
slurm_logs() {
    local log
    for log in "$slurm_folder"/*.log; do
        printf -- '-- %s\n%s\n' "${log##*/}" "$(tail -n 20 "$log")" >&2
    done
}

slurm_cannot() {
    echo "slurm: $1" >&2
    [[ ${FLY_REQUIRE_SLURM:-0} == 1 ]] && return 1
    return 77
}

slurm_is_possible() {
    local program
    for program in munged slurmctld slurmd sbatch squeue scancel sinfo; do
        command -v "$program" >/dev/null || slurm_cannot "$program is not installed" || return
    done
    id -un >/dev/null 2>&1 || slurm_cannot "it wants a user with a name"
}

# Two ports that nobody answers at, below those from which the kernel takes the ends of outgoing connections.
slurm_find_ports() {
    local port
    slurm_ports=()
    while ((${#slurm_ports[@]} < 2)); do
        port=$((20000 + RANDOM % 12000))
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || slurm_ports+=("$port")
    done
}

# The host's name need not resolve, as each address is given, and the node may claim more processors than the machine
# has. slurmd wants to know a kind of cgroups even where it uses none.
slurm_configure() {
    local host
    host=$(uname -n)
    host=${host%%.*}
    rm -rf "$slurm_folder"
    mkdir -p "$slurm_folder/state" "$slurm_folder/spool"
    printf '%s\n' CgroupPlugin=cgroup/v1 CgroupAutomount=no "CgroupMountpoint=$slurm_folder/cgroup" \
        >"$slurm_folder/cgroup.conf"
    cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${slurm_ports[0]}
SlurmdPort=${slurm_ports[1]}
SlurmUser=$(id -u)
SlurmdUser=$(id -u)
AuthType=auth/munge
AuthInfo=socket=$slurm_folder/munge.socket
StateSaveLocation=$slurm_folder/state
SlurmdSpoolDir=$slurm_folder/spool
SlurmctldPidFile=$slurm_folder/slurmctld.pid
SlurmdPidFile=$slurm_folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
MailProg=/bin/true
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=1
MinJobAge=3600
NodeName=node RealMemory=4000 NodeHostname=$host NodeAddr=127.0.0.1 CPUs=4
PartitionName=all Nodes=node Default=YES State=UP
CONF
}

# slurm_daemon COMMAND...: in the foreground, so that its number is known; it ends even where the test is killed.
slurm_daemon() {
    setpriv --pdeathsig KILL -- "$@" >>"$slurm_folder/$1.log" 2>&1 </dev/null &
    slurm_daemons+=($!)
}

# Only the test's own user can reach the socket of munge, which it would rather have open to all: hence --force.
slurm_start_munge() {
    (umask 077 && head -c 128 /dev/urandom >"$slurm_folder/munge.key")
    slurm_daemon munged --foreground --force --origin=127.0.0.1 --key-file="$slurm_folder/munge.key" \
        --socket="$slurm_folder/munge.socket" --pid-file="$slurm_folder/munged.pid" \
        --log-file="$slurm_folder/munged.log" --seed-file="$slurm_folder/munged.seed"
    slurm_within 10 test -S "$slurm_folder/munge.socket"
}

slurm_daemons_run() {
    local pid
    for pid in "${slurm_daemons[@]}"; do
        kill -0 "$pid" 2>/dev/null || return 1
    done
}

# Ready, or never to be so as a daemon has given up.
slurm_has_decided() {
    ! slurm_daemons_run || [[ $(slurm_ask sinfo --noheader --format=%T) == idle ]]
}

slurm_try_to_start() {
    slurm_find_ports
    slurm_configure
    slurm_start_munge || return
    slurm_daemon slurmctld -D
    slurm_daemon slurmd -D
    slurm_within 30 slurm_has_decided && slurm_daemons_run
}

# Someone else may take a port between the look and the use, so a daemon that gives up gets a second and a third chance.
slurm_start() {
    slurm_is_possible || return
    for _ in 1 2 3; do
        slurm_try_to_start && return
        slurm_logs
        slurm_daemons_run && break
        slurm_stop
    done
    slurm_cannot "the daemons do not start here"
}

slurm_has_no_jobs() {
    local jobs
    jobs=$(slurm_ask squeue --noheader) && [[ -z $jobs ]]
}

# slurm_wait JOBID SECONDS: until all tasks of the job have ended; true if all of them ended well.
slurm_wait() {
    slurm_within "$2" slurm_has_ended "$1" || true
    [[ $(slurm_tasks "$1" %T | sort -u) == COMPLETED ]] && return
    echo "slurm: job $1 has not ended well within $2 s:" >&2
    slurm_tasks "$1" '%i %T %r' >&2 || true
    slurm_logs
    return 1
}

# slurm_tasks JOBID FORMAT: a line of each task of the job.
slurm_tasks() {
    slurm_ask squeue --noheader --array --states=all --jobs="$1" --format="$2"
}

slurm_has_ended() {
    local active
    active=$(slurm_ask squeue --noheader --jobs="$1") && [[ -z $active ]]
}

# Prints the numbers of all processes of this Slurm. Jobs and what watches them descend from slurmd, but are no longer
# its children: what all have in common is the configuration in their environment. This shell was started without it.
slurm_processes() {
    local files
    files=$(env -u SLURM_CONF grep -lzsxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ) || true
    tr -dc '0-9\n' <<<"$files"
}

slurm_is_gone() {
    [[ -z $(slurm_processes) ]]
}

# slurm_signal SIGNAL: to all of this Slurm; who has gone meanwhile is no error.
slurm_signal() {
    local pids
    mapfile -t pids < <(slurm_processes)
    kill -s "$1" "${pids[@]}" 2>/dev/null || true
}

slurm_stop() {
    ((${#slurm_daemons[@]})) || return 0
    if slurm_daemons_run && slurm_ask scancel --user="$(id -un)"; then slurm_within 10 slurm_has_no_jobs || true; fi
    slurm_signal TERM
    slurm_within 10 slurm_is_gone || slurm_signal KILL
    wait "${slurm_daemons[@]}" 2>/dev/null || true
    slurm_daemons=()
}
