#include "common/export/workbook.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "common/memory.h"

#define PAPER_A4 9

static time_t moment_of(const char *published_at)
{
    struct tm moment = {0};

    return strptime(published_at, "%Y-%m-%dT%H:%M:%S", &moment) == NULL ? 0 : timegm(&moment);
}

static lxw_format *new_format(lxw_workbook *book, bool is_bold, bool is_wrapped)
{
    lxw_format *format = workbook_add_format(book);

    if (is_bold)
        format_set_bold(format);
    if (is_wrapped)
        format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void add_formats(struct workbook *self)
{
    static const char zeros[] = "0.00000000"; /* the code of the most places */
    char code[sizeof zeros];

    _Static_assert(sizeof zeros == WORKBOOK_PLACES_MAX + 3, "a zero for each place");
    self->title = new_format(self->book, true, false);
    format_set_font_size(self->title, 14);
    self->heading = new_format(self->book, true, true);
    self->text = new_format(self->book, false, true);
    self->note = new_format(self->book, false, false);
    for (size_t places = 0; places <= WORKBOOK_PLACES_MAX; places++) {
        self->numbers[places] = new_format(self->book, false, false);
        (void)snprintf(code, sizeof code, "%.*s", places == 0 ? 1 : (int)places + 2, zeros);
        format_set_num_format(self->numbers[places], code);
    }
}

bool workbook_init(struct workbook *self, const char *published_at, struct error *error)
{
    char directory[] = "/dev/shm", path[32];
    lxw_workbook_options options = {.tmpdir = directory};
    lxw_doc_properties properties = {.created = moment_of(published_at)};

    self->book = NULL;
    self->fd = memfd_create("workbook", MFD_CLOEXEC);
    if (self->fd < 0)
        return error_set(error, ERROR_SYSTEM, "no memory for a workbook: %s", strerror(errno));
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", self->fd);
    self->book = workbook_new_opt(path, &options);
    assert(self->book != NULL);
    (void)workbook_set_properties(self->book, &properties);
    add_formats(self);
    return true;
}

void workbook_done(struct workbook *self)
{
    lxw_workbook_free(TAKE(self->book));
    if (self->fd >= 0)
        (void)close(self->fd);
    self->fd = -1;
}

lxw_worksheet *workbook_sheet(struct workbook *self, const char *name)
{
    lxw_worksheet *sheet = workbook_add_worksheet(self->book, name);

    assert(sheet != NULL);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6);
    (void)worksheet_set_footer(sheet, "&L&A&R&P / &N");
    return sheet;
}

void workbook_text(lxw_worksheet *sheet, size_t row, size_t column, const char *text,
                   lxw_format *format)
{
    /* Refused is only a text that is longer than a cell may be: 32,767 characters. */
    (void)worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, text, format);
}

void workbook_number(struct workbook *self, lxw_worksheet *sheet, size_t row, size_t column,
                     const json_t *value)
{
    double number;
    size_t places = 0;

    if (value == NULL)
        return;
    if (json_is_string(value)) {
        const char *text = json_string_value(value);
        const char *point = strchr(text, '.');

        number = strtod(text, NULL);
        places = point == NULL ? 0 : strlen(point + 1);
    } else {
        number = (double)json_integer_value(value);
    }
    if (places > WORKBOOK_PLACES_MAX)
        places = WORKBOOK_PLACES_MAX;
    (void)worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)column, number,
                                 self->numbers[places]);
}

static bool read_all(int fd, struct bytes *out, struct error *error)
{
    char buffer[65536];
    off_t at = 0;
    ssize_t got;

    while ((got = pread(fd, buffer, sizeof buffer, at)) > 0) {
        bytes_add(out, buffer, (size_t)got);
        at += got;
    }
    if (got < 0)
        return error_set(error, ERROR_SYSTEM, "reading a workbook: %s", strerror(errno));
    return true;
}

bool workbook_finish(struct workbook *self, struct bytes *out, struct error *error)
{
    const lxw_error result = workbook_close(TAKE(self->book));

    if (result != LXW_NO_ERROR)
        return error_set(error, ERROR_SYSTEM, "writing a workbook: %s", lxw_strerror(result));
    return read_all(self->fd, out, error);
}
