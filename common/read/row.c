/*
 * An answer is a value, a state, or nothing. The cell of the answer may name a state as well
 * ("k. A."); the cell of the state is heard first. A comment or a reason alone belongs to an
 * answer that is skipped.
 */

#include "common/read/row.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/cell.h"

#define STATES                                                                              \
    "answered (beantwortet), skipped (übersprungen), unknown (unbekannt), not_applicable " \
    "(trifft nicht zu)"
#define ACCEPTABLE "implausible"

struct reading {
    const struct row *row;
    json_t *reasons; /* borrowed from the edition; with their labels */
    struct findings *findings;
    char *clean[ROW_PARTS]; /* owned; "" where there is no cell or nothing in it */
};

static void reading_done(struct reading *self)
{
    for (int i = 0; i < ROW_PARTS; i++)
        free(self->clean[i]);
}
DEFINE_CLEANUP_INSIDE(struct reading, reading_done)

static struct finding finding_at(const struct reading *self, enum finding_code code,
                                 enum row_part part)
{
    if (code == FINDING_CELL_ERROR && self->row->lacks_value[part])
        code = FINDING_FORMULA_WITHOUT_VALUE;
    return (struct finding){.code = code,
                            .place = self->row->places[part],
                            .indicator = self->row->indicator->id,
                            .received = self->clean[part]};
}

static char *copy_or_null(const char *text)
{
    return text == NULL ? NULL : memory_copy_text(text);
}

/* What stands in the cell, with its place. The text is taken. */
static struct written written_in(const struct reading *self, enum row_part part,
                                 enum written_kind kind, char *text)
{
    return (struct written){
        .kind = kind, .text = text, .place = copy_or_null(self->row->places[part])};
}

/* Nothing, but a place for it, so that whoever misses it can say where. */
static struct written absent_in(const struct reading *self, enum row_part part)
{
    return written_in(self, part, WRITTEN_ABSENT, NULL);
}

/* The finding says what is wrong with the cell. */
static struct written refused_in(const struct reading *self, enum row_part part,
                                 const struct finding *finding)
{
    findings_add(self->findings, finding);
    return written_in(self, part, WRITTEN_REFUSED, memory_copy_text(self->clean[part]));
}

static struct written read_date(const struct reading *self, enum row_part part,
                                const struct cell_date *date)
{
    struct finding finding = finding_at(self, FINDING_CELL_BECAME_DATE, part);
    CLEANUP(memory_freep) char *first = memory_format("%d", date->first);
    CLEANUP(memory_freep) char *second = memory_format("%d", date->second);

    finding.low = first;
    finding.high = second;
    return refused_in(self, part, &finding);
}

/* A number, or a text that the judge will not take for one. */
static struct written read_number(const struct reading *self, enum row_part part)
{
    const char *text = self->clean[part];
    struct finding finding = finding_at(self, FINDING_NUMBER_AMBIGUOUS, part);
    CLEANUP(memory_freep) char *number = NULL;
    CLEANUP(memory_freep) char *other = NULL;
    struct cell_date date;

    if (cell_date(text, &date))
        return read_date(self, part, &date);
    if (cell_is_percent(text)) {
        finding.code = FINDING_PERCENT_NOT_EXPECTED;
        return refused_in(self, part, &finding);
    }
    switch (cell_number(text, &number, &other)) {
    case CELL_NUMBER_NONE:
        break;
    case CELL_NUMBER_ONE:
        return written_in(self, part, WRITTEN_NUMBER, TAKE(number));
    case CELL_NUMBER_TWO:
        finding.low = other;
        finding.high = number;
        return refused_in(self, part, &finding);
    }
    return written_in(self, part, WRITTEN_TEXT, memory_copy_text(text));
}

static struct written read_yes(const struct reading *self)
{
    const char *text = self->clean[ROW_ANSWER];
    bool is_yes;

    if (!cell_yes(text, &is_yes))
        return written_in(self, ROW_ANSWER, WRITTEN_TEXT, memory_copy_text(text));
    return written_in(self, ROW_ANSWER, WRITTEN_BOOLEAN,
                      memory_copy_text(is_yes ? "true" : "false"));
}

/* Where the value of such an indicator belongs. */
static struct written *value_slot(struct answer *answer, enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return &answer->level;
    case INDICATOR_YES_NO:
        return &answer->yes;
    case INDICATOR_SHARE:
    case INDICATOR_RATE:
        return &answer->count;
    }
    return &answer->level;
}

/* The state that the cell of the answer names instead of a value. */
static bool is_state_instead(const char *text, enum answer_state *out)
{
    *out = STATE_UNKNOWN;
    return cell_is_sign(text) || cell_state(text, out);
}

/* Returns whether a state stands there instead of a value, and which. */
static bool read_answer(const struct reading *self, struct answer *answer,
                        enum answer_state *state)
{
    const enum indicator_kind kind = self->row->indicator->kind;
    const char *text = self->clean[ROW_ANSWER];
    const struct finding error = finding_at(self, FINDING_CELL_ERROR, ROW_ANSWER);
    struct written *slot = value_slot(answer, kind);

    if (*text == '\0' || is_state_instead(text, state)) {
        *slot = absent_in(self, ROW_ANSWER);
        return *text != '\0';
    }
    if (cell_is_error(text))
        *slot = refused_in(self, ROW_ANSWER, &error);
    else if (kind == INDICATOR_YES_NO)
        *slot = read_yes(self);
    else
        *slot = read_number(self, ROW_ANSWER);
    return false;
}

/* A total belongs to a count only. */
static struct written read_of(const struct reading *self, bool has_value)
{
    const enum indicator_kind kind = self->row->indicator->kind;
    const bool is_number = kind == INDICATOR_SHARE || kind == INDICATOR_RATE;
    const char *text = self->clean[ROW_OF];
    struct finding finding = finding_at(self, FINDING_CELL_ERROR, ROW_OF);
    enum answer_state state;

    if (*text == '\0' || is_state_instead(text, &state))
        return absent_in(self, ROW_OF);
    if (cell_is_error(text))
        return refused_in(self, ROW_OF, &finding);
    if (is_number && has_value)
        return read_number(self, ROW_OF);
    finding.code = FINDING_CELL_NOT_EXPECTED;
    findings_add(self->findings, &finding);
    return absent_in(self, ROW_OF);
}

static struct written state_in(const struct reading *self, enum row_part part,
                               enum answer_state state)
{
    return written_in(self, part, WRITTEN_TEXT, memory_copy_text(answer_state_name(state)));
}

static struct written read_state(const struct reading *self)
{
    const char *text = self->clean[ROW_STATE];
    struct finding finding = finding_at(self, FINDING_UNKNOWN_STATE, ROW_STATE);
    enum answer_state state;

    if (*text == '\0' || cell_is_sign(text))
        return absent_in(self, ROW_STATE);
    if (cell_state(text, &state))
        return state_in(self, ROW_STATE, state);
    finding.allowed = STATES;
    if (cell_is_error(text))
        finding.code = FINDING_CELL_ERROR;
    return refused_in(self, ROW_STATE, &finding);
}

static bool is_label(const json_t *label, const char *key)
{
    const char *text = json_string_value(label);
    CLEANUP(memory_freep) char *clean = text == NULL ? NULL : cell_clean(text);
    CLEANUP(memory_freep) char *other = clean == NULL ? NULL : cell_key(clean);

    return other != NULL && strcmp(other, key) == 0;
}

/* The reason of this id, or with this label; NULL if there is none. */
static const char *reason_find(json_t *reasons, const char *text)
{
    CLEANUP(memory_freep) char *key = cell_key(text);
    const char *id;
    json_t *label;

    json_object_foreach(reasons, id, label) {
        CLEANUP(memory_freep) char *id_key = cell_key(id);

        if (strcmp(id_key, key) == 0 || is_label(json_object_get(label, "de"), key) ||
            is_label(json_object_get(label, "en"), key))
            return id;
    }
    return NULL;
}

static struct written read_reason(const struct reading *self)
{
    const char *text = self->clean[ROW_REASON];
    const struct finding error = finding_at(self, FINDING_CELL_ERROR, ROW_REASON);
    const char *id;

    if (*text == '\0' || cell_is_sign(text))
        return absent_in(self, ROW_REASON);
    if (cell_is_error(text))
        return refused_in(self, ROW_REASON, &error);
    id = reason_find(self->reasons, text);
    return written_in(self, ROW_REASON, WRITTEN_TEXT, memory_copy_text(id == NULL ? text : id));
}

/* A text of the sender's own: nothing is changed but the ends of its lines. */
static char *own_text(const char *text)
{
    char *result = memory_copy_text(text);
    char *to = result;

    for (; *text != '\0'; text++) {
        if (*text != '\r')
            *to++ = *text;
        else if (text[1] != '\n')
            *to++ = '\n';
    }
    *to = '\0';
    return result;
}

static struct written read_comment(const struct reading *self)
{
    if (*self->clean[ROW_COMMENT] == '\0')
        return (struct written){0};
    return written_in(self, ROW_COMMENT, WRITTEN_TEXT, own_text(self->row->texts[ROW_COMMENT]));
}

/* The reason of an acceptance; a mere "ja" is none. */
static struct written read_accepted_because(const struct reading *self)
{
    const struct finding finding =
        finding_at(self, FINDING_ACCEPTANCE_WITHOUT_REASON, ROW_ACCEPTED);
    bool is_yes;

    if (cell_yes(self->clean[ROW_ACCEPTED], &is_yes))
        return refused_in(self, ROW_ACCEPTED, &finding);
    return written_in(self, ROW_ACCEPTED, WRITTEN_TEXT,
                      own_text(self->row->texts[ROW_ACCEPTED]));
}

/* Whether something stands there that accepts; a sign and "nein" do not. */
static bool read_accepted(const struct reading *self, struct answers *out)
{
    const char *text = self->clean[ROW_ACCEPTED];
    const struct indicator *indicator = self->row->indicator;
    bool is_yes;

    if (*text == '\0' || cell_is_sign(text) || (cell_yes(text, &is_yes) && !is_yes))
        return false;
    out->acceptances =
        memory_resize(out->acceptances, (out->acceptance_count + 1) * sizeof *out->acceptances);
    out->acceptances[out->acceptance_count++] = (struct acceptance){
        .code = written_in(self, ROW_ACCEPTED, WRITTEN_TEXT, memory_copy_text(ACCEPTABLE)),
        .indicator =
            written_in(self, ROW_ACCEPTED, WRITTEN_TEXT, memory_copy_text(indicator->id)),
        .reason = read_accepted_because(self),
        .covers_all = true,
        .place = memory_copy_text(self->row->places[ROW_ACCEPTED]),
    };
    return true;
}

/* Whether the cell of the state says why that of the answer is empty. */
static bool is_empty_but_for_state(const struct reading *self, const struct written *state)
{
    return *self->clean[ROW_ANSWER] == '\0' && state->kind == WRITTEN_TEXT &&
           strcmp(state->text, answer_state_name(STATE_ANSWERED)) != 0;
}

static void read_cells(const struct reading *self, struct answers *out)
{
    struct answer *answer;
    enum answer_state state = STATE_UNKNOWN;
    const bool is_accepted = read_accepted(self, out);
    bool has_state, says_nothing = true;

    for (int i = 0; i < ROW_ACCEPTED; i++)
        says_nothing &= *self->clean[i] == '\0';
    if (says_nothing && !is_accepted)
        return;

    out->items = memory_resize(out->items, (out->count + 1) * sizeof *out->items);
    answer = &out->items[out->count++];
    *answer = (struct answer){.indicator = {.kind = WRITTEN_TEXT,
                                            .text = memory_copy_text(self->row->indicator->id),
                                            .place = memory_copy_text(self->row->place)}};
    has_state = read_answer(self, answer, &state);
    answer->state = read_state(self);
    answer->of = read_of(self, !has_state && !is_empty_but_for_state(self, &answer->state));
    answer->reason = read_reason(self);
    answer->comment = read_comment(self);
    if (answer->state.kind != WRITTEN_ABSENT)
        return;
    if (!has_state && (*self->clean[ROW_ANSWER] != '\0' || answer->of.kind != WRITTEN_ABSENT))
        return;
    free(answer->state.place);
    answer->state =
        state_in(self, has_state ? ROW_ANSWER : ROW_STATE, has_state ? state : STATE_SKIPPED);
}

void row_read(const struct row *row, const struct catalogue *edition, struct findings *findings,
              struct answers *out)
{
    CLEANUP(reading_donep)
    struct reading reading = {
        .row = row,
        .reasons = json_object_get(catalogue_document(edition), "reasons"),
        .findings = findings,
    };

    for (int i = 0; i < ROW_PARTS; i++)
        reading.clean[i] = cell_clean(row->texts[i] == NULL ? "" : row->texts[i]);
    read_cells(&reading, out);
}
