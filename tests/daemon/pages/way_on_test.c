#include "daemon/pages/way_on.h"

#include <string.h>

#include "common/compiler.h"
#include "tests/support/expect.h"

Test(way_on, leads_to_pages_of_ours_only)
{
    static const char *const ours[] = {"/datenschutz", "/datenschutz?lang=en",
                                       "/hilfe/value-missing"};
    static const char *const others[] = {"",
                                         "/",
                                         "/?next=/datenschutz",
                                         "datenschutz",
                                         "//datenschutz",
                                         "//evil.example",
                                         "///evil.example",
                                         "/\\evil.example",
                                         "\\/evil.example",
                                         "https://evil.example/datenschutz",
                                         "/%2fevil.example",
                                         "/%5cevil.example",
                                         "/datenschutz#top",
                                         "/datenschutz/",
                                         "/datenschutz/..",
                                         "/./datenschutz",
                                         "/ datenschutz",
                                         "/datenschutz\n",
                                         "/datenschutz?\r\nX: y",
                                         "/d\xc3\xa4tenschutz",
                                         "/anmelden",
                                         "/v1/rounds",
                                         "/unbekannt"};

    for (size_t i = 0; i < COUNT_OF(ours); i++)
        expect_text(ours[i], way_on(ours[i], ROLE_DIRECTOR), ours[i]);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        expect_text(others[i], way_on(others[i], ROLE_DIRECTOR), "/ergebnisse");
    expect_text("none", way_on(NULL, ROLE_MUNICIPALITY), "/abgabe");
    expect_text("none", way_on(NULL, ROLE_OPERATOR), "/betrieb");
}
