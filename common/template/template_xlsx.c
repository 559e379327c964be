/*
 * The form as a workbook: a sheet with hints, one for each field, one for measures, and two
 * that are hidden: what the drop-downs offer, and whose workbook it is.
 *
 * libxlsxwriter writes to a path only; it gets that of a file that exists in memory.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/memory.h"
#include "common/read/xlsx_form.h"
#include "common/template/template_book.h"

static void close_filep(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static char *read_back(int fd, size_t *size, struct error *error)
{
    CLEANUP(memory_freep) char *bytes = NULL;
    struct stat status;
    size_t got = 0;

    if (fstat(fd, &status) != 0) {
        error_set(error, ERROR_SYSTEM, "fstat: %s", strerror(errno));
        return NULL;
    }
    *size = (size_t)status.st_size;
    bytes = memory_new(*size + 1, 1);
    while (got < *size) {
        const ssize_t more = pread(fd, bytes + got, *size - got, (off_t)got);

        if (more <= 0) {
            error_set(error, ERROR_SYSTEM, "pread: %s", strerror(errno));
            return NULL;
        }
        got += (size_t)more;
    }
    return TAKE(bytes);
}

static void make_formats(struct template_book *self)
{
    static const struct {
        bool is_bold, is_open, is_grey, is_date;
        double size;
    } looks[] = {
        [LOOK_TITLE] = {.is_bold = true, .size = 14},
        [LOOK_HEADER] = {.is_bold = true, .is_grey = true, .size = 10},
        [LOOK_FIXED] = {.size = 10},
        [LOOK_CLOSED] = {.is_grey = true, .size = 10},
        [LOOK_OPEN] = {.is_open = true, .size = 10},
        [LOOK_DATE] = {.is_open = true, .is_date = true, .size = 10},
    };

    for (size_t i = 0; i < LOOKS; i++) {
        lxw_format *format = workbook_add_format(self->book);

        format_set_font_size(format, looks[i].size);
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        if (looks[i].is_bold)
            format_set_bold(format);
        if (i != LOOK_TITLE) {
            format_set_text_wrap(format);
            format_set_border(format, LXW_BORDER_THIN);
            format_set_border_color(format, 0xB0B6C3);
        }
        if (looks[i].is_grey)
            format_set_bg_color(format, 0xE6E9F2);
        if (looks[i].is_open)
            format_set_unlocked(format);
        if (looks[i].is_date)
            format_set_num_format(format, "dd.mm.yyyy");
        self->looks[i] = format;
    }
}

static void describe(struct template_book *self)
{
    lxw_doc_properties properties = {.created = self->input->made_at};
    CLEANUP(memory_freep)
    char *title = memory_format("Selbstcheck %s, %s", self->input->round, self->input->name);

    properties.title = title;
    (void)workbook_set_properties(self->book, &properties);
}

/* Whose workbook it is, and what the last round said. */
static void write_identity(struct template_book *self)
{
    const struct template_input *input = self->input;
    const char *const lines[][2] = {
        {FORM_EDITION, catalogue_edition(input->edition)},
        {FORM_MUNICIPALITY, input->municipality},
        {FORM_ROUND, input->round},
    };
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, FORM_IDENTITY);
    lxw_row_t row = 0;

    for (; row < COUNT_OF(lines); row++) {
        (void)worksheet_write_string(sheet, row, 0, lines[row][0], NULL);
        (void)worksheet_write_string(sheet, row, 1, lines[row][1], NULL);
    }
    for (size_t i = 0; input->is_carried && i < catalogue_count(input->edition); i++) {
        const struct indicator *indicator = catalogue_at(input->edition, i);
        CLEANUP(template_cells_donep) struct template_cells cells = {0};

        template_cells_init(&cells, input, indicator);
        if (!template_is_carried(input, &cells))
            continue;
        (void)worksheet_write_string(sheet, row, 0, FORM_CARRIED, NULL);
        (void)worksheet_write_string(sheet, row, FORM_CARRIED_COLUMN - 1, indicator->id, NULL);
        for (uint16_t part = 0; part < FORM_CARRIED_COUNT; part++)
            template_write_part(
                self, &(struct template_place){sheet, row, FORM_CARRIED_COLUMN + part, NULL},
                indicator, (enum row_part)part, cells.texts[part]);
        row++;
    }
    worksheet_hide(sheet);
    worksheet_protect(sheet, NULL, NULL);
}

static void write_hints(struct template_book *self)
{
    static const char *const hints[] = {
        "Für jedes Handlungsfeld gibt es ein Blatt. Weiße Zellen sind zum Ausfüllen, graue bleiben, "
        "wie sie sind.",
        "Stufen und ja/nein aus der Liste wählen. Bei Anteilen die Anzahl und die Gesamtzahl "
        "angeben, nicht den Prozentwert. Nachkommastellen mit Komma schreiben.",
        "Was nicht bekannt ist, bekommt den Stand „unbekannt“; was nicht zutrifft, „trifft nicht "
        "zu“ und einen Grund. Leere Zeilen gelten als nicht beantwortet.",
        "Liegt ein Wert außerhalb des Üblichen und stimmt er doch, in der Spalte „Bestätigt“ "
        "schreiben, warum.",
        "Steht in der Spalte „Übernommen“ „noch nicht bestätigt“, stammt die Antwort aus der letzten "
        "Erhebungsrunde. Sie zählt erst, wenn dort „ja“ steht oder die Antwort geändert ist.",
        "Auf dem Blatt „Maßnahmen“ steht, was als Nächstes geplant ist, eine Maßnahme je Zeile.",
        "Zum Abgeben als Excel-Arbeitsmappe (.xlsx) ohne Kennwort speichern.",
    };
    const struct template_input *input = self->input;
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, "Hinweise");
    CLEANUP(memory_freep)
    char *whose =
        memory_format("%s (%s), Erhebungsrunde %s, Ausgabe %s", input->name,
                      input->municipality, input->round, catalogue_edition(input->edition));

    (void)worksheet_set_column(sheet, 0, 0, 110, NULL);
    (void)worksheet_write_string(sheet, 0, 0, "Selbstcheck", self->looks[LOOK_TITLE]);
    (void)worksheet_write_string(sheet, 1, 0, whose, self->looks[LOOK_FIXED]);
    for (lxw_row_t i = 0; i < COUNT_OF(hints); i++)
        (void)worksheet_write_string(sheet, 3 + i, 0, hints[i], self->looks[LOOK_FIXED]);
    template_finish_sheet(self, sheet, LXW_FALSE);
}

static void write_book(struct template_book *self)
{
    make_formats(self);
    describe(self);
    write_hints(self);
    for (size_t i = 0; i < catalogue_field_count(self->input->edition); i++)
        template_write_field(self, catalogue_field_at(self->input->edition, i));
    template_write_measures(self);
    template_write_lists(self);
    write_identity(self);
}

char *template_xlsx(const struct template_input *input, size_t *size, struct error *error)
{
    CLEANUP(close_filep) int fd = memfd_create("template", MFD_CLOEXEC);
    char path[sizeof "/proc/self/fd/" + 16];
    lxw_workbook_options options = {.constant_memory = LXW_FALSE};
    CLEANUP(template_lists_donep) struct template_lists lists = {0};
    struct template_book self = {.input = input, .lists = &lists};
    lxw_error failure;

    if (fd < 0) {
        error_set(error, ERROR_SYSTEM, "memfd_create: %s", strerror(errno));
        return NULL;
    }
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    self.book = workbook_new_opt(path, &options);
    if (self.book == NULL)
        abort(); /* out of memory */
    write_book(&self);
    failure = workbook_close(self.book);
    if (failure != LXW_NO_ERROR) {
        error_set(error, ERROR_SYSTEM, "workbook: %s", lxw_strerror(failure));
        return NULL;
    }
    return read_back(fd, size, error);
}
