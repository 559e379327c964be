#include "daemon/pages/csrf.h"

#include <string.h>

#include "daemon/random.h"
#include "tests/support/expect.h"

Test(csrf, matches_its_own_session_only_and_is_never_the_same_twice)
{
    char mine[SECRET_TEXT_SIZE], other[SECRET_TEXT_SIZE];
    char first[CSRF_TEXT_SIZE], second[CSRF_TEXT_SIZE];

    random_secret(mine);
    random_secret(other);
    csrf_make(CSRF_SESSION, mine, first);
    csrf_make(CSRF_SESSION, mine, second);
    cr_expect(strcmp(first, second) != 0);
    cr_expect(csrf_matches(CSRF_SESSION, mine, first) &&
              csrf_matches(CSRF_SESSION, mine, second));
    cr_expect(!csrf_matches(CSRF_SESSION, other, first));
    cr_expect(!csrf_matches(CSRF_SESSION, mine, NULL) &&
              !csrf_matches(CSRF_SESSION, mine, "") && !csrf_matches(CSRF_SESSION, mine, mine));
    for (size_t i = 0; first[i] != '\0'; i++) {
        char changed[CSRF_TEXT_SIZE];

        strcpy(changed, first);
        changed[i] = first[i] == 'A' ? 'B' : 'A';
        cr_expect(!csrf_matches(CSRF_SESSION, mine, changed), "character %zu", i);
    }
}

Test(csrf, of_one_kind_is_never_taken_for_the_other)
{
    char secret[SECRET_TEXT_SIZE];

    random_secret(secret);
    for (int made = 0; made < CSRF_KINDS; made++) {
        char text[CSRF_TEXT_SIZE];

        csrf_make((enum csrf_kind)made, secret, text);
        for (int taken = 0; taken < CSRF_KINDS; taken++)
            cr_expect(csrf_matches((enum csrf_kind)taken, secret, text) == (made == taken),
                      "%d as %d", made, taken);
    }
}

Test(csrf, knows_where_a_request_comes_from)
{
    static const struct {
        const char *site, *origin, *host;
        bool is_from_here;
    } cases[] = {
        {"same-origin", NULL, "a.example", true},
        {"none", NULL, "a.example", true},
        {"same-site", NULL, "a.example", false},
        {"cross-site", "https://a.example", "a.example", false},
        {"", "https://a.example", "a.example", false},
        {"Same-Origin", NULL, "a.example", false},
        {NULL, "https://a.example", "a.example", true},
        {NULL, "https://A.example:8443", "a.example:8443", true},
        {NULL, "http://127.0.0.1:8080", "127.0.0.1:8080", true},
        {NULL, "https://a.example:8443", "a.example", false},
        {NULL, "https://a.example.evil", "a.example", false},
        {NULL, "https://a.example/", "a.example", false},
        {NULL, "null", "a.example", false},
        {NULL, "null", "null", false},
        {NULL, "a.example", "a.example", false},
        {NULL, NULL, "a.example", false},
        {NULL, "https://a.example", NULL, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        cr_expect(csrf_is_from_here(cases[i].site, cases[i].origin, cases[i].host, false) ==
                      cases[i].is_from_here,
                  "%zu", i);
}

Test(csrf, takes_no_plain_origin_where_the_browser_came_by_https)
{
    static const char host[] = "a.example:8443";

    cr_expect(csrf_is_from_here("same-origin", NULL, host, true));
    cr_expect(csrf_is_from_here(NULL, "https://a.example:8443", host, true));
    cr_expect(!csrf_is_from_here(NULL, "http://a.example:8443", host, true));
    cr_expect(csrf_is_from_here(NULL, "http://a.example:8443", host, false));
}
