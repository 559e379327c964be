/*
 * The parts of a workbook beside its sheets: which sheets there are and where, the strings that
 * cells share, and the formats that make a number a date.
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "common/read/xlsx_inside.h"

/* --- sheets --- */

/* A sheet and the id of its relationship, until that is resolved. */
struct listing {
    struct xlsx_book *book;
    char *ids[XLSX_SHEETS_MAX]; /* owned */
};

static void listing_done(struct listing *self)
{
    for (size_t i = 0; i < XLSX_SHEETS_MAX; i++)
        free(self->ids[i]);
}
DEFINE_CLEANUP_INSIDE(struct listing, listing_done)

static bool is_true(const char *value)
{
    return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static enum xlsx_fault on_sheet(const char *element, const char *const *attributes,
                                void *context)
{
    struct listing *self = context;
    const char *name = xlsx_attribute(attributes, "name");
    const char *id = xlsx_attribute(attributes, "id");
    const char *state = xlsx_attribute(attributes, "state");
    struct xlsx_sheet *sheet;

    if (strcmp(element, "workbookPr") == 0)
        self->book->counts_from_1904 = is_true(xlsx_attribute(attributes, "date1904"));
    if (strcmp(element, "sheet") != 0)
        return XLSX_FINE;
    if (self->book->sheet_count == XLSX_SHEETS_MAX)
        return XLSX_TOO_MANY_CELLS;
    if (name == NULL || id == NULL || strlen(name) > XLSX_NAME_MAX)
        return XLSX_DAMAGED;
    self->ids[self->book->sheet_count] = memory_copy_text(id);
    sheet = &self->book->sheets[self->book->sheet_count++];
    sheet->name = memory_copy_text(name);
    for (char *slash = sheet->name; (slash = strchr(slash, '/')) != NULL;)
        *slash = '_';
    sheet->is_hidden = state != NULL && strcmp(state, "visible") != 0;
    return XLSX_FINE;
}

/* Points a sheet to its part; relationships to other things and outside are none of ours. */
static enum xlsx_fault on_relationship(const char *element, const char *const *attributes,
                                       void *context)
{
    struct listing *self = context;
    const char *id = xlsx_attribute(attributes, "Id");
    const char *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target");
    const char *mode = xlsx_attribute(attributes, "TargetMode");

    if (strcmp(element, "Relationship") != 0 || id == NULL || type == NULL || target == NULL ||
        (mode != NULL && strcmp(mode, "External") == 0))
        return XLSX_FINE;
    type = strrchr(type, '/');
    if (type == NULL || strcmp(type, "/worksheet") != 0)
        return XLSX_FINE;
    for (size_t i = 0; i < self->book->sheet_count; i++) {
        struct xlsx_sheet *sheet = &self->book->sheets[i];

        if (strcmp(self->ids[i], id) != 0)
            continue;
        free(sheet->part);
        sheet->part =
            target[0] == '/' ? memory_copy_text(target + 1) : memory_format("xl/%s", target);
    }
    return XLSX_FINE;
}

/* Whether two sheets have one part: no program makes that, and it multiplies the work. */
static bool share_parts(const struct xlsx_book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        for (size_t j = i + 1; j < book->sheet_count; j++) {
            const char *one = book->sheets[i].part, *other = book->sheets[j].part;

            if (one != NULL && other != NULL && strcasecmp(one, other) == 0)
                return true;
        }
    }
    return false;
}

enum xlsx_fault xlsx_sheets_read(struct xlsx_book *self, struct xlsx_zip *zip)
{
    static const struct xlsx_handler sheets = {.on_start = on_sheet};
    static const struct xlsx_handler relationships = {.on_start = on_relationship};
    CLEANUP(listing_donep) struct listing listing = {.book = self};
    enum xlsx_fault fault = xlsx_xml_read(zip, "xl/workbook.xml", &sheets, &listing);

    if (fault == XLSX_FINE)
        fault = xlsx_xml_read(zip, "xl/_rels/workbook.xml.rels", &relationships, &listing);
    if (fault == XLSX_FINE && share_parts(self))
        fault = XLSX_DAMAGED;
    return fault;
}

/* --- strings --- */

struct strings {
    struct xlsx_book *book;
    struct xlsx_growing text;
    bool is_text;         /* inside <t> */
    unsigned in_phonetic; /* inside <rPh>, which says how to pronounce it */
};

static void strings_done(struct strings *self)
{
    xlsx_growing_done(&self->text);
}
DEFINE_CLEANUP_INSIDE(struct strings, strings_done)

static enum xlsx_fault on_string_start(const char *element, const char *const *attributes,
                                       void *context)
{
    struct strings *self = context;

    (void)attributes;
    if (strcmp(element, "rPh") == 0)
        self->in_phonetic++;
    self->is_text = strcmp(element, "t") == 0 && self->in_phonetic == 0;
    return XLSX_FINE;
}

static enum xlsx_fault on_string_end(const char *element, void *context)
{
    struct strings *self = context;
    struct xlsx_book *book = self->book;

    self->is_text = false;
    if (strcmp(element, "rPh") == 0)
        self->in_phonetic--;
    if (strcmp(element, "si") != 0)
        return XLSX_FINE;
    if (book->string_count == XLSX_CELLS_MAX)
        return XLSX_TOO_MANY_CELLS;
    if (self->text.is_too_long)
        return XLSX_TOO_LARGE;
    book->strings = xlsx_room(book->strings, book->string_count, sizeof *book->strings);
    book->strings[book->string_count++] = xlsx_growing_take(&self->text);
    return XLSX_FINE;
}

static void on_string_text(const char *text, size_t size, void *context)
{
    struct strings *self = context;

    if (self->is_text)
        xlsx_growing_add(&self->text, text, size);
}

enum xlsx_fault xlsx_strings_read(struct xlsx_book *self, struct xlsx_zip *zip)
{
    static const struct xlsx_handler handler = {on_string_start, on_string_end, on_string_text};
    CLEANUP(strings_donep) struct strings strings = {.book = self};

    if (!xlsx_zip_has(zip, "xl/sharedStrings.xml"))
        return XLSX_FINE;
    return xlsx_xml_read(zip, "xl/sharedStrings.xml", &handler, &strings);
}

/* --- formats --- */

struct formats {
    struct xlsx_book *book;
    struct format {
        unsigned long number;
        enum xlsx_kind kind;
    } * own; /* owned; formats that the workbook defines and that are not plain */
    size_t own_count;
    bool is_in_cells; /* inside <cellXfs>, which cells refer to */
};

static void formats_done(struct formats *self)
{
    free(self->own);
}
DEFINE_CLEANUP_INSIDE(struct formats, formats_done)

/* What a format's code makes of a number; quoted, escaped and bracketed characters are only
 * shown. */
static enum xlsx_kind kind_of_code(const char *code)
{
    for (; *code != '\0'; code++) {
        if (*code == '"' || *code == '[') {
            const char *end = strchr(code + 1, *code == '"' ? '"' : ']');

            if (end == NULL)
                return XLSX_NUMBER;
            code = end;
        } else if (strchr("\\_*", *code) != NULL) {
            if (*++code == '\0')
                return XLSX_NUMBER;
        } else if (*code == '%') {
            return XLSX_PERCENT;
        } else if (strchr("dmyhsDMYHS", *code) != NULL) {
            return XLSX_DATE;
        }
    }
    return XLSX_NUMBER;
}

/* The formats that every program knows by their numbers (ECMA-376, part 1, 18.8.30). */
static enum xlsx_kind kind_of_number(const struct formats *self, unsigned long number)
{
    for (size_t i = 0; i < self->own_count; i++) {
        if (self->own[i].number == number)
            return self->own[i].kind;
    }
    if (number == 9 || number == 10)
        return XLSX_PERCENT;
    if ((number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
        (number >= 45 && number <= 47) || (number >= 50 && number <= 58))
        return XLSX_DATE;
    return XLSX_NUMBER;
}

static enum xlsx_fault note_format(struct formats *self, const char *const *attributes)
{
    const char *number = xlsx_attribute(attributes, "numFmtId");
    const char *code = xlsx_attribute(attributes, "formatCode");

    if (number == NULL || code == NULL)
        return XLSX_FINE;
    if (self->own_count == XLSX_CELLS_MAX / 10)
        return XLSX_TOO_MANY_CELLS;
    self->own = xlsx_room(self->own, self->own_count, sizeof *self->own);
    self->own[self->own_count++] =
        (struct format){strtoul(number, NULL, 10), kind_of_code(code)};
    return XLSX_FINE;
}

static enum xlsx_fault note_style(struct formats *self, const char *const *attributes)
{
    const char *number = xlsx_attribute(attributes, "numFmtId");
    struct xlsx_book *book = self->book;

    if (book->format_count == XLSX_CELLS_MAX)
        return XLSX_TOO_MANY_CELLS;
    book->formats = xlsx_room(book->formats, book->format_count, sizeof *book->formats);
    book->formats[book->format_count++] =
        (uint8_t)kind_of_number(self, number == NULL ? 0 : strtoul(number, NULL, 10));
    return XLSX_FINE;
}

static enum xlsx_fault on_format_start(const char *element, const char *const *attributes,
                                       void *context)
{
    struct formats *self = context;

    if (strcmp(element, "numFmt") == 0)
        return note_format(self, attributes);
    if (strcmp(element, "cellXfs") == 0)
        self->is_in_cells = true;
    if (strcmp(element, "xf") == 0 && self->is_in_cells)
        return note_style(self, attributes);
    return XLSX_FINE;
}

static enum xlsx_fault on_format_end(const char *element, void *context)
{
    struct formats *self = context;

    if (strcmp(element, "cellXfs") == 0)
        self->is_in_cells = false;
    return XLSX_FINE;
}

enum xlsx_fault xlsx_formats_read(struct xlsx_book *self, struct xlsx_zip *zip)
{
    static const struct xlsx_handler handler = {on_format_start, on_format_end, NULL};
    CLEANUP(formats_donep) struct formats formats = {.book = self};

    if (!xlsx_zip_has(zip, "xl/styles.xml"))
        return XLSX_FINE;
    return xlsx_xml_read(zip, "xl/styles.xml", &handler, &formats);
}
