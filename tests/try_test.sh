#!/bin/bash
# config/try, as a stranger uses it: once, once more, with what can be wrong, and every command it
# prints. In a folder of its own; WELTOFFEND_BUILD says where.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/support/check.sh
. tests/support/check.sh

data=$WELTOFFEND_BUILD/try
output=$WELTOFFEND_BUILD/try.log
job=
trap '[[ -z $job ]] || kill "$job" 2>/dev/null; wait' EXIT

free_port() {
    /usr/bin/python3 -c 'import daemon; print(daemon.free_port())'
}

try() {
    config/try --data "$data" --port "$port" "$@" >"$output" 2>&1
}

# With an option: exit status 0, and the output has all the texts.
shows() {
    local option=$1 text
    shift
    try --once "$option" || { cat "$output" && return 1; }
    for text in "$@"; do
        grep -qF -- "$text" "$output" || { cat "$output" && return 1; }
    done
}

# Exit status 1, and the last line is this sentence.
refuses() {
    local sentence=$1 status=0
    shift
    try --once "$@" || status=$?
    [[ $status == 1 && $(tail -n 1 "$output") == "$sentence" ]] || { cat "$output" && return 1; }
}

no_process() {
    local words process
    for process in /proc/[0-9]*; do
        words=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline") || continue
        [[ $words != *"$data/"* ]] || { echo "${process#/proc/}: $words" && return 1; }
    done
}

port_is_taken() {
    local status=0 holder
    rm -f "$output.port"
    /usr/bin/python3 -c "import socket, time
socket.create_server(('127.0.0.1', $port + 1)), print(flush=True), time.sleep(60)" >"$output.port" &
    holder=$!
    until [[ -s $output.port ]]; do
        kill -0 "$holder" || return 1
        sleep 0.05
    done
    refuses "Port $((port + 1)) is in use; choose another pair with --port N." || status=1
    kill "$holder"
    wait "$holder" 2>/dev/null
    return "$status"
}

without() {
    local file=$data/postgres/data/$1 status=0
    mv "$file" "$file.away"
    refuses "$2" || status=1
    mv "$file.away" "$file"
    return "$status"
}

# What a page says to whoever signs in with the key that is printed under its address.
signs_in() {
    local address key csrf jar=$output.jar place=$1 words=$2
    address=$(sed -n 's/^In the browser: open \([^ ]*\) .*/\1/p' "$output")
    key=$(grep -A 1 -F "($address$place):" "$output" | sed -n '2s/^ *//p')
    rm -f "$jar"
    csrf=$(curl -sS -f -c "$jar" "$address/" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p')
    curl -sS -f -o "$output.page" -b "$jar" -c "$jar" -H "Origin: $address" --data-urlencode "key=$key" \
        --data "csrf=$csrf" "$address/anmelden" &&
        curl -sS -f -o "$output.page" -b "$jar" -H 'Accept-Language: de' "$address$place" &&
        grep -qF "$words" "$output.page" || { echo "$place: $key" && return 1; }
}

pages() {
    signs_in /abgabe "Selbstcheck abgeben" && signs_in /ergebnisse "Neueste Ergebnisse" &&
        signs_in /betrieb "Erhebungsrunden"
}

# Each command that is printed for the users, while it is up.
hints() {
    local line status=0 count=0
    config/try --data "$data" --port "$port" >"$output" 2>&1 &
    job=$!
    until grep -q 'until you press Ctrl-C' "$output"; do
        kill -0 "$job" || return 1
        sleep 0.1
    done
    while read -r line; do
        count=$((count + 1))
        (cd "$data" && eval "${line/curl -sS/curl -sSf}") >"$output.hint" 2>&1 ||
            { echo "$line" && cat "$output.hint" && status=1; }
    done < <(grep -E '^  (curl|/)' "$output")
    pages || status=1
    kill "$job"
    wait "$job"
    job=
    ((status == 0 && count == 8)) || { echo "$count commands" && return 1; }
}

port=$(free_port)
check "the first start hands in all forty and shows the benchmark" \
    shows --fresh " 40 new," "40 of 40 municipalities have handed in." "All fields" "STR.1.01"
check "nothing is left running" no_process
check "a second start finds everything there" shows --keep " 0 new, 40 unchanged," "release 1,"
check "every printed command works, and every printed key at its page" hints
check "a port in use is said in a sentence" port_is_taken
check "a broken cluster is said in a sentence" without PG_VERSION \
    "$data/postgres/data is no PostgreSQL cluster: it has no PG_VERSION; config/try --fresh begins anew."
check "a cluster that cannot start is said in a sentence" without global/pg_control \
    "PostgreSQL did not start: postgres: could not find the database system; config/try --fresh begins anew."
check "nothing is left running in the end" no_process

checks_done
