#include "common/figures/trend.h"

#include <string.h>

#include "common/figures/disclosure.h"
#include "common/figures/published.h"
#include "common/memory.h"

/* The numbers of a figure that may be subtracted from one another. */
static const char *const numbers[] = {"mean", "share", "q1", "median", "q3", "lower", "upper"};

static void set_difference(json_t *change, const char *member, const char *before,
                           const char *after)
{
    CLEANUP(memory_freep)
    char *text = published_subtract(published_read(after), published_read(before));

    json_object_set_new(change, member, json_string(text));
}

static bool is_published(const struct trend_point *point)
{
    const char *status = json_string_value(json_object_get(point->figure, "status"));

    return point->subject != NULL && status != NULL &&
           strcmp(status, figure_status_name(FIGURE_PUBLISHED)) == 0;
}

static json_t *change_between(const struct trend_point *before, const struct trend_point *after)
{
    const char *base = json_object_get(after->figure, "n") == NULL ? "indicators" : "n";
    json_t *change = json_pack("{s:s, s:{s:O?, s:O?}}", "since", before->round, base, "from",
                               json_object_get(before->figure, base), "to",
                               json_object_get(after->figure, base));

    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        const char *from = json_string_value(json_object_get(before->figure, numbers[i]));
        const char *to = json_string_value(json_object_get(after->figure, numbers[i]));

        if (from != NULL && to != NULL)
            set_difference(change, numbers[i], from, to);
    }
    return change;
}

static const char *status_of(const struct trend_point *point)
{
    if (point->subject == NULL)
        return "not-joined";
    if (point->figure == NULL)
        return "no-such-group";
    return json_string_value(json_object_get(point->figure, "status"));
}

/* joined is the last point before that has a subject, published the last published one; each or
 * NULL. */
static json_t *point_to_json(const struct trend_point *point, const struct trend_point *joined,
                             const struct trend_point *published)
{
    static const char *const kept_elsewhere[] = {"id", "subject", "level", "group", "status"};
    const bool is_break =
        point->subject != NULL && joined != NULL && joined->segment != point->segment;
    json_t *object =
        json_pack("{s:s, s:s, s:i, s:b, s:s, s:s?, s:s, s:b}", "round", point->round, "edition",
                  point->edition, "release", point->release, "final", point->is_final,
                  "publishedAt", point->published_at, "subject", point->subject, "status",
                  status_of(point), "break", is_break);
    json_t *figure;

    if (point->subject == NULL || point->figure == NULL)
        return object;
    figure = json_deep_copy(point->figure);
    for (size_t i = 0; i < COUNT_OF(kept_elsewhere); i++)
        (void)json_object_del(figure, kept_elsewhere[i]);
    (void)json_object_update(object, figure);
    json_decref(figure);
    if (is_published(point) && published != NULL && published->segment == point->segment)
        json_object_set_new(object, "change", change_between(published, point));
    return object;
}

json_t *trend_compute(enum subject_level level, const char *subject, const char *group,
                      const struct trend_point *points, size_t count)
{
    const struct trend_point *joined = NULL, *published = NULL;
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, point_to_json(&points[i], joined, published));
        if (points[i].subject != NULL)
            joined = &points[i];
        if (is_published(&points[i]))
            published = &points[i];
    }
    return json_pack("{s:s, s:s, s:s, s:o}", "level", subject_level_name(level), "subject",
                     subject, "group", group, "points", list);
}
