#include "daemon/pages/cookie.h"

#include <string.h>

#include "common/compiler.h"
#include "tests/support/expect.h"

Test(cookie, is_found_once_and_whole_or_not_at_all)
{
    static const struct {
        const char *cookies;
        const char *value; /* NULL: not found */
    } cases[] = {
        {NULL, NULL},         {"", NULL},
        {"a=1", "1"},         {"b=2; a=1", "1"},
        {"b=2;a=1;c=3", "1"}, {"a=", ""},
        {"a=1=2", "1=2"},     {"a=12345", NULL},
        {"a=1; a=1", NULL},   {"a=1; b=2; a=", NULL},
        {"aa=1", NULL},       {"A=1", NULL},
        {"a", NULL},          {"a =1", NULL},
        {"b=a=1", NULL},      {"b=2, a=1", NULL},
        {";;; a=1;;", "1"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[5] = "none";
        const bool is_found = cookie_find(cases[i].cookies, "a", out, sizeof out);

        cr_expect(is_found == (cases[i].value != NULL), "%s", cases[i].cookies);
        expect_text(cases[i].cookies, out, is_found ? cases[i].value : "none");
    }
}
