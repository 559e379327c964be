#!/bin/bash
# The house: what stands where, what common/ may not touch, what gets installed.
# WELTOFFEND_BUILD is the build directory to look at.

set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/support/check.sh
. tests/support/check.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

top_level() {
    ls -1 --ignore=build --quoting-style=literal
}

# Symbols that common/ leaves to others and a library has; its name is that of pkg-config.
taken_from() {
    local file
    file=$(pkg-config --variable=libdir "$1")/lib${1#lib}.so
    nm --dynamic --defined-only --format=just-symbols "$file" | sed 's/@.*//' | sort -u |
        comm -12 - "$work/undefined" || echo "$file cannot be read"
}

too_long() {
    find common daemon sql config tests systemd -type f \
        \( -name '*.[ch]' -o -name '*.sql' -o -name '*.sh' -o -name '*.py' \) -exec wc -l {} + |
        awk '$2 != "total" && $1 > 450'
}

installed() {
    DESTDIR=$work/root cmake --install "$WELTOFFEND_BUILD" >"$work/log" 2>&1 || cat "$work/log"
    (cd "$work/root" && find . -type f | sed 's/^[.]//' | grep -v '/example/self-checks/' | LC_ALL=C sort)
}

self_checks_installed() {
    find "$work/root$prefix/share/weltoffend/example/self-checks" -name '*.json' | wc -l
}

expected_installed() {
    LC_ALL=C sort <<LIST
$etc/weltoffend/weltoffend.conf
$prefix/bin/weltoffenctl
$prefix/lib/systemd/system/weltoffend-retention.service
$prefix/lib/systemd/system/weltoffend-retention.timer
$prefix/lib/systemd/system/weltoffend.service
$prefix/lib/sysusers.d/weltoffend.conf
$prefix/lib/tmpfiles.d/weltoffend.conf
$prefix/sbin/weltoffend
$prefix/share/doc/weltoffend/EUPL-1.2.md
$prefix/share/doc/weltoffend/OFL-1.1.txt
$prefix/share/doc/weltoffend/README.md
$prefix/share/doc/weltoffend/nginx.conf.example
$prefix/share/weltoffend/catalogue.schema.json
$prefix/share/weltoffend/example/README.md
$prefix/share/weltoffend/example/bridge-v1-v2.json
$prefix/share/weltoffend/example/catalogue-v1.json
$prefix/share/weltoffend/example/catalogue-v2.json
$prefix/share/weltoffend/example/roster.csv
LIST
}

check "the visible top level is exactly what DESIGN.md says" same \
    "CMakeLists.txt
README.md
common
config
daemon
sql
systemd
tests" "$(LC_ALL=C top_level)"

nm --undefined-only --format=just-symbols "$WELTOFFEND_BUILD/common/libcommon.a" |
    sort -u >"$work/undefined"
check "libcommon.a refers to names of libjansson, so the next checks see something" \
    grep -q json_object <(taken_from jansson)
for foreign in libevent_core libpq libsystemd; do
    check "libcommon.a refers to nothing of $foreign" same "" "$(taken_from "$foreign")"
done
check "common/ includes no header of libevent, libpq or libsystemd" none \
    grep -rnE '#include *[<"](event2/|evutil|event\.h|libpq|postgres|systemd/)' common
check "common/ includes nothing of daemon/" none grep -rn '#include "daemon/' common
check "no file is longer than 450 lines" same "" "$(too_long)"
check "nothing is left open" none \
    grep -rnwE 'TO''DO|FIX''ME|X''XX' common daemon sql config systemd tests CMakeLists.txt README.md

prefix=$(sed -n 's/^CMAKE_INSTALL_PREFIX:.*=//p' "$WELTOFFEND_BUILD/CMakeCache.txt")
etc=$prefix/etc
[[ $prefix != /usr ]] || etc=/etc
check "exactly these files are installed" same "$(expected_installed)" "$(installed)"
check "all forty example self-checks are installed" same 40 "$(self_checks_installed)"

checks_done
