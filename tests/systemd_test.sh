#!/bin/bash
# The unit, the user and the folder, as systemd 252 reads them. No systemd has to be running.
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
