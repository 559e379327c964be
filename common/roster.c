#include "common/roster.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/date.h"
#include "common/decimal.h"
#include "common/memory.h"
#include "common/municipality.h"
#include "common/table.h"

#define POPULATION_MAX 100000000
#define NOWHERE        SIZE_MAX

enum content {
    CONTENT_KEY,
    CONTENT_KREIS,
    CONTENT_TEXT,
    CONTENT_DATE,
    CONTENT_POPULATION,
    CONTENT_NOTE
};

/* clang-format off */
static const struct column {
    const char *name;
    enum content content;
    bool may_be_empty;
} columns[] = {
    {"key",              CONTENT_KEY,        false},
    {"name",             CONTENT_TEXT,       false},
    {"official_name",    CONTENT_TEXT,       false},
    {"parent",           CONTENT_KREIS,      true},
    {"valid_from",       CONTENT_DATE,       false},
    {"valid_to",         CONTENT_DATE,       true},
    {"population",       CONTENT_POPULATION, false},
    {"population_date",  CONTENT_DATE,       false},
    {"joined",           CONTENT_DATE,       false},
    {"left",             CONTENT_DATE,       true},
    {"letter_of_intent", CONTENT_DATE,       true},
    {"note",             CONTENT_NOTE,       true}, /* may be missing as well, is not imported */
};
/* clang-format on */

struct reading {
    const struct table *table;
    struct mistakes *mistakes;     /* borrowed */
    size_t at[COUNT_OF(columns)];  /* in which cell of a line a column stands */
    const struct table_line *line; /* being read */
    json_t *told; /* owned; what earlier lines say, each as [number of the line, row] */
};

static void complain(const struct reading *self, const char *column, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* column may be NULL: the whole line. */
static void complain(const struct reading *self, const char *column, const char *format, ...)
{
    CLEANUP(memory_freep) char *place = NULL;
    CLEANUP(memory_freep) char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = memory_format_list(format, arguments);
    va_end(arguments);
    place = memory_format("line %zu%s%s", self->line->number, column == NULL ? "" : ", column ",
                          column == NULL ? "" : column);
    mistakes_add(self->mistakes, place, "%s", text);
}

/* ---- the header ---- */

static size_t column_index(const char *name)
{
    size_t i = 0;

    while (i < COUNT_OF(columns) && strcmp(columns[i].name, name) != 0)
        i++;
    return i;
}

static bool read_header(struct reading *self)
{
    const size_t mistakes_before = self->mistakes->count;

    for (size_t i = 0; i < COUNT_OF(columns); i++)
        self->at[i] = NOWHERE;
    for (size_t i = 0; i < self->line->count; i++) {
        const char *name = self->line->cells[i];
        const size_t column = column_index(name);

        if (column == COUNT_OF(columns))
            complain(self, name, "is no column of a roster");
        else if (self->at[column] != NOWHERE)
            complain(self, name, "stands twice");
        else
            self->at[column] = i;
    }
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        if (self->at[i] == NOWHERE && columns[i].content != CONTENT_NOTE)
            complain(self, columns[i].name, "is missing");
    }
    return self->mistakes->count == mistakes_before;
}

/* ---- one cell ---- */

/* The cell as the import wants it, or null after a complaint. */
static json_t *read_cell(const struct reading *self, const struct column *column,
                         const char *text)
{
    enum municipality_kind kind;
    int64_t number;

    if (text[0] == '\0') {
        if (!column->may_be_empty)
            complain(self, column->name, "is empty");
        return json_null();
    }
    switch (column->content) {
    case CONTENT_KEY:
        if (municipality_key_read(text, &kind))
            return json_string(text);
        complain(self, column->name,
                 "'%s' is neither the 8 digits of a Gemeinde nor the 5 of a Kreis", text);
        return json_null();
    case CONTENT_KREIS:
        if (municipality_key_read(text, &kind) && kind == MUNICIPALITY_KREIS)
            return json_string(text);
        complain(self, column->name, "'%s' is not the key of a Kreis, which has 5 digits",
                 text);
        return json_null();
    case CONTENT_DATE:
        if (date_is_valid(text))
            return json_string(text);
        complain(self, column->name, "'%s' is no day written as YYYY-MM-DD", text);
        return json_null();
    case CONTENT_POPULATION:
        if (decimal_read(text, 0, &number) == DECIMAL_FINE && number > 0 &&
            number <= POPULATION_MAX)
            return json_integer(number);
        complain(self, column->name, "'%s' is no whole number from 1 to %d", text,
                 POPULATION_MAX);
        return json_null();
    case CONTENT_TEXT:
    case CONTENT_NOTE:
        break;
    }
    return json_string(text);
}

/* ---- one line ---- */

static const char *text_of(const json_t *row, const char *column)
{
    return json_string_value(json_object_get(row, column));
}

static void check_parent(const struct reading *self, const json_t *row)
{
    const char *key = text_of(row, "key");
    const char *parent = text_of(row, "parent");

    if (key == NULL || parent == NULL)
        return;
    if (strlen(key) == strlen(parent))
        complain(self, "parent", "has to be empty: '%s' is a Kreis itself", key);
    else if (strncmp(key, parent, strlen(parent)) != 0)
        complain(self, "parent", "'%s' has to be the first 5 digits of '%s'", parent, key);
}

static void check_order(const struct reading *self, const json_t *row, const char *first,
                        const char *last)
{
    const char *from = text_of(row, first);
    const char *to = text_of(row, last);

    if (from != NULL && to != NULL && strcmp(from, to) >= 0)
        complain(self, last, "'%s' is not after %s, which is %s", to, first, from);
}

/* What lines with the same key and the same day have to agree on; without any: only one line.
 */
static const struct agreement {
    const char *days[3];
    const char *columns[4];
} agreements[] = {
    {{"valid_from"}, {"name", "official_name", "parent", "valid_to"}},
    {{"population_date"}, {"population"}},
    {{"joined"}, {"left", "letter_of_intent"}},
    {{"valid_from", "population_date", "joined"}, {NULL}},
};

static void check_agreement(const struct reading *self, json_t *row,
                            const struct agreement *agreement)
{
    CLEANUP(memory_freep) char *id = memory_copy_text(text_of(row, "key"));
    const json_t *told;
    json_int_t number;

    for (size_t i = 0; i < COUNT_OF(agreement->days) && agreement->days[i] != NULL; i++) {
        CLEANUP(memory_freep) char *before = id;

        id = memory_format("%s %s %s", before, agreement->days[i],
                           text_of(row, agreement->days[i]));
    }
    told = json_object_get(self->told, id);
    if (told == NULL) {
        json_object_set_new(self->told, id,
                            json_pack("[I, O]", (json_int_t)self->line->number, row));
        return;
    }
    number = json_integer_value(json_array_get(told, 0));
    if (agreement->columns[0] == NULL)
        complain(self, NULL, "has the same key and days as line %lld", (long long)number);
    for (size_t i = 0; i < COUNT_OF(agreement->columns) && agreement->columns[i] != NULL; i++) {
        const char *column = agreement->columns[i];

        if (!json_equal(json_object_get(row, column),
                        json_object_get(json_array_get(told, 1), column)))
            complain(self, column, "is not what line %lld says for the same key and %s",
                     (long long)number, agreement->days[0]);
    }
}

static void derive(json_t *row)
{
    const char *key = text_of(row, "key");
    enum municipality_kind kind;

    if (key == NULL || !municipality_key_read(key, &kind))
        return;
    json_object_set_new(row, "kind", json_string(municipality_kind_name(kind)));
    json_object_set_new(row, "land", json_stringn(key, 2));
}

static void read_line(const struct reading *self, json_t *rows)
{
    const size_t mistakes_before = self->mistakes->count;
    const size_t expected = self->table->lines[0].count;
    json_t *row;

    if (self->line->count != expected) {
        complain(self, NULL, "has %zu cells and the first line has %zu", self->line->count,
                 expected);
        return;
    }
    row = json_object();
    json_array_append_new(rows, row);
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        if (columns[i].content == CONTENT_NOTE)
            continue;
        json_object_set_new(row, columns[i].name,
                            read_cell(self, &columns[i], self->line->cells[self->at[i]]));
    }
    check_parent(self, row);
    check_order(self, row, "valid_from", "valid_to");
    check_order(self, row, "joined", "left");
    if (self->mistakes->count > mistakes_before)
        return;
    derive(row);
    for (size_t i = 0; i < COUNT_OF(agreements); i++)
        check_agreement(self, row, &agreements[i]);
}

static json_t *read_rows(struct reading *self)
{
    json_t *rows = json_array();

    self->told = json_object();
    for (size_t i = 1; i < self->table->count; i++) {
        self->line = &self->table->lines[i];
        read_line(self, rows);
    }
    json_decref(self->told);
    return rows;
}

json_t *roster_read(const char *bytes, size_t size, struct mistakes *mistakes)
{
    const size_t mistakes_before = mistakes->count;
    CLEANUP(table_donep) struct table table = {0};
    struct reading self = {.table = &table, .mistakes = mistakes};
    json_t *rows;

    if (size > ROSTER_BYTES_MAX) {
        mistakes_add(mistakes, "file", "is larger than %d bytes", ROSTER_BYTES_MAX);
        return NULL;
    }
    if (!table_read(bytes, size, ROSTER_LINES_MAX + 1, &table, mistakes))
        return NULL;
    if (table.count < 2) {
        mistakes_add(mistakes, "file", "has to have a line of columns and one for each key");
        return NULL;
    }
    self.line = &table.lines[0];
    if (!read_header(&self))
        return NULL;
    rows = read_rows(&self);
    if (mistakes->count == mistakes_before)
        return rows;
    json_decref(rows);
    return NULL;
}
