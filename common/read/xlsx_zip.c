#include "common/read/xlsx_zip.h"

#include <string.h>
#include <zip.h>

#define PIECE_SIZE 16384

static const unsigned char compound_file[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
#define OPEN_DOCUMENT "mimetypeapplication/vnd.oasis.opendocument."
#define NAME_AT       30 /* of the first entry, in a ZIP file */

/* What can be told from the first bytes. */
static enum xlsx_fault first_look(const char *bytes, size_t size)
{
    if (size >= sizeof compound_file && memcmp(bytes, compound_file, sizeof compound_file) == 0)
        return XLSX_OLD_OR_PROTECTED;
    if (size < 4 || memcmp(bytes, "PK", 2) != 0)
        return XLSX_NO_WORKBOOK;
    if (size >= NAME_AT + strlen(OPEN_DOCUMENT) &&
        memcmp(bytes + NAME_AT, OPEN_DOCUMENT, strlen(OPEN_DOCUMENT)) == 0)
        return XLSX_OPEN_DOCUMENT;
    return XLSX_FINE;
}

/* What the names of the parts tell. */
static enum xlsx_fault look_at_names(const struct xlsx_zip *self)
{
    const zip_int64_t count = zip_get_num_entries(self->archive, 0);

    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(self->archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        const char *last = name == NULL ? NULL : strrchr(name, '/');

        if (name != NULL && strncasecmp(last == NULL ? name : last + 1, "vbaProject", 10) == 0)
            return XLSX_MACROS;
    }
    if (xlsx_zip_has(self, "xl/workbook.bin"))
        return XLSX_BINARY;
    return xlsx_zip_has(self, "xl/workbook.xml") ? XLSX_FINE : XLSX_NO_WORKBOOK;
}

enum xlsx_fault xlsx_zip_open(struct xlsx_zip *self, const char *bytes, size_t size)
{
    enum xlsx_fault fault = first_look(bytes, size);
    zip_source_t *source;

    if (fault == XLSX_FINE)
        fault = xlsx_directory_check(bytes, size);
    if (fault != XLSX_FINE)
        return fault;
    source = zip_source_buffer_create(bytes, size, 0, NULL);
    if (source == NULL)
        return XLSX_DAMAGED;
    self->archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    if (self->archive == NULL) {
        zip_source_free(source);
        return XLSX_DAMAGED;
    }
    return look_at_names(self);
}

void xlsx_zip_done(struct xlsx_zip *self)
{
    if (self->archive != NULL)
        zip_discard(self->archive);
    self->archive = NULL;
}

bool xlsx_zip_has(const struct xlsx_zip *self, const char *name)
{
    return zip_name_locate(self->archive, name, ZIP_FL_NOCASE) >= 0;
}

static void close_filep(zip_file_t **file)
{
    if (*file != NULL)
        (void)zip_fclose(*file);
}

enum xlsx_fault xlsx_zip_read(struct xlsx_zip *self, const char *name, xlsx_piece_fn *on_piece,
                              void *context)
{
    CLEANUP(close_filep) zip_file_t *file = zip_fopen(self->archive, name, ZIP_FL_NOCASE);
    char piece[PIECE_SIZE];
    size_t size = 0;
    zip_int64_t got;

    if (file == NULL)
        return XLSX_DAMAGED;
    while ((got = zip_fread(file, piece, sizeof piece)) > 0) {
        enum xlsx_fault fault;

        size += (size_t)got;
        self->unpacked += (size_t)got;
        if (size > XLSX_PART_MAX || self->unpacked > XLSX_TOTAL_MAX)
            return XLSX_TOO_LARGE;
        fault = on_piece(piece, (size_t)got, false, context);
        if (fault != XLSX_FINE)
            return fault;
    }
    return got < 0 ? XLSX_DAMAGED : on_piece(piece, 0, true, context);
}
