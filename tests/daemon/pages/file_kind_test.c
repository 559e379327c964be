#include "daemon/pages/file_kind.h"

#include "common/memory.h"
#include "daemon/intake_format.h"
#include "tests/support/expect.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

Test(file_kind, goes_by_what_is_in_the_file)
{
    static const struct {
        const char *label, *bytes;
        size_t size;
        const char *name;
        enum file_kind kind;
    } cases[] = {
        {"nothing", BYTES(""), "a.xlsx", FILE_KIND_EMPTY},
        {"only white space", BYTES("\xef\xbb\xbf \r\n\t"), "a.csv", FILE_KIND_EMPTY},
        {"a workbook under another name", BYTES("PK\x03\x04..."), "a.csv", FILE_KIND_XLSX},
        {"an OpenDocument file",
         BYTES("PK\x03\x04..........................mimetypeapplication/"
               "vnd.oasis.opendocument.spreadsheet"),
         "a.xlsx", FILE_KIND_OPEN_DOCUMENT},
        {"an old workbook", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a.xlsx",
         FILE_KIND_OLD_EXCEL},
        {"a PDF", BYTES("%PDF-1.7"), "a.csv", FILE_KIND_PDF},
        {"JSON under another name", BYTES(" {\"edition\": \"v1\"}"), "a.csv", FILE_KIND_JSON},
        {"broken JSON", BYTES("edition: v1"), "a.JSON", FILE_KIND_JSON},
        {"CSV", BYTES("indicator;answer"), "", FILE_KIND_CSV},
        {"CSV in Windows-1252", BYTES("\xe4;b"), "a.csv", FILE_KIND_CSV},
        {"CSV in UTF-16", BYTES("\xff\xfei\0n\0"), "a.csv", FILE_KIND_CSV},
        {"a program",
         BYTES("\x7f"
               "ELF\0\1"),
         "a.csv", FILE_KIND_OTHER},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].label, file_kind(cases[i].bytes, cases[i].size, cases[i].name),
                      cases[i].kind);
}

Test(file_kind, says_what_the_api_wants_to_hear)
{
    static const struct {
        const char *label;
        enum file_kind kind;
        const char *said, *told;
    } cases[] = {
        {"a workbook", FILE_KIND_XLSX, "text/csv", XLSX_MEDIA_TYPE},
        {"JSON", FILE_KIND_JSON, "application/octet-stream", "application/json"},
        {"CSV as Windows names it", FILE_KIND_CSV, "application/vnd.ms-excel", "text/csv"},
        {"CSV with a charset", FILE_KIND_CSV, "text/csv; charset=windows-1252",
         "text/csv; charset=windows-1252"},
        {"CSV with a charset nobody knows", FILE_KIND_CSV, "text/csv; charset=klingon",
         "text/csv"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *told = file_kind_media_type(cases[i].kind, cases[i].said);

        expect_text(cases[i].label, told, cases[i].told);
        cr_expect(file_kind_refusal(cases[i].kind) == NULL, "%s", cases[i].label);
    }
}

Test(file_kind, has_a_word_for_whatever_is_not_taken)
{
    for (int kind = FILE_KIND_EMPTY; kind <= FILE_KIND_OTHER; kind++) {
        cr_expect(file_kind_refusal((enum file_kind)kind) != NULL, "%d", kind);
        cr_expect(file_kind_media_type((enum file_kind)kind, "text/csv") == NULL, "%d", kind);
    }
}
