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
        {"en;q=0.1234, de;q=0.123", LANGUAGE_DE},
        {"en;q=", LANGUAGE_DE},
        {"en;q", LANGUAGE_DE},
        {"en;q=-1", LANGUAGE_DE},
        {"en;q=x", LANGUAGE_DE},
        {"en;q=0x1", LANGUAGE_DE},
        {"en;q=nan", LANGUAGE_DE},
        {"en;q=.2", LANGUAGE_EN},
        {"en;level=1;q=0.2, de;q=0.1", LANGUAGE_EN},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].field == NULL ? "no field" : cases[i].field,
                      accept_language(cases[i].field), cases[i].language);
}

Test(accept, picks_the_media_type_that_is_wanted_most)
{
    static const char *const offers[] = {"application/json", "text/csv",
                                         "text/csv;profile=excel-de"};
    static const struct {
        const char *field;
        int chosen; /* of the offers */
    } cases[] = {
        {NULL, 0},
        {"", 0},
        {"*/*", 0},
        {"text/csv", 1},
        {"TEXT/CSV", 1},
        {"text/*", 1},
        {"text/csv;profile=excel-de", 2},
        {"text/csv; profile=excel-de", 2},
        {"text/csv;profile=excel-de;q=0.5", 2},
        {"text/csv;profile=excel-de, text/csv", 2},
        {"text/csv;profile=excel-de;q=0.4, text/csv;q=0.5", 1},
        {"text/csv;q=0.5, */*;q=0.1", 1},
        {"text/csv;q=0.5, */*;q=0.6", 0},
        {"application/json;q=0, */*", 1},
        {"application/pdf", -1},
        {"application/jso", -1},
        {"text", -1},
        {"*/*;q=0", -1},
        {"text/csv;q=nan", -1},
        {"text/csv;q=1e3", -1},
        {"text/csv;q=-1", -1},
        {"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", 0},
        {",,text/csv,,", 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].field == NULL ? "no field" : cases[i].field,
                      accept_type(cases[i].field, offers, COUNT_OF(offers)), cases[i].chosen);
}

Test(accept, takes_a_coding_by_its_name_before_all_others)
{
    static const struct {
        const char *field;
        bool is_taken;
    } cases[] = {
        {NULL, false},         {"", false},
        {"gzip", true},        {"deflate, GZIP;q=0.1", true},
        {"*", true},           {"identity", false},
        {"gzip;q=0", false},   {"gzip;q=0, *", false},
        {"*;q=0, gzip", true}, {"*;q=0", false},
        {"gzip;q=nan", false}, {"gzipped", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].field == NULL ? "no field" : cases[i].field,
                      accept_takes_coding(cases[i].field, "gzip"), cases[i].is_taken);
}
