#include "common/audit_hash.h"

#include <string.h>

#include "tests/support/expect.h"

static void expect_hash(const char *const fields[AUDIT_FIELDS], const char *text)
{
    const struct digest expected = digest_of(text, strlen(text));
    const struct digest hash = audit_hash(fields);
    char wanted[DIGEST_HEX_SIZE], given[DIGEST_HEX_SIZE];

    digest_print(&expected, wanted);
    digest_print(&hash, given);
    expect_text(text, given, wanted);
}

Test(audit_hash, is_over_each_field_with_its_length)
{
    const char *const fields[AUDIT_FIELDS] = {
        "potsdam-1/2", "17", "1767225600000001",      "token 5",         "version-read", "2026",
        "12054000",    "3",  "{\"a\": \"\xc3\xa4\"}", AUDIT_BEFORE_FIRST};

    expect_hash(fields, "weltoffend audit 1\n11:potsdam-1/2\n2:17\n16:1767225600000001\n"
                        "7:token 5\n12:version-read\n4:2026\n8:12054000\n1:3\n"
                        "11:{\"a\": \"\xc3\xa4\"}\n64:" AUDIT_BEFORE_FIRST "\n");
}

Test(audit_hash, tells_a_missing_field_from_an_empty_one)
{
    const char *fields[AUDIT_FIELDS] = {"a/1", "1", "0", "daemon", "sign-in",
                                        NULL,  "",  "-", "{}",     AUDIT_BEFORE_FIRST};

    expect_hash(fields, "weltoffend audit 1\n3:a/1\n1:1\n1:0\n6:daemon\n7:sign-in\n-\n0:\n1:-\n"
                        "2:{}\n64:" AUDIT_BEFORE_FIRST "\n");
}
