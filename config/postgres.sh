# shellcheck shell=bash
# A private PostgreSQL 15 cluster, reachable over a Unix socket only. For other scripts to source.
#
#   postgres_create DIR [SETTING...]   makes the cluster, unless it is there; "fsync = off"
#   postgres_start DIR                 starts it and waits until it answers
#   postgres_stop DIR                  stops it, also if another process started it
#   postgres_kill DIR                  kill -9, and waits until its processes are gone
#   postgres_conninfo DIR              host=... user=postgres
#   $postgres_error                    why the last of these failed, in one sentence
#
# With postgres_tied=yes a server that is started stops when this process ends, however it ends.
#
# DIR holds data/, log, and the socket or, where its path is too long for one, the name of the
# directory that has it. Everybody who reaches the socket is trusted, so its directory is closed to
# others. The server runs as the calling user; called by root, who may not run it, as the user
# postgres. That user could not enter a checkout that only root can: it gets the one capability
# that lets it, for its own files are below.

postgres_bin=/usr/lib/postgresql/15/bin
postgres_error=
postgres_tied=

postgres_as=(setpriv)
if ((EUID == 0)); then
    postgres_as+=(--reuid=postgres --regid=postgres --clear-groups
        --inh-caps=+dac_override --ambient-caps=+dac_override)
fi

# What libpq and the server would take from the caller's environment.
unset "${!PG@}"

postgres_fail() {
    # shellcheck disable=SC2034 # the caller prints it
    postgres_error=$1
    return 1
}

# The directory of the socket: its path has to fit into 107 bytes, and has to mean the same in
# PostgreSQL's settings, in a connection string and in a configuration file.
postgres_socket() {
    local own=$1/socket
    if [[ -e $1/socket-directory ]]; then
        cat "$1/socket-directory"
    elif ((${#own} > 85)) || [[ $own == *[!A-Za-z0-9/._-]* ]]; then
        mktemp -d /tmp/weltoffend.XXXXXX | tee "$1/socket-directory"
    else
        [[ -d $own ]] || mkdir -m 0700 "$own"
        printf '%s\n' "$own"
    fi
}

postgres_conninfo() {
    printf 'host=%s user=postgres\n' "$(postgres_socket "$1")"
}

# Whether the process is a living PostgreSQL; a killed one that nobody waited for is not.
postgres_is_alive() {
    [[ ${1:-0} -gt 1 && $(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") == *postgres* ]]
}

postgres_pid() {
    head -n 1 "$1/data/postmaster.pid" 2>/dev/null
}

postgres_create() {
    local directory=$1
    shift
    [[ -x $postgres_bin/postgres ]] ||
        postgres_fail "PostgreSQL 15 is missing: $postgres_bin/postgres (package postgresql-15)" ||
        return
    if [[ -e $directory/data ]]; then
        postgres_check "$directory"
        return
    fi

    mkdir -p "$directory/new"
    ((EUID != 0)) || chown postgres: "$directory/new"
    if ! "${postgres_as[@]}" "$postgres_bin/initdb" --pgdata "$directory/new" --no-sync \
        --username postgres --encoding UTF8 --locale C.UTF-8 --auth-local trust \
        --auth-host reject >"$directory/log" 2>&1; then
        rm -rf "${directory:?}/new"
        postgres_fail "PostgreSQL's initdb failed: $(tail -n 1 "$directory/log")"
        return
    fi
    printf '%s\n' "listen_addresses = ''" "timezone = 'UTC'" "log_timezone = 'UTC'" "$@" \
        >>"$directory/new/postgresql.conf"
    mv "$directory/new" "$directory/data"
}

# Whether the directory holds a cluster that this PostgreSQL can run.
postgres_check() {
    local data=$1/data version
    version=$(cat "$data/PG_VERSION" 2>/dev/null)
    case $version in
    15) ;;
    '') postgres_fail "$data is no PostgreSQL cluster: it has no PG_VERSION" ;;
    *) postgres_fail "$data is a cluster of PostgreSQL $version, and 15 is needed" ;;
    esac
}

# Removes the lock files of a server that was killed: PostgreSQL would believe them as long as any
# process has that number.
postgres_unlock() {
    local directory=$1 socket=$2
    ! postgres_is_alive "$(postgres_pid "$directory")" || return 0
    rm -f "$directory/data/postmaster.pid" "$socket"/.s.PGSQL.5432{,.lock}
}

# Becomes the server: the caller's process is the postmaster from here on.
postgres_exec() {
    local directory=$1 socket
    socket=$(postgres_socket "$directory")
    [[ -d $socket ]] || mkdir -m 0700 "$socket"
    ((EUID != 0)) || chown postgres: "$socket"
    postgres_unlock "$directory" "$socket"
    exec "${postgres_as[@]}" ${postgres_tied:+--pdeathsig=INT} "$postgres_bin/postgres" \
        -D "$directory/data" -k "$socket" -c listen_addresses= >>"$directory/log" 2>&1 </dev/null
}

postgres_start() {
    local directory=$1 socket pid logged
    postgres_check "$directory" || return
    if postgres_is_alive "$(postgres_pid "$directory")"; then
        postgres_fail "The cluster in $directory is running already"
        return
    fi
    socket=$(postgres_socket "$directory")
    logged=$(wc -l <"$directory/log")
    set -m # a process group of its own: Ctrl-C is for the caller, who stops it in its time
    (postgres_exec "$directory") &
    pid=$!
    set +m
    for _ in {1..600}; do
        if "$postgres_bin/pg_isready" -q -h "$socket" -U postgres -d postgres; then
            return 0
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    postgres_stop "$directory"
    postgres_fail "PostgreSQL did not start: $(tail -n "+$((logged + 1))" "$directory/log" |
        grep -avE '^[^[]*[]] (LOG|HINT|DETAIL):' | head -n 1)"
}

# Waits until the processes are gone, at most 30 seconds; one that is our child is reaped.
postgres_wait() {
    local pid
    for pid in "$@"; do
        for _ in {1..600}; do
            postgres_is_alive "$pid" || break
            sleep 0.05
        done
        wait "$pid" 2>/dev/null || true
    done
}

postgres_stop() {
    local directory=$1 pid socket
    pid=$(postgres_pid "$directory")
    if postgres_is_alive "$pid"; then
        kill -INT "$pid"
        postgres_wait "$pid"
    fi
    if [[ -e $directory/socket-directory ]]; then
        socket=$(<"$directory/socket-directory")
        rm -rf "${socket:?}" "$directory/socket-directory"
    fi
}

postgres_kill() {
    local directory=$1 pid children
    pid=$(postgres_pid "$directory")
    postgres_is_alive "$pid" || return 0
    mapfile -t children < <(grep -lx "PPid:[[:space:]]*$pid" /proc/[0-9]*/status 2>/dev/null |
        cut -d / -f 3)
    kill -KILL "$pid"
    postgres_wait "$pid" "${children[@]}"
}
