#include "common/figures/position_field.h"

#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/figures/published.h"
#include "common/memory.h"
#include "common/self_check.h"

#define TENTHS_PER_TENTH_OF_A_LEVEL 25 /* a level is 25 points */
#define TENTHS_PER_POINT            10
#define TENTHS_MAX                  1000

/* An own answer and the published mean of all in tenths of a point, of which more is better. */
struct gap {
    const struct indicator *indicator;
    int64_t own, mean;
};

static int64_t difference_of(const struct gap *gap)
{
    return gap->own - gap->mean;
}

/* The farthest first; of equal ones the first of the edition. */
static int compare_gaps(const void *left, const void *right)
{
    const struct gap *a = left;
    const struct gap *b = right;
    const int64_t farther = llabs(difference_of(b)) - llabs(difference_of(a));

    if (farther != 0)
        return farther > 0 ? 1 : -1;
    return a->indicator->position < b->indicator->position ? -1 : 1;
}

/* The published mean of an indicator for all, as text; NULL where there is none. */
static const char *mean_of_all(const json_t *figures)
{
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *group = json_string_value(json_object_get(figure, "group"));
        const json_t *mean = json_object_get(figure, "mean");

        if (strcmp(group, "all") == 0)
            return json_string_value(mean == NULL ? json_object_get(figure, "share") : mean);
    }
    return NULL;
}

/* What a rounded number of the indicator is worth. */
static int64_t tenths_of(const struct indicator *indicator, const char *rounded)
{
    const int64_t tenths =
        (int64_t)published_read(rounded).value *
        (indicator->kind == INDICATOR_LEVEL ? TENTHS_PER_TENTH_OF_A_LEVEL : TENTHS_PER_POINT);

    return indicator->polarity == POLARITY_LOWER ? TENTHS_MAX - tenths : tenths;
}

static bool gap_of(const struct position_input *input, const struct indicator *indicator,
                   const json_t *figures, struct gap *out)
{
    const char *mean = mean_of_all(figures);
    CLEANUP(memory_freep) char *own = NULL;

    if (mean == NULL || input->states[indicator->position] != STATE_ANSWERED ||
        !indicator_is_scored(indicator))
        return false;
    own = position_rounded(indicator, input->values[indicator->position]);
    *out = (struct gap){
        .indicator = indicator,
        .own = tenths_of(indicator, own),
        .mean = tenths_of(indicator, mean),
    };
    return true;
}

static void set_tenths(json_t *object, const char *member, int64_t tenths)
{
    CLEANUP(memory_freep) char *text = decimal_print(tenths, 1);

    json_object_set_new(object, member, json_string(text));
}

static void add_gap(json_t *list, const struct gap *gap)
{
    json_t *object = json_pack("{s:s}", "indicator", gap->indicator->id);

    set_tenths(object, "own", gap->own);
    set_tenths(object, "mean", gap->mean);
    set_tenths(object, "difference", difference_of(gap));
    json_array_append_new(list, object);
}

/* The measures that the content plans for the goals of a field. */
static json_t *measures_of(const json_t *content, const struct catalogue *edition,
                           const struct field *field)
{
    const json_t *measures = json_object_get(content, "measures");
    const size_t end = field->first_goal + field->goal_count;
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(measures); i++) {
        json_t *measure = json_array_get(measures, i);
        const char *id = json_string_value(json_object_get(measure, "goal"));
        const struct goal *goal = id == NULL ? NULL : catalogue_goal_find(edition, id);

        if (goal != NULL && goal->position >= field->first_goal && goal->position < end)
            json_array_append(list, measure);
    }
    return list;
}

static json_t *field_to_json(const struct position_input *input, const struct field *field,
                             const json_t *by_subject)
{
    CLEANUP(memory_freep) struct gap *gaps = memory_new(field->count, sizeof *gaps);
    size_t count = 0;
    json_t *strengths = json_array();
    json_t *shortfalls = json_array();
    json_t *object = json_pack("{s:s, s:o, s:o}", "field", field->id, "strengths", strengths,
                               "gaps", shortfalls);

    for (size_t i = field->first; i < field->first + field->count; i++) {
        const struct indicator *indicator = catalogue_at(input->edition, i);

        if (gap_of(input, indicator, json_object_get(by_subject, indicator->id), &gaps[count]))
            count++;
    }
    qsort(gaps, count, sizeof *gaps, compare_gaps);
    for (size_t i = 0; i < count; i++) {
        json_t *list = difference_of(&gaps[i]) > 0 ? strengths : shortfalls;

        if (difference_of(&gaps[i]) != 0 && json_array_size(list) < POSITION_LISTED_MAX)
            add_gap(list, &gaps[i]);
    }
    if (input->content != NULL)
        json_object_set_new(object, "measures",
                            measures_of(input->content, input->edition, field));
    return object;
}

json_t *position_fields(const struct position_input *input, const json_t *by_subject)
{
    json_t *list = json_array();

    for (size_t i = 0; i < catalogue_field_count(input->edition); i++)
        json_array_append_new(
            list, field_to_json(input, catalogue_field_at(input->edition, i), by_subject));
    return list;
}
