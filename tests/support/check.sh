# shellcheck shell=bash
# Tests in bash: each check is a sentence and a command that has to succeed. For tests to source.

checks_passed=0
checks_failed=0

# check SENTENCE COMMAND...
check() {
    local sentence=$1 said
    shift
    if said=$("$@" 2>&1); then
        checks_passed=$((checks_passed + 1))
        return
    fi
    checks_failed=$((checks_failed + 1))
    printf 'Failed: %s\n%s\n' "$sentence" "$said"
}

# Succeeds when there are no such lines; shows them otherwise.
none() {
    ! "$@"
}

# Compares two texts line by line.
same() {
    diff --label "should be" --label "is" -U 1 <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}

# The line that tests/run counts; the exit status of the test.
checks_done() {
    printf 'Tested: %d | Passing: %d | Failing: %d\n' $((checks_passed + checks_failed)) \
        "$checks_passed" "$checks_failed"
    ((checks_failed == 0 && checks_passed > 0))
}
