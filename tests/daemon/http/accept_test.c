#include "daemon/http/accept.h"

#include "common/compiler.h"
#include "tests/support/expect.h"

Test(accept, prefers_german_unless_english_is_wanted_more)
{
    static const struct {
        const char *field;
        enum language language;
    } cases[] = {
        {NULL, LANGUAGE_DE},
        {"", LANGUAGE_DE},
        {"de", LANGUAGE_DE},
        {"en", LANGUAGE_EN},
        {"EN", LANGUAGE_EN},
        {"en-GB", LANGUAGE_EN},
        {"en-GB,en;q=0.9", LANGUAGE_EN},
        {"de-AT, en;q=0.9", LANGUAGE_DE},
        {"de;q=0.8, en;q=0.9", LANGUAGE_EN},
        {"de;q=0.9, en;q=0.8", LANGUAGE_DE},
        {"en;q=0.899,de;q=0.9", LANGUAGE_DE},
        {"en;q=0.901,de;q=0.9", LANGUAGE_EN},
        {"en, de", LANGUAGE_DE},
        {"fr", LANGUAGE_DE},
        {"fr, en;q=0.1", LANGUAGE_EN},
        {"*", LANGUAGE_DE},
        {"*, de;q=0.5", LANGUAGE_EN},
        {"*;q=0.5, en", LANGUAGE_EN},
        {"*;q=0.5, en;q=0.1", LANGUAGE_DE},
        {"de;q=0, *", LANGUAGE_EN},
        {"de;q=0", LANGUAGE_DE},
        {"de;q=0, en;q=0.001", LANGUAGE_EN},
        {"en;q=0, de;q=0", LANGUAGE_DE},
        {"de-AT;q=0.3, de;q=0.9, en;q=0.5", LANGUAGE_DE},
        {"en ; q=0.5 , de ; q=0.4", LANGUAGE_EN},
        {"en;Q=0.5,de;Q=0.4", LANGUAGE_EN},
        {"\ten,\t", LANGUAGE_EN},
        {",,en,,", LANGUAGE_EN},
        {"english", LANGUAGE_DE},
        {"e", LANGUAGE_DE},
        {"en;q=2", LANGUAGE_DE},
        {"en;q=1.001", LANGUAGE_DE},
        {"en;q=1.000", LANGUAGE_EN},
        {"en;q=1.", LANGUAGE_EN},
        {"en;q=0.1234, de;q=0.1", LANGUAGE_DE},
        {"en;q=", LANGUAGE_DE},
        {"en;q", LANGUAGE_DE},
        {"en;q=-1", LANGUAGE_DE},
        {"en;q=x", LANGUAGE_DE},
        {"en;q=0x1", LANGUAGE_DE},
        {"en;level=1;q=0.2, de;q=0.1", LANGUAGE_EN},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].field == NULL ? "no field" : cases[i].field,
                      accept_language(cases[i].field), cases[i].language);
}
