# Reads what `ctest -V` prints and counts single tests. The last line is "PASSED FAILED"; before it
# stands the end of what each failing test said.
#
# A test program that ends with "Tested: N | Passing: N | ..." counts N, any other counts one. One
# that fails although all its tests passed (a leak, a time limit) counts one more, failed. Fixtures
# count only when they fail.

function keep(number, line) {
    lines[number, kept[number]++ % 60] = line
}

{ gsub(/\033\[[0-9;]*m/, "") }

match($0, /^[0-9]+: /) {
    number = substr($0, 1, RLENGTH - 2) + 0
    line = substr($0, RLENGTH + 1)
    keep(number, line)
    if (line ~ /Tested: +[0-9]+ +\| +Passing: +[0-9]+/) {
        split(line, words, /Tested: +| +\| +Passing: +| +\|/)
        passing[number] += words[3]
        failing[number] += words[2] - words[3]
        counted[number] = 1
    }
}

match($0, /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /) {
    line = substr($0, RLENGTH + 1)
    number = substr($0, 1, RLENGTH)
    sub(/.*#/, "", number)
    number += 0
    name = line
    sub(/ .*/, "", name)
    if (line ~ / Passed +[0-9.]+ sec/) {
        passed += passing[number]
        failed += failing[number]
        if (!counted[number] && name !~ /^postgres-/)
            passed++
        next
    }
    passed += passing[number]
    failed += failing[number] ? failing[number] : 1
    sub(/[ .]+\*\*\*/, ": ", line)
    printf "--- %s\n", line
    for (i = kept[number] > 60 ? kept[number] - 60 : 0; i < kept[number]; i++)
        print lines[number, i % 60]
}

END {
    if (passed + failed == 0) {
        print "--- no test was there"
        failed = 1
    }
    print passed + 0, failed + 0
}
