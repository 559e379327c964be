#include "common/figures/subject.h"

#include <assert.h>
#include <string.h>

static const struct wording whole_label = {"Gesamt", "Overall"};

const char *subject_level_name(enum subject_level level)
{
    switch (level) {
    case SUBJECT_INDICATOR:
        return "indicator";
    case SUBJECT_GOAL:
        return "goal";
    case SUBJECT_FIELD:
        return "field";
    case SUBJECT_WHOLE:
        return "whole";
    case SUBJECT_MEASURES:
        return "measures";
    }
    return "unknown";
}

static struct subject of_indicator(const struct catalogue *edition,
                                   const struct indicator *indicator)
{
    return (struct subject){
        .level = SUBJECT_INDICATOR,
        .id = indicator->id,
        .label = &indicator->label,
        .indicator = indicator,
        .goal = catalogue_goal_at(edition, indicator->goal),
        .field = catalogue_field_at(edition, indicator->field),
        .first = indicator->position,
        .count = 1,
    };
}

static struct subject of_goal(const struct catalogue *edition, const struct goal *goal)
{
    return (struct subject){
        .level = SUBJECT_GOAL,
        .id = goal->id,
        .label = &goal->label,
        .goal = goal,
        .field = catalogue_field_at(edition, goal->field),
        .first = goal->first,
        .count = goal->count,
    };
}

static struct subject of_field(const struct field *field)
{
    return (struct subject){
        .level = SUBJECT_FIELD,
        .id = field->id,
        .label = &field->label,
        .field = field,
        .first = field->first,
        .count = field->count,
    };
}

static struct subject of_whole(const struct catalogue *edition)
{
    return (struct subject){
        .level = SUBJECT_WHOLE,
        .id = "whole",
        .label = &whole_label,
        .first = 0,
        .count = catalogue_count(edition),
    };
}

static struct subject of_measures(const struct catalogue *edition, const struct goal *goal)
{
    return (struct subject){
        .level = SUBJECT_MEASURES,
        .id = goal->measures,
        .label = &goal->label,
        .goal = goal,
        .field = catalogue_field_at(edition, goal->field),
    };
}

size_t subject_count(const struct catalogue *edition)
{
    return catalogue_count(edition) + 2 * catalogue_goal_count(edition) +
           catalogue_field_count(edition) + 1;
}

struct subject subject_at(const struct catalogue *edition, size_t index)
{
    size_t indicators = catalogue_count(edition);
    size_t goals = catalogue_goal_count(edition);
    size_t fields = catalogue_field_count(edition);

    assert(index < subject_count(edition));
    if (index < indicators)
        return of_indicator(edition, catalogue_at(edition, index));
    index -= indicators;
    if (index < goals)
        return of_goal(edition, catalogue_goal_at(edition, index));
    index -= goals;
    if (index < fields)
        return of_field(catalogue_field_at(edition, index));
    index -= fields;
    return index == 0 ? of_whole(edition)
                      : of_measures(edition, catalogue_goal_at(edition, index - 1));
}

static struct subject find_indicator(const struct catalogue *edition, const char *id)
{
    const struct indicator *indicator = catalogue_find(edition, id);

    return indicator == NULL ? (struct subject){0} : of_indicator(edition, indicator);
}

static struct subject find_goal(const struct catalogue *edition, const char *id)
{
    const struct goal *goal = catalogue_goal_find(edition, id);

    return goal == NULL ? (struct subject){0} : of_goal(edition, goal);
}

static struct subject find_field(const struct catalogue *edition, const char *id)
{
    for (size_t i = 0; i < catalogue_field_count(edition); i++) {
        const struct field *field = catalogue_field_at(edition, i);

        if (strcmp(field->id, id) == 0)
            return of_field(field);
    }
    return (struct subject){0};
}

static struct subject find_measures(const struct catalogue *edition, const char *id)
{
    for (size_t i = 0; i < catalogue_goal_count(edition); i++) {
        const struct goal *goal = catalogue_goal_at(edition, i);

        if (strcmp(goal->measures, id) == 0)
            return of_measures(edition, goal);
    }
    return (struct subject){0};
}

struct subject subject_find(const struct catalogue *edition, const char *level, const char *id)
{
    if (strcmp(level, subject_level_name(SUBJECT_INDICATOR)) == 0)
        return find_indicator(edition, id);
    if (strcmp(level, subject_level_name(SUBJECT_GOAL)) == 0)
        return find_goal(edition, id);
    if (strcmp(level, subject_level_name(SUBJECT_FIELD)) == 0)
        return find_field(edition, id);
    if (strcmp(level, subject_level_name(SUBJECT_MEASURES)) == 0)
        return find_measures(edition, id);
    return of_whole(edition);
}
