#include "common/municipality.h"

#include "tests/support/expect.h"

Test(municipality, reads_the_kind_from_a_key)
{
    static const struct {
        const char *key;
        const char *kind;
    } cases[] = {
        {"12054000", "gemeinde"}, {"01003000", "gemeinde"}, {"16062041", "gemeinde"},
        {"09174", "kreis"},       {"01051", "kreis"},       {"16077", "kreis"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum municipality_kind kind;

        cr_assert(municipality_key_read(cases[i].key, &kind), "%s", cases[i].key);
        expect_text(cases[i].key, municipality_kind_name(kind), cases[i].kind);
    }
}

Test(municipality, refuses_what_is_no_key)
{
    static const char *const cases[] = {
        "",         "1",        "1205400", "120540000",  "1205",     "120540",       "00054000",
        "17054000", "99054000", "00054",   "17001",      "1205400a", " 9174",        "9174 ",
        "+9174",    "-1205400", "09174\n", "12054000.0", "1.054000", "120540000000",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum municipality_kind kind;

        cr_expect(!municipality_key_read(cases[i], &kind), "'%s'", cases[i]);
    }
}
