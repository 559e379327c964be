#include "daemon/intake_format.h"

#include "common/memory.h"
#include "tests/support/expect.h"

Test(intake_format, tells_media_types_with_their_charsets)
{
    static const struct {
        const char *field, *printed;
    } cases[] = {
        {"application/json", "application/json"},
        {"Application/JSON; charset=utf-8", "application/json"},
        {"text/csv", "text/csv"},
        {"TEXT/CSV;header=present", "text/csv"},
        {"text/csv; charset=UTF-8", "text/csv; charset=utf-8"},
        {"text/csv ; header=present ;\tCharset=\"Windows-1252\"",
         "text/csv; charset=windows-1252"},
        {"text/csv;charset=utf-16;header=present", "text/csv; charset=utf-16"},
        {"text/csv; charset=koi8-r", "none"},
        {"text/csv; charset=", "none"},
        {"text/csv; charset=\"", "none"},
        {"text/csv; charset=utf-8utf-8utf-8utf-8utf-8utf-8utf-8", "none"},
        {"text/csvx", "none"},
        {"text/plain", "none"},
        {"", "none"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct intake_type type = intake_type_read(cases[i].field);
        CLEANUP(memory_freep)
        char *printed =
            type.format == NULL ? memory_copy_text("none") : intake_type_print(&type);

        expect_text(cases[i].field, printed, cases[i].printed);
    }
    cr_expect(intake_type_read(NULL).format == NULL);
}

Test(intake_format, knows_one_encoding_and_none)
{
    cr_expect(intake_encoding_read(NULL) == ENCODING_NONE);
    cr_expect(intake_encoding_read("identity") == ENCODING_NONE);
    cr_expect(intake_encoding_read("GZIP") == ENCODING_GZIP);
    cr_expect(intake_encoding_read("x-gzip") == ENCODING_GZIP);
    cr_expect(intake_encoding_read("gzip, gzip") == ENCODING_UNKNOWN);
    cr_expect(intake_encoding_read("deflate") == ENCODING_UNKNOWN);
    cr_expect(intake_encoding_read("") == ENCODING_UNKNOWN);
}
