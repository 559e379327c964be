#include "common/template/template_cells.h"

#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "common/read/xlsx_form.h"
#include "common/self_check.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

char *template_level(const struct scale *scale, size_t level)
{
    return memory_format("%zu%s%s", level, FORM_DASH, scale->levels[level].de);
}

const char *template_reason(const struct catalogue *edition, const char *id)
{
    const json_t *reasons = json_object_get(catalogue_document(edition), "reasons");
    const char *label = text_of(json_object_get(reasons, id), "de");

    return *label == '\0' ? id : label;
}

/* With a comma, and with one more zero where three decimals could be taken for thousands. */
static char *number_text(const char *number)
{
    const char *point = strchr(number, '.');

    if (point == NULL)
        return memory_copy_text(number);
    return memory_format("%.*s,%s%s", (int)(point - number), number, point + 1,
                         strlen(point + 1) == 3 ? "0" : "");
}

static char *value_text(const json_t *answer, const struct indicator *indicator)
{
    const json_t *level = json_object_get(answer, "level");
    const json_t *yes = json_object_get(answer, "yes");

    if (json_is_integer(level) && indicator->scale != NULL &&
        json_integer_value(level) < CATALOGUE_LEVELS)
        return template_level(indicator->scale, (size_t)json_integer_value(level));
    if (json_is_boolean(yes))
        return memory_copy_text(json_is_true(yes) ? "ja" : "nein");
    return number_text(text_of(answer, "count"));
}

static const char *state_text(const char *state)
{
    if (strcmp(state, answer_state_name(STATE_UNKNOWN)) == 0)
        return "unbekannt";
    return strcmp(state, answer_state_name(STATE_NOT_APPLICABLE)) == 0 ? "trifft nicht zu" : "";
}

static const char *acceptance_text(const json_t *content, const char *indicator)
{
    size_t i;
    json_t *acceptance;

    json_array_foreach(json_object_get(content, "acceptances"), i, acceptance) {
        if (strcmp(text_of(acceptance, "indicator"), indicator) == 0)
            return text_of(acceptance, "reason");
    }
    return "";
}

/* Whether the answer of another edition still is one to this indicator. */
static bool fits(const json_t *answer, const struct indicator *indicator)
{
    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        return json_object_get(answer, "level") != NULL;
    case INDICATOR_YES_NO:
        return json_object_get(answer, "yes") != NULL;
    case INDICATOR_SHARE:
        return json_object_get(answer, "of") != NULL;
    case INDICATOR_RATE:
        return json_object_get(answer, "count") != NULL &&
               json_object_get(answer, "of") == NULL;
    }
    return false;
}

static bool allows(const struct indicator *indicator, const char *reason)
{
    for (size_t i = 0; i < indicator->reason_count; i++) {
        if (strcmp(indicator->reasons[i], reason) == 0)
            return true;
    }
    return false;
}

void template_cells_init(struct template_cells *self, const struct template_input *input,
                         const struct indicator *indicator)
{
    const json_t *answers = json_object_get(input->content, "answers");
    const json_t *answer = json_object_get(answers, indicator->id);
    const char *reason = text_of(answer, "reason");
    const bool is_value = fits(answer, indicator);
    const bool is_state = !is_value && (*reason == '\0' || allows(indicator, reason));
    const char *state = is_state ? state_text(text_of(answer, "state")) : "";
    const bool is_empty = input->is_carried && !is_value && *state == '\0';

    *self = (struct template_cells){
        .texts = {
            [ROW_ANSWER] = is_value ? value_text(answer, indicator) : memory_copy_text(""),
            [ROW_OF] = number_text(is_value ? text_of(answer, "of") : ""),
            [ROW_STATE] = memory_copy_text(state),
            [ROW_REASON] = memory_copy_text(
                is_state && *reason != '\0' ? template_reason(input->edition, reason) : ""),
            [ROW_COMMENT] = memory_copy_text(is_empty ? "" : text_of(answer, "comment")),
            [ROW_ACCEPTED] = memory_copy_text(
                is_empty ? "" : acceptance_text(input->content, indicator->id)),
        }};
}

void template_cells_done(struct template_cells *self)
{
    for (size_t i = 0; i < ROW_PARTS; i++)
        free(self->texts[i]);
}

/* The indicator as the edition's file has it, where what only people need stands. */
static const json_t *document_of(const struct catalogue *edition,
                                 const struct indicator *indicator)
{
    const struct goal *goal = catalogue_goal_at(edition, indicator->goal);
    const struct field *field = catalogue_field_at(edition, indicator->field);
    const json_t *fields = json_object_get(catalogue_document(edition), "fields");
    const json_t *goals = json_object_get(json_array_get(fields, indicator->field), "goals");
    const json_t *indicators = json_object_get(
        json_array_get(goals, indicator->goal - field->first_goal), "indicators");

    return json_array_get(indicators, indicator->position - goal->first);
}

static char *usual_range(const struct indicator *indicator)
{
    CLEANUP(memory_freep) char *from = NULL;
    CLEANUP(memory_freep) char *to = NULL;
    CLEANUP(memory_freep) char *low = NULL;
    CLEANUP(memory_freep) char *high = NULL;

    if (!indicator->has_plausible)
        return memory_copy_text("");
    from = decimal_print(indicator->plausible_from, indicator->decimals);
    to = decimal_print(indicator->plausible_to, indicator->decimals);
    low = number_text(from);
    high = number_text(to);
    return memory_format("\nÜblich: %s bis %s", low, high);
}

static char *levels_explained(const struct scale *scale)
{
    char *text = memory_format("%s, Stufe 0 bis 4:", scale->label.de);

    for (size_t i = 0; i < CATALOGUE_LEVELS; i++) {
        CLEANUP(memory_freep) char *before = text;
        CLEANUP(memory_freep) char *level = template_level(scale, i);

        text = memory_format("%s\n%s", before, level);
    }
    return text;
}

char *template_explanation(const struct catalogue *edition, const struct indicator *indicator)
{
    const json_t *document = document_of(edition, indicator);
    const char *counted = text_of(json_object_get(document, "numerator"), "de");
    const char *whole = text_of(json_object_get(document, "denominator"), "de");
    CLEANUP(memory_freep) char *usual = usual_range(indicator);

    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        return levels_explained(indicator->scale);
    case INDICATOR_YES_NO:
        return memory_copy_text("ja oder nein");
    case INDICATOR_SHARE:
        return memory_format(
            "Antwort: %s\nGesamtzahl: %s\nDaraus wird ein Anteil in Prozent.%s", counted, whole,
            usual);
    case INDICATOR_RATE:
        return memory_format(
            "Antwort: %s\nGerechnet wird je 1.000 Einwohner; die Einwohnerzahl "
            "ist bekannt.%s",
            counted, usual);
    }
    return memory_copy_text("");
}
