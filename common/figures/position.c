#include "common/figures/position.h"

#include <string.h>

#include "common/decimal.h"
#include "common/figures/position_field.h"
#include "common/figures/published.h"
#include "common/figures/score.h"
#include "common/figures/subject.h"
#include "common/memory.h"
#include "common/self_check.h"

#define LEVEL_PLACES 1
#define POINT_PLACES 2

char *position_rounded(const struct indicator *indicator, int64_t value)
{
    const int64_t unit = decimal_power(indicator->decimals);

    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        return decimal_print(value * decimal_power(LEVEL_PLACES), LEVEL_PLACES);
    case INDICATOR_YES_NO:
        return decimal_print(value * 100, 0);
    case INDICATOR_SHARE:
        return decimal_print(decimal_divide(value, unit), 0);
    case INDICATOR_RATE:
        break;
    }
    return decimal_print_significant(value, unit);
}

static void set_points(json_t *own, struct own_score score)
{
    CLEANUP(memory_freep) char *points = NULL;

    if (!score.is_there)
        return;
    points = decimal_print(score.hundredths, POINT_PLACES);
    json_object_set_new(own, "points", json_string(points));
}

static json_t *own_indicator(const struct position_input *input,
                             const struct indicator *indicator, struct own_score score)
{
    const size_t position = indicator->position;
    const enum answer_state state = (enum answer_state)input->states[position];
    json_t *own = json_pack("{s:s}", "state", answer_state_name(state));
    CLEANUP(memory_freep) char *value = NULL;
    CLEANUP(memory_freep) char *rounded = NULL;

    if (state != STATE_ANSWERED)
        return own;
    value = decimal_print(input->values[position], indicator->decimals);
    rounded = position_rounded(indicator, input->values[position]);
    json_object_set_new(own, "value", json_string(value));
    json_object_set_new(own, "rounded", json_string(rounded));
    set_points(own, score);
    return own;
}

static size_t field_position(const struct catalogue *edition, const struct field *field)
{
    return catalogue_at(edition, field->first)->field;
}

static json_t *own_of(const struct position_input *input, const struct subject *subject,
                      const struct own_scores *scores)
{
    json_t *own;

    switch (subject->level) {
    case SUBJECT_INDICATOR:
        return own_indicator(input, subject->indicator,
                             scores->indicators[subject->indicator->position]);
    case SUBJECT_MEASURES:
        return json_pack("{s:b}", "planned", input->planned[subject->goal->position] != 0);
    case SUBJECT_GOAL:
        own = json_object();
        set_points(own, scores->goals[subject->goal->position]);
        return own;
    case SUBJECT_FIELD:
        own = json_object();
        set_points(own, scores->fields[field_position(input->edition, subject->field)]);
        return own;
    case SUBJECT_WHOLE:
        break;
    }
    own = json_object();
    set_points(own, scores->whole);
    return own;
}

/* --- beside the figures --- */

/* The own number in the unit of the subject's figures, rounded like them; NULL without one. */
static char *comparable(const struct subject *subject, const json_t *own)
{
    const char *rounded = json_string_value(json_object_get(own, "rounded"));
    const char *points = json_string_value(json_object_get(own, "points"));
    struct published number;

    if (subject->level == SUBJECT_INDICATOR)
        return rounded == NULL ? NULL : memory_copy_text(rounded);
    if (points == NULL)
        return NULL;
    number = published_read(points);
    return decimal_print(decimal_divide(number.value, POINT), 0);
}

static const char *text_of(const json_t *figure, const char *name, const char *other_name)
{
    const json_t *value = json_object_get(figure, name);

    return json_string_value(value == NULL ? json_object_get(figure, other_name) : value);
}

/* Where the own number lies; NULL where no quartiles are published, or no number is there. */
static const char *band_of(const json_t *figure, const char *own)
{
    const char *lower = text_of(figure, "q1", "lower");
    const char *upper = text_of(figure, "q3", "upper");

    if (own == NULL || lower == NULL || upper == NULL)
        return NULL;
    if (published_compare(published_read(own), published_read(lower)) < 0)
        return "below";
    if (published_compare(published_read(own), published_read(upper)) > 0)
        return "above";
    return "within";
}

static json_t *figures_beside(const json_t *figures, const char *own)
{
    static const char *const said_above[] = {"id", "subject", "level"};
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(figures); i++) {
        json_t *figure = json_copy(json_array_get(figures, i));
        const char *band = band_of(figure, own);

        for (size_t k = 0; k < COUNT_OF(said_above); k++)
            (void)json_object_del(figure, said_above[k]);
        if (band != NULL)
            json_object_set_new(figure, "band", json_string(band));
        json_array_append_new(list, figure);
    }
    return list;
}

/* The figures of each subject, under its id. */
static json_t *index_figures(const json_t *release)
{
    const json_t *figures = json_object_get(release, "figures");
    json_t *by_subject = json_object();

    for (size_t i = 0; i < json_array_size(figures); i++) {
        json_t *figure = json_array_get(figures, i);
        const char *id = json_string_value(json_object_get(figure, "subject"));

        if (json_object_get(by_subject, id) == NULL)
            json_object_set_new(by_subject, id, json_array());
        json_array_append(json_object_get(by_subject, id), figure);
    }
    return by_subject;
}

static json_t *subjects_to_json(const struct position_input *input, const json_t *by_subject,
                                const struct own_scores *scores)
{
    json_t *list = json_array();

    for (size_t i = 0; i < subject_count(input->edition); i++) {
        const struct subject subject = subject_at(input->edition, i);
        json_t *own = own_of(input, &subject, scores);
        CLEANUP(memory_freep) char *number = comparable(&subject, own);

        json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:o}", "subject", subject.id, "level",
                            subject_level_name(subject.level), "own", own, "figures",
                            figures_beside(json_object_get(by_subject, subject.id), number)));
    }
    return list;
}

static json_t *groups_to_json(const struct position_input *input)
{
    const json_t *groups = json_object_get(input->release, "groups");
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(groups); i++) {
        json_t *group = json_copy(json_array_get(groups, i));
        const char *id = json_string_value(json_object_get(group, "id"));
        bool is_own = false;

        for (size_t k = 0; k < input->group_count; k++)
            is_own = is_own || strcmp(input->groups[k], id) == 0;
        json_object_set_new(group, "own", json_boolean(is_own));
        json_array_append_new(list, group);
    }
    return list;
}

json_t *position_compute(const struct position_input *input)
{
    CLEANUP(own_scores_donep) struct own_scores scores = {0};
    json_t *by_subject = index_figures(input->release);
    json_t *position;

    own_scores_init(&scores, input->edition, input->values, input->states);
    position = json_pack("{s:o, s:o, s:o}", "groups", groups_to_json(input), "subjects",
                         subjects_to_json(input, by_subject, &scores), "fields",
                         position_fields(input, by_subject));
    json_decref(by_subject);
    return position;
}

/* --- before and after --- */

static bool is_own_group(const struct position_input *input, const char *id)
{
    for (size_t i = 0; i < input->group_count; i++)
        if (strcmp(input->groups[i], id) == 0)
            return true;
    return false;
}

/* {"all": "below"}: where the own number lies in the own groups. */
static json_t *own_bands(const struct position_input *input, const json_t *figures,
                         const char *number)
{
    json_t *bands = json_object();

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *group = json_string_value(json_object_get(figure, "group"));
        const char *band = band_of(figure, number);

        if (band != NULL && is_own_group(input, group))
            json_object_set_new(bands, group, json_string(band));
    }
    return bands;
}

/* The own value with its places; null without a version. */
static json_t *own_place(const struct position_input *input, const struct subject *subject,
                         const json_t *figures, const struct own_scores *scores)
{
    CLEANUP(memory_freep) char *number = NULL;
    json_t *own;

    if (input->values == NULL)
        return json_null();
    own = own_of(input, subject, scores);
    number = comparable(subject, own);
    json_object_set_new(own, "bands", own_bands(input, figures, number));
    return own;
}

json_t *position_changes(const struct position_input *before,
                         const struct position_input *after)
{
    CLEANUP(own_scores_donep) struct own_scores old_scores = {0};
    CLEANUP(own_scores_donep) struct own_scores new_scores = {0};
    json_t *by_subject = index_figures(after->release);
    json_t *list = json_array();

    if (before->values != NULL)
        own_scores_init(&old_scores, before->edition, before->values, before->states);
    own_scores_init(&new_scores, after->edition, after->values, after->states);
    for (size_t i = 0; i < subject_count(after->edition); i++) {
        const struct subject subject = subject_at(after->edition, i);
        const json_t *figures = json_object_get(by_subject, subject.id);
        json_t *from = own_place(before, &subject, figures, &old_scores);
        json_t *to = own_place(after, &subject, figures, &new_scores);

        if (!json_equal(from, to))
            json_array_append_new(list, json_pack("{s:s, s:s, s:O, s:O}", "subject", subject.id,
                                                  "level", subject_level_name(subject.level),
                                                  "before", from, "after", to));
        json_decref(from);
        json_decref(to);
    }
    json_decref(by_subject);
    return list;
}
