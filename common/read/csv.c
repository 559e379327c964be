#include "common/read/csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "common/municipality.h"
#include "common/place.h"
#include "common/read/cell.h"
#include "common/read/csv_header.h"
#include "common/read/row.h"
#include "common/read/text.h"
#include "common/table.h"

#define SEPARATOR_HINT "sep=" /* Excel's way of telling itself the delimiter */

struct reading {
    const struct upload *upload;
    struct findings *findings;
    struct table table;       /* owned */
    size_t header_index;      /* of its lines; their count when there is no header */
    struct csv_header header; /* owned */
    char *last_key; /* owned; the municipality of the line before, NULL in the first */
    bool is_given[CATALOGUE_INDICATORS_MAX]; /* a line for the indicator was there */
};

static void reading_done(struct reading *self)
{
    table_done(&self->table);
    csv_header_done(&self->header);
    free(self->last_key);
}
DEFINE_CLEANUP_INSIDE(struct reading, reading_done)

/* The cell, cleaned, for the caller to free; "" where there is none. */
static char *clean_cell(const struct reading *self, const struct table_line *line,
                        enum csv_column column)
{
    const char *text = csv_header_cell(&self->header, line, column);

    return cell_clean(text == NULL ? "" : text);
}

/* For the caller to free. A column that the file does not have gives the whole line. */
static char *place_of(const struct reading *self, const struct table_line *line,
                      enum csv_column column)
{
    return place_line(line->number, self->header.names[column]);
}

static void complain(const struct reading *self, const struct table_line *line,
                     enum csv_column column, struct finding finding)
{
    CLEANUP(memory_freep) char *place = place_of(self, line, column);

    finding.place = place;
    findings_add(self->findings, &finding);
}

static bool is_blank(const struct table_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        CLEANUP(memory_freep) char *text = cell_clean(line->cells[i]);

        if (*text != '\0')
            return false;
    }
    return true;
}

/* --- whose it is --- */

/* The first edition that is not the round's; the lines of another edition are not read at all.
 */
static bool is_of_the_round(const struct reading *self, struct written *out)
{
    const char *edition = catalogue_edition(self->upload->edition);

    for (size_t i = self->header_index + 1; i < self->table.count; i++) {
        const struct table_line *line = &self->table.lines[i];
        CLEANUP(memory_freep) char *text = clean_cell(self, line, CSV_EDITION);

        if (*text == '\0' || strcmp(text, edition) == 0)
            continue;
        out->kind = WRITTEN_TEXT;
        out->text = TAKE(text);
        out->place = place_of(self, line, CSV_EDITION);
        return false;
    }
    out->kind = WRITTEN_TEXT;
    out->text = memory_copy_text(edition);
    out->place = place_line(1, NULL);
    return true;
}

static enum finding_code key_fault(const char *text, const char *key)
{
    enum municipality_kind own, other;

    if (municipality_key_read(text, &other) && other == MUNICIPALITY_KREIS &&
        municipality_key_read(key, &own) && own == MUNICIPALITY_GEMEINDE)
        return FINDING_KEY_OF_DISTRICT;
    return FINDING_MUNICIPALITY_MISMATCH;
}

/* The key with the zero that a spreadsheet took from it; NULL if none is missing. */
static char *with_lost_zero(const char *text)
{
    CLEANUP(memory_freep) char *longer = memory_format("0%s", text);
    enum municipality_kind kind;

    return !municipality_key_read(text, &kind) && municipality_key_read(longer, &kind)
               ? TAKE(longer)
               : NULL;
}

/* The same wrong key in every line is one mistake. */
static void check_municipality(struct reading *self, const struct table_line *line)
{
    const char *key = self->upload->municipality;
    CLEANUP(memory_freep) char *text = clean_cell(self, line, CSV_MUNICIPALITY);
    const bool is_news = self->last_key == NULL || strcmp(self->last_key, text) != 0;
    CLEANUP(memory_freep) char *whole = NULL;
    const char *meant;

    if (*text == '\0' || !is_news)
        return;
    whole = with_lost_zero(text);
    if (whole != NULL)
        complain(self, line, CSV_MUNICIPALITY,
                 (struct finding){
                     .code = FINDING_KEY_LOST_ZERO, .received = text, .allowed = whole});
    meant = whole == NULL ? text : whole;
    if (strcmp(meant, key) != 0)
        complain(
            self, line, CSV_MUNICIPALITY,
            (struct finding){.code = key_fault(meant, key), .received = meant, .allowed = key});
    free(self->last_key);
    self->last_key = TAKE(text);
}

/* --- lines --- */

/* Whether every cell with something in it stands below a name. */
static bool fits_header(const struct reading *self, const struct table_line *line)
{
    CLEANUP(memory_freep) char *place = place_line(line->number, NULL);

    for (size_t i = 0; i < line->count; i++) {
        CLEANUP(memory_freep) char *text = NULL;

        if (i < self->header.count && self->header.is_named[i])
            continue;
        text = cell_clean(line->cells[i]);
        if (*text == '\0')
            continue;
        findings_add(
            self->findings,
            &(struct finding){.code = FINDING_SURPLUS_CELL, .place = place, .received = text});
        return false;
    }
    return true;
}

static void complain_of_id(const struct reading *self, const struct table_line *line,
                           const char *id)
{
    struct finding finding = {.code = FINDING_UNKNOWN_INDICATOR, .received = id};
    CLEANUP(memory_freep) char *first = NULL;
    CLEANUP(memory_freep) char *second = NULL;
    struct cell_date date;

    if (*id == '\0') {
        finding = (struct finding){.code = FINDING_PART_MISSING,
                                   .allowed = self->header.names[CSV_INDICATOR]};
    } else if (cell_date(id, &date)) {
        first = memory_format("%d", date.first);
        second = memory_format("%d", date.second);
        finding.code = FINDING_CELL_BECAME_DATE;
        finding.low = first;
        finding.high = second;
    }
    complain(self, line, CSV_INDICATOR, finding);
}

/* The indicator of the line, the first time it stands there; NULL with a finding otherwise. */
static const struct indicator *indicator_of(struct reading *self, const struct table_line *line)
{
    CLEANUP(memory_freep) char *id = clean_cell(self, line, CSV_INDICATOR);
    const struct indicator *indicator = catalogue_find(self->upload->edition, id);

    if (indicator == NULL) {
        complain_of_id(self, line, id);
        return NULL;
    }
    if (self->is_given[indicator->position]) {
        complain(self, line, CSV_INDICATOR,
                 (struct finding){.code = FINDING_ANSWER_REPEATED,
                                  .indicator = indicator->id,
                                  .received = id});
        return NULL;
    }
    self->is_given[indicator->position] = true;
    return indicator;
}

static void read_line(struct reading *self, const struct table_line *line, struct answers *out)
{
    static const enum csv_column columns[ROW_PARTS] = {
        [ROW_ANSWER] = CSV_ANSWER, [ROW_OF] = CSV_OF,           [ROW_STATE] = CSV_STATE,
        [ROW_REASON] = CSV_REASON, [ROW_COMMENT] = CSV_COMMENT, [ROW_ACCEPTED] = CSV_ACCEPTED,
    };
    CLEANUP(memory_freep) char *place = place_line(line->number, NULL);
    char *places[ROW_PARTS];
    struct row row = {.place = place};

    check_municipality(self, line);
    row.indicator = indicator_of(self, line);
    if (!fits_header(self, line) || row.indicator == NULL)
        return;
    for (int i = 0; i < ROW_PARTS; i++) {
        places[i] = place_of(self, line, columns[i]);
        row.places[i] = places[i];
        row.texts[i] = csv_header_cell(&self->header, line, columns[i]);
    }
    row_read(&row, self->upload->edition, self->findings, out);
    for (int i = 0; i < ROW_PARTS; i++)
        free(places[i]);
}

static void complain_of_number(const struct reading *self, const struct table_line *line,
                               size_t count)
{
    CLEANUP(memory_freep) char *place = place_line(line->number, NULL);
    CLEANUP(memory_freep) char *received = memory_format("%zu", count);
    CLEANUP(memory_freep) char *high = memory_format("%d", ANSWERS_MAX);

    findings_add(self->findings, &(struct finding){.code = FINDING_TOO_MANY,
                                                   .place = place,
                                                   .received = received,
                                                   .high = high});
}

static void complain_of_nothing(const struct reading *self)
{
    CLEANUP(memory_freep)
    char *place = place_line(self->table.lines[self->header_index].number, NULL);

    findings_add(self->findings,
                 &(struct finding){.code = FINDING_ANSWERS_MISSING, .place = place});
}

static void read_lines(struct reading *self, struct answers *out)
{
    const struct table_line *first_surplus = NULL;
    size_t count = 0;

    for (size_t i = self->header_index + 1; i < self->table.count; i++) {
        const struct table_line *line = &self->table.lines[i];

        if (is_blank(line))
            continue;
        if (++count <= ANSWERS_MAX)
            read_line(self, line, out);
        else if (first_surplus == NULL)
            first_surplus = line;
    }
    if (first_surplus != NULL)
        complain_of_number(self, first_surplus, count);
    if (count == 0)
        complain_of_nothing(self);
}

/* --- the file --- */

/* The lines before the header that say nothing: empty ones and Excel's hint. */
static size_t preface_length(const struct table *table)
{
    size_t i = 0;

    while (i < table->count &&
           (is_blank(&table->lines[i]) ||
            strncasecmp(table->lines[i].cells[0], SEPARATOR_HINT, strlen(SEPARATOR_HINT)) == 0))
        i++;
    return i;
}

static bool read_table(struct reading *self, struct read_fault *fault, struct error *error)
{
    const struct upload *upload = self->upload;
    size_t size = 0;
    CLEANUP(memory_freep)
    char *text = text_read(upload->bytes, upload->size, upload->charset, &size, fault, error);

    if (text == NULL)
        return false;
    if (!table_parse(text, size, READ_CSV_LINES_MAX, &self->table, fault))
        return read_fault_error(fault, error);
    self->header_index = preface_length(&self->table);
    return true;
}

/* The first names of the columns as they stand, for the caller to release. */
static json_t *columns_of(const struct table_line *header, size_t count)
{
    json_t *names = json_array();

    assert(count == 0 || header->cells != NULL);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(memory_freep) char *name = cell_clean(header->cells[i]);

        (void)json_array_append_new(names, json_string(name));
    }
    return names;
}

struct answers *read_csv(const struct upload *upload, struct findings *findings,
                         struct read_fault *fault, struct error *error)
{
    static const struct table_line no_line = {.number = 1};
    CLEANUP(reading_donep) struct reading reading = {.upload = upload, .findings = findings};
    CLEANUP(answers_freep) struct answers *answers = memory_new(1, sizeof *answers);
    const struct table_line *first = &no_line;

    if (!read_table(&reading, fault, error))
        return NULL;
    if (reading.header_index < reading.table.count)
        first = &reading.table.lines[reading.header_index];
    answers->is_misshapen = !csv_header_read(first, &reading.header, findings);
    answers->order = columns_of(first, reading.header.count);
    if (!answers->is_misshapen && is_of_the_round(&reading, &answers->edition))
        read_lines(&reading, answers);
    return TAKE(answers);
}
