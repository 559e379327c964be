#include "common/read/form_data.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "tests/support/expect.h"

Test(form_data, is_read_as_browsers_send_it)
{
    static const struct {
        const char *body;
        const char *a; /* the value of "a", "-" without one, "refused" */
    } cases[] = {
        {"", "-"},
        {"a=1", "1"},
        {"a=1&a=2", "1"},
        {"b=1&a=2", "2"},
        {"a", ""},
        {"a=", ""},
        {"&&a=1&", "1"},
        {"a=b=c", "b=c"},
        {"a=1+2%2B3", "1 2+3"},
        {"a=%C3%BC%0D%0A%09", "ü\r\n\t"},
        {"%61=1", "1"},
        {"a=%", "refused"},
        {"a=%4", "refused"},
        {"a=%zz", "refused"},
        {"a=%00", "refused"},
        {"a=%1b", "refused"},
        {"a=%7f", "refused"},
        {"a=%c3", "refused"},
        {"a=%ed%a0%80", "refused"},
        {"a=ü", "refused"},
        {"a= 1", "refused"},
        {"a=1\n", "refused"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(form_data_freep) struct form_data *form = NULL;
        struct error error;
        const char *value = "refused";

        if (form_data_read(cases[i].body, strlen(cases[i].body), &form, &error))
            value = form_data_find(form, "a");
        expect_text(cases[i].body, value == NULL ? "-" : value, cases[i].a);
    }
}

Test(form_data, has_no_nul_and_not_too_many_fields)
{
    CLEANUP(memory_freep) char *body = memory_new(FORM_FIELDS_MAX + 1, 2);
    CLEANUP(form_data_freep) struct form_data *form = NULL;
    struct error error;

    cr_expect(!form_data_read("a=\0", 3, &form, &error));
    for (size_t i = 0; i <= FORM_FIELDS_MAX; i++)
        memcpy(body + 2 * i, "a&", 2);
    cr_expect(!form_data_read(body, (FORM_FIELDS_MAX + 1) * 2, &form, &error));
    cr_expect(form_data_read(body, (size_t)FORM_FIELDS_MAX * 2, &form, &error));
}
