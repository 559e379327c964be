#!/bin/bash
# The units, the users and the folder, as systemd 252 reads them. No systemd has to be running.
# WELTOFFEND_BUILD is the build directory, WELTOFFEND the program.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/support/check.sh
. tests/support/check.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unit=$WELTOFFEND_BUILD/systemd/weltoffend.service

value_of() {
    sed -n "s/^$1=//p" "$unit"
}

# A bound or default of options.def: the NAME, and which of the values behind it.
option() {
    awk -F '[(), ]+' -v name="$1" -v field="$2" '$2 == name { print $field }' daemon/options.def
}

at_least() {
    (($1 >= $2)) || { echo "$1 is less than $2"; false; }
}

# systemd-analyze wants the program to be there: the unit is judged with the one that was built.
verify() {
    local output
    sed "s#^ExecStart=[^ ]*#ExecStart=$WELTOFFEND#" "$unit" >"$work/weltoffend.service"
    output=$(systemd-analyze verify --man=no "$work/weltoffend.service" 2>&1) && [[ -z $output ]] ||
        { echo "$output"; false; }
}

check "the unit has no mistake" verify
check "its exposure is 1.0 at most" \
    systemd-analyze security --offline=true --threshold=10 --no-pager "$unit"
check "every name in it was filled in" none grep -n '@[A-Z_]*@' "$unit"
# The timer and what it starts, verified together as they are installed.
retention=$WELTOFFEND_BUILD/systemd/weltoffend-retention.service
verify_retention() {
    local output
    sed "s#^ExecStart=[^ ]*#ExecStart=$WELTOFFENCTL#" "$retention" \
        >"$work/weltoffend-retention.service"
    cp systemd/weltoffend-retention.timer "$work/"
    output=$(systemd-analyze verify --man=no "$work/weltoffend-retention.timer" \
        "$work/weltoffend-retention.service" 2>&1) && [[ -z $output ]] || { echo "$output"; false; }
}
runs_what_there_is() {
    local line
    line=$(sed -n 's/^ExecStart=[^ ]* --config [^ ]* //p' "$retention")
    "$WELTOFFENCTL" --help | grep -q "^  $line " || { echo "no such command: $line"; false; }
}
daily() {
    local calendar
    calendar=$(sed -n 's/^OnCalendar=//p' systemd/weltoffend-retention.timer)
    [[ $(systemd-analyze calendar --iterations=3 --base-time='2026-01-01 12:00 UTC' "$calendar" |
        grep -cE '(Next elapse|Iter. #[23]|Iteration #[23]): .*2026-01-0[2-4] 03:30:00') == 3 ]]
}
check "the units of retention have no mistake" verify_retention
check "its exposure is 1.0 at most, too" \
    systemd-analyze security --offline=true --threshold=10 --no-pager "$retention"
check "every name in it was filled in, too" none grep -n '@[A-Z_]*@' "$retention"
check "it runs a command that there is" runs_what_there_is
check "it runs every day" daily
check "its user is made, and is not the daemon's" \
    grep -q "^u $(sed -n 's/^User=//p' "$retention") " systemd/weltoffend.sysusers
check "stopping may take longer than draining" \
    at_least "$(($(value_of TimeoutStopSec) * 1000))" "$(($(option drain_deadline 3) + 5000))"
check "descriptors suffice for the highest number of connections" \
    at_least "$(value_of LimitNOFILE)" "$(($(option connections_max 5) + 1000))"
check "the unit's user is made" grep -q "^u $(value_of User) " systemd/weltoffend.sysusers
check "systemd-sysusers understands the user" \
    systemd-sysusers --dry-run "$PWD/systemd/weltoffend.sysusers"
mkdir "$work/etc"
echo "weltoffend:x:999:" >"$work/etc/group"
check "systemd-tmpfiles understands the folder" \
    systemd-tmpfiles --clean --root="$work" "$WELTOFFEND_BUILD/systemd/weltoffend.tmpfiles"

checks_done
