/*
 * Cells as the daemon gets them from the helper. Whole workbooks, and those that nobody should
 * read, are in tests/cases/xlsx (tests/http/workbook_test.py).
 */

#include "common/read/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "common/memory.h"
#include "common/place.h"
#include "common/read/xlsx_text.h"
#include "tests/support/expect.h"

static const struct xlsx_book plain_book;

Test(xlsx, gives_a_cell_as_somebody_would_have_typed_it)
{
    static const struct {
        enum xlsx_kind kind;
        const char *stored, *text;
    } cases[] = {
        {XLSX_NUMBER, "3", "3"},
        {XLSX_NUMBER, "4.0999999999999996", "4.1"},
        {XLSX_NUMBER, "0.30000000000000004", "0.3"},
        {XLSX_NUMBER, "1.234", "1.2340"},
        {XLSX_NUMBER, "1234", "1234"},
        {XLSX_NUMBER, "1E3", "1000"},
        {XLSX_NUMBER, "123456789012345", "123456789012345"},
        {XLSX_NUMBER, "1E15", "1000000000000000"},
        {XLSX_NUMBER, "-5", "-5"},
        {XLSX_NUMBER, "1E+308", "1E+308"},
        {XLSX_NUMBER, "1E-9", "1e-09"},
        {XLSX_NUMBER, "nan", "nan"},
        {XLSX_NUMBER, "0x10", "0x10"},
        {XLSX_PERCENT, "0.5", "50 %"},
        {XLSX_PERCENT, "0.125", "12,5 %"},
        {XLSX_DATE, "46145", "03.05.2026"},
        {XLSX_DATE, "46145.75", "03.05.2026"},
        {XLSX_DATE, "1", "01.01.1900"},
        {XLSX_DATE, "61", "01.03.1900"},
        {XLSX_DATE, "0.5", "31.12.1899"},
        {XLSX_DATE, "-7", "-7"},
        {XLSX_DATE, "9999999", "9999999"},
        {XLSX_DATE, "2026-05-03T00:00:00", "2026-05-03T00:00:00"},
        {XLSX_BOOLEAN, "1", "wahr"},
        {XLSX_BOOLEAN, "0", "falsch"},
        {XLSX_ERROR, "#DIV/0!", "#DIV/0!"},
        {XLSX_ERROR, "odd", "#odd"},
        {XLSX_NO_VALUE, "", XLSX_LACKS_VALUE},
        {XLSX_TEXT, "one_x000D_\ntwo", "one\ntwo"},
        {XLSX_TEXT, "_x000D__x000D_", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct xlsx_cell cell = {.kind = cases[i].kind, .text = cases[i].stored};
        CLEANUP(memory_freep) char *text = xlsx_cell_text(&plain_book, &cell);

        expect_text(cases[i].stored, text, cases[i].text);
    }
    cr_expect(xlsx_cell_text(&plain_book, NULL) == NULL);
}

Test(xlsx, counts_days_as_the_workbook_does)
{
    static const struct {
        bool counts_from_1904;
        const char *stored, *day;
    } cases[] = {{false, "46112", "2026-03-31"}, {true, "44650", "2026-03-31"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct xlsx_book book = {.counts_from_1904 = cases[i].counts_from_1904};
        const struct xlsx_cell cell = {.kind = XLSX_DATE, .text = cases[i].stored};
        CLEANUP(memory_freep) char *day = xlsx_cell_day(&book, &cell);

        expect_text(cases[i].stored, day, cases[i].day);
    }
}

Test(xlsx, names_cells_as_programs_do)
{
    static const struct {
        uint32_t row, column;
        const char *name;
    } cases[] = {{1, 1, "A1"},
                 {7, 26, "Z7"},
                 {7, 27, "AA7"},
                 {7, 52, "AZ7"},
                 {7, 702, "ZZ7"},
                 {7, 703, "AAA7"},
                 {XLSX_ROWS_MAX, XLSX_COLUMNS_MAX, "XFD1048576"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char name[XLSX_CELL_NAME_SIZE];

        xlsx_cell_name(cases[i].row, cases[i].column, name);
        expect_text(cases[i].name, name, cases[i].name);
    }
}

/* A sheet with three cells and a merge. */
static void make_book(struct xlsx_book *book)
{
    static const struct xlsx_cell cells[] = {
        {.row = 1, .column = 1, .kind = XLSX_TEXT},
        {.row = 1, .column = 3, .kind = XLSX_NUMBER},
        {.row = 9, .column = 2, .kind = XLSX_NO_VALUE},
    };
    static const char *const texts[] = {"Kennung", "12", ""};
    struct xlsx_sheet *sheet = &book->sheets[0];

    memset(book, 0, sizeof *book);
    book->sheet_count = 1;
    sheet->name = memory_copy_text("Blatt");
    sheet->is_hidden = true;
    sheet->cells = memory_copy(cells, sizeof cells);
    sheet->count = COUNT_OF(cells);
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        sheet->cells[i].text = sheet->cells[i].own = memory_copy_text(texts[i]);
    sheet->merges = memory_copy(&(struct xlsx_merge){1, 2, 3, 4}, sizeof(struct xlsx_merge));
    sheet->merge_count = 1;
}

Test(xlsx, hands_cells_from_one_process_to_the_other)
{
    CLEANUP(xlsx_book_donep) struct xlsx_book book;
    CLEANUP(xlsx_book_donep) struct xlsx_book copy = {0};
    CLEANUP(memory_freep) char *packed = NULL;
    const struct xlsx_cell *cell;
    size_t size;

    make_book(&book);
    packed = xlsx_book_pack(&book, &size);
    cr_assert(xlsx_book_unpack(packed, size, &copy));
    expect_number("sheets", copy.sheet_count, 1);
    expect_text("name", copy.sheets[0].name, "Blatt");
    cr_expect(copy.sheets[0].is_hidden);
    expect_number("cells", copy.sheets[0].count, 3);
    cell = xlsx_sheet_at(&copy.sheets[0], 1, 3);
    cr_assert(cell != NULL && cell->kind == XLSX_NUMBER);
    expect_text("cell", cell->text, "12");
    cr_expect(xlsx_sheet_at(&copy.sheets[0], 2, 3) == NULL);
    cr_expect(xlsx_sheet_merge_at(&copy.sheets[0], 2, 4) != NULL);
    cr_expect(xlsx_sheet_merge_at(&copy.sheets[0], 3, 4) == NULL);
}

Test(xlsx, believes_nothing_that_the_other_process_says)
{
    CLEANUP(xlsx_book_donep) struct xlsx_book book;
    CLEANUP(memory_freep) char *packed = NULL;
    size_t size, refused = 0;

    make_book(&book);
    packed = xlsx_book_pack(&book, &size);
    for (size_t i = 0; i < size; i++) {
        struct xlsx_book copy;

        cr_expect(!xlsx_book_unpack(packed, i, &copy), "cut at %zu", i);
    }
    for (size_t i = 0; i < size; i++) {
        struct xlsx_book copy;
        const char before = packed[i];

        packed[i] = (char)0xFF;
        if (!xlsx_book_unpack(packed, size, &copy))
            refused++;
        else
            xlsx_book_done(&copy);
        packed[i] = before;
    }
    cr_expect(refused > size * 3 / 4, "%zu of %zu", refused, size);
}

Test(xlsx, tells_every_fault_in_both_languages)
{
    for (int i = 1; i < XLSX_FAULTS; i++) {
        const enum xlsx_fault fault = (enum xlsx_fault)i;
        const struct wording *wording = xlsx_fault_wording(fault);

        cr_expect(xlsx_fault_find(xlsx_fault_code(fault)) == fault);
        cr_expect(strlen(wording->de) > 40 && strlen(wording->en) > 40);
        cr_expect(strcmp(wording->de, wording->en) != 0);
    }
    cr_expect(xlsx_fault_find("nonsense") == XLSX_FINE);
}
