#include "common/read/text.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

Test(text, is_utf8_whatever_it_was)
{
    static const struct {
        const char *name, *charset, *bytes;
        size_t size;
        const char *text;
    } cases[] = {
        {"ASCII", NULL, "ja", 2, "ja"},
        {"nothing", NULL, "", 0, ""},
        {"UTF-8", NULL, "\xc3\xa4", 2, "ä"},
        {"UTF-8 with a mark", NULL, "\xef\xbb\xbf\xc3\xa4", 5, "ä"},
        {"Windows-1252", NULL, "\xe4-\x80\x96", 4, "ä-€–"},
        {"Windows-1252 by name, valid as UTF-8", "windows-1252", "\xc3\xa4", 2, "Ã¤"},
        {"ISO 8859-1 by name", "iso-8859-1", "\xe4\x80", 2, "ä€"},
        {"ISO 8859-15 by name", "iso-8859-15", "\xe4\xa4", 2, "ä€"},
        {"UTF-16 with a mark", NULL, "\xff\xfe\xe4\x00", 4, "ä"},
        {"UTF-16 with the other mark", NULL, "\xfe\xff\x00\xe4", 4, "ä"},
        {"UTF-16 by name, low byte first", "utf-16", "j\x00\xe4\x00", 4, "jä"},
        {"UTF-16 by name, high byte first", "utf-16", "\x00j\x00\xe4", 4, "jä"},
        {"UTF-16 by its full name", "utf-16be", "\x00j", 2, "j"},
        {"a pair of surrogates", NULL, "\xff\xfe\x3d\xd8\x00\xde", 6, "\xf0\x9f\x98\x80"},
        {"the mark has the last word", "windows-1252", "\xef\xbb\xbf\xc3\xa4", 5, "ä"},
        {"the mark of UTF-16 as well", "utf-8", "\xff\xfej\x00", 4, "j"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct read_fault place;
        struct error error = {0};
        size_t size = 0;
        CLEANUP(memory_freep)
        char *text =
            text_read(cases[i].bytes, cases[i].size, cases[i].charset, &size, &place, &error);

        cr_assert(text != NULL, "%s: %s", cases[i].name, error.text);
        expect_text(cases[i].name, text, cases[i].text);
        expect_number(cases[i].name, size, strlen(cases[i].text));
    }
}

/* Every byte of Windows-1252, against the list of those that mean nothing. */
Test(text, refuses_the_five_bytes_that_windows_leaves_free)
{
    for (int byte = 1; byte < 256; byte++) {
        const char bytes[] = {(char)byte};
        const bool is_free = strchr("\x81\x8d\x8f\x90\x9d", byte) != NULL;
        struct read_fault place;
        struct error error;
        size_t size;
        char *text = text_read(bytes, 1, "windows-1252", &size, &place, &error);

        cr_expect((text == NULL) == is_free, "%02x", (unsigned)byte);
        free(text);
    }
}

Test(text, knows_charsets_by_their_names)
{
    static const struct {
        const char *name, *charset;
    } cases[] = {
        {"UTF-8", "utf-8"},           {"utf8", "utf-8"},       {"Windows-1252", "windows-1252"},
        {"cp1252", "windows-1252"},   {"UTF-16", "utf-16"},    {"utf-16LE", "utf-16le"},
        {"iso-8859-1", "iso-8859-1"}, {"utf-7", "none"},       {"", "none"},
        {"utf-8 ", "none"},           {"iso-2022-kr", "none"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *charset = text_charset(cases[i].name);

        expect_text(cases[i].name, charset == NULL ? "none" : charset, cases[i].charset);
    }
}
