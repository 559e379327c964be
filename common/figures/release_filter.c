#include <stdbool.h>
#include <string.h>

#include "common/figures/release.h"
#include "common/figures/subject.h"

static bool has(const char *const *list, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], id) == 0)
            return true;
    }
    return false;
}

static bool matches_subject(const struct release_filter *filter, const struct subject *subject)
{
    if (filter->field_count + filter->goal_count + filter->indicator_count == 0)
        return true;
    if (subject->field != NULL && has(filter->fields, filter->field_count, subject->field->id))
        return true;
    if (subject->goal != NULL && has(filter->goals, filter->goal_count, subject->goal->id))
        return true;
    return subject->indicator != NULL &&
           has(filter->indicators, filter->indicator_count, subject->indicator->id);
}

static bool matches(const struct release_filter *filter, const struct catalogue *edition,
                    const json_t *figure)
{
    const char *group = json_string_value(json_object_get(figure, "group"));
    const char *level = json_string_value(json_object_get(figure, "level"));
    const char *id = json_string_value(json_object_get(figure, "subject"));
    struct subject subject = subject_find(edition, level, id);

    if (filter->group_count > 0 && !has(filter->groups, filter->group_count, group))
        return false;
    return matches_subject(filter, &subject);
}

json_t *release_filter(const json_t *release, const struct catalogue *edition,
                       const struct release_filter *filter)
{
    json_t *copy = json_deep_copy(release);
    const json_t *figures = json_object_get(copy, "figures");
    json_t *kept = json_array();

    for (size_t i = 0; i < json_array_size(figures); i++) {
        json_t *figure = json_array_get(figures, i);

        if (matches(filter, edition, figure))
            json_array_append(kept, figure);
    }
    json_object_set_new(copy, "figures", kept);
    return copy;
}
