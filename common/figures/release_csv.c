/*
 * The figures as a table (RFC 4180). Texts come from people and are guarded against
 * spreadsheets that run what begins like a formula; numbers come from us and stay as they are,
 * a minus included.
 */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/figures/release.h"
#include "common/figures/subject.h"
#include "common/memory.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static const char *const columns[] = {
    "round", "release", "subject", "label_de", "label_en", "level",
    "group", "status",  "n",       "missing",  "mean",     "share",
    "q1",    "median",  "q3",      "lower",    "upper",    "indicators",
};

/* The columns from here on are members of the figure and hold numbers. */
#define FIRST_NUMBER 8

/* A table while it is written. */
struct table {
    char *bytes; /* owned; with a NUL behind the size */
    size_t size, capacity;
    char separator;
    char decimal_point;
    bool in_line; /* a cell stands in the line already */
};

static void add_bytes(struct table *self, const char *bytes, size_t size)
{
    if (self->size + size + 1 > self->capacity) {
        self->capacity = 2 * (self->size + size + 1);
        self->bytes = memory_resize(self->bytes, self->capacity);
    }
    memcpy(self->bytes + self->size, bytes, size);
    self->size += size;
    self->bytes[self->size] = '\0';
}

static void add_byte(struct table *self, char byte)
{
    add_bytes(self, &byte, 1);
}

static void start_cell(struct table *self)
{
    if (self->in_line)
        add_byte(self, self->separator);
    self->in_line = true;
}

static void end_line(struct table *self)
{
    add_bytes(self, "\r\n", 2);
    self->in_line = false;
}

static bool looks_like_a_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

static void add_text(struct table *self, const char *text)
{
    const char special[] = {self->separator, '"', '\r', '\n', '\0'};
    bool is_quoted = strpbrk(text, special) != NULL;

    start_cell(self);
    if (is_quoted)
        add_byte(self, '"');
    if (looks_like_a_formula(text))
        add_byte(self, '\'');
    for (const char *next = text; *next != '\0'; next++) {
        if (*next == '"')
            add_byte(self, '"');
        add_byte(self, *next);
    }
    if (is_quoted)
        add_byte(self, '"');
}

/* A decimal is a text in the document, a count a number; what the figure does not have is NULL.
 */
static void add_number(struct table *self, const json_t *value)
{
    CLEANUP(memory_freep) char *text = NULL;
    char *point;

    start_cell(self);
    if (value == NULL)
        return;
    text = json_is_string(value) ? memory_copy_text(json_string_value(value))
                                 : memory_format("%lld", (long long)json_integer_value(value));
    point = strchr(text, '.');
    if (point != NULL)
        *point = self->decimal_point;
    add_bytes(self, text, strlen(text));
}

static void add_figure(struct table *self, const json_t *release, const json_t *figure,
                       const struct catalogue *edition)
{
    const char *level = json_string_value(json_object_get(figure, "level"));
    const char *id = json_string_value(json_object_get(figure, "subject"));
    struct subject subject = subject_find(edition, level, id);

    add_text(self, json_string_value(json_object_get(release, "round")));
    add_number(self, json_object_get(release, "release"));
    add_text(self, id);
    add_text(self, subject.label == NULL ? "" : subject.label->de);
    add_text(self, subject.label == NULL ? "" : subject.label->en);
    add_text(self, level);
    add_text(self, json_string_value(json_object_get(figure, "group")));
    add_text(self, json_string_value(json_object_get(figure, "status")));
    for (size_t i = FIRST_NUMBER; i < COUNT_OF(columns); i++)
        add_number(self, json_object_get(figure, columns[i]));
    end_line(self);
}

char *release_to_csv(const json_t *release, const struct catalogue *edition, enum csv_form form)
{
    bool is_excel = form == CSV_EXCEL_DE;
    struct table table = {
        .separator = is_excel ? ';' : ',',
        .decimal_point = is_excel ? ',' : '.',
    };
    const json_t *figures = json_object_get(release, "figures");

    if (is_excel)
        add_bytes(&table, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK));
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        add_text(&table, columns[i]);
    end_line(&table);
    for (size_t i = 0; i < json_array_size(figures); i++)
        add_figure(&table, release, json_array_get(figures, i), edition);
    return table.bytes;
}
