#include "daemon/pages/position_view.h"

#include <stdbool.h>
#include <string.h>

#include "common/charts/scale.h"
#include "common/decimal.h"
#include "common/figures/subject.h"
#include "common/memory.h"
#include "daemon/pages/chart_view.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/format.h"

#define PRIORITIES 3 /* of a measure, from 1 */

/* A view in the making. */
struct making {
    struct figure_frame frame;
    const char *group;
    json_t *by_subject; /* owned; the position's subjects */
};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* --- the head --- */

/* current: the version whose values stand beside the release's. */
static json_t *release_of(const struct making *self, const json_t *release, json_int_t current)
{
    CLEANUP(memory_freep) char *published = NULL;
    const json_t *version = json_object_get(release, "version");

    if (!json_is_object(release))
        return json_null();
    published = format_moment(text_of(release, "publishedAt"), self->frame.language);
    return json_pack(
        "{s:I, s:s, s:b, s:b, s:b, s:I, s:o}", "number", (json_int_t)self->frame.release,
        "published", published, "is_final", json_is_true(json_object_get(release, "final")),
        "is_included", json_is_integer(version), "is_earlier",
        json_is_integer(version) && json_integer_value(version) < current, "included",
        json_integer_value(version), "href",
        json_sprintf("/ergebnisse/%s/%lld", self->frame.round, self->frame.release));
}

/* --- rows --- */

/* The figure of the group that is compared with, or NULL. */
static json_t *figure_of(const struct making *self, const json_t *subject)
{
    const json_t *figures = json_object_get(subject, "figures");

    for (size_t i = 0; i < json_array_size(figures); i++)
        if (strcmp(text_of(json_array_get(figures, i), "group"), self->group) == 0)
            return json_array_get(figures, i);
    return NULL;
}

static bool is_of_kind(const struct subject *subject, enum indicator_kind kind)
{
    return subject->level == SUBJECT_INDICATOR && subject->indicator->kind == kind;
}

/* The own value as it is read: the number in the figures' unit; a level as it was chosen; ""
 * for yes and no, which add_states() has as words, and without a value. */
static json_t *own_number(const json_t *own, const struct subject *subject,
                          enum language language)
{
    const struct chart_value points = chart_value_read(text_of(own, "points"));
    CLEANUP(memory_freep) char *rounded = NULL;

    if (is_of_kind(subject, INDICATOR_YES_NO))
        return json_string("");
    if (is_of_kind(subject, INDICATOR_LEVEL))
        return figure_number(text_of(own, "value"), subject, language);
    if (subject->level == SUBJECT_INDICATOR)
        return figure_number(text_of(own, "rounded"), subject, language);
    if (!points.is_there)
        return json_string("");
    rounded = decimal_print(decimal_divide(points.millionths, CHART_ONE), 0);
    return figure_number(rounded, subject, language); /* whole points, as figures are */
}

/* Which state, yes or no, measure or place among the quartiles; each is true or false. */
static void add_states(json_t *row, const struct subject *subject, const json_t *own,
                       const json_t *figure)
{
    static const char *const states[] = {"skipped", "unknown", "not_applicable"};
    static const char *const bands[] = {"below", "within", "above"};
    const char *state = text_of(own, "state");
    const char *band = text_of(figure, "band");
    const json_t *planned = json_object_get(own, "planned");
    const char *chosen = is_of_kind(subject, INDICATOR_YES_NO) ? text_of(own, "value") : NULL;

    for (size_t i = 0; i < COUNT_OF(states); i++)
        (void)json_object_set_new(row, states[i],
                                  json_boolean(state != NULL && strcmp(state, states[i]) == 0));
    for (size_t i = 0; i < COUNT_OF(bands); i++)
        (void)json_object_set_new(row, bands[i],
                                  json_boolean(band != NULL && strcmp(band, bands[i]) == 0));
    (void)json_object_set_new(row, "yes",
                              json_boolean(chosen != NULL && strcmp(chosen, "1") == 0));
    (void)json_object_set_new(row, "no",
                              json_boolean(chosen != NULL && strcmp(chosen, "0") == 0));
    (void)json_object_set_new(row, "planned", json_boolean(json_is_true(planned)));
    (void)json_object_set_new(row, "not_planned", json_boolean(json_is_false(planned)));
}

static json_t *row_of(const struct making *self, enum subject_level level, const char *id)
{
    const struct subject subject =
        subject_find(self->frame.edition, subject_level_name(level), id);
    const json_t *entry = json_object_get(self->by_subject, id);
    const json_t *own = json_object_get(entry, "own");
    const json_t *figure = figure_of(self, entry);
    json_t *row = figure_subject_view(&subject, self->frame.language);

    (void)json_object_set_new(row, "own", own_number(own, &subject, self->frame.language));
    (void)json_object_set_new(
        row, "figure",
        figure == NULL ? json_null() : figure_view(&self->frame, &subject, figure, NULL, own));
    add_states(row, &subject, own, figure);
    return row;
}

static json_t *overview(const struct making *self)
{
    json_t *list = json_array();

    for (size_t i = 0; i < catalogue_field_count(self->frame.edition); i++)
        (void)json_array_append_new(
            list, row_of(self, SUBJECT_FIELD, catalogue_field_at(self->frame.edition, i)->id));
    (void)json_array_append_new(list, row_of(self, SUBJECT_WHOLE, "whole"));
    return list;
}

/* --- fields --- */

/* Strengths or gaps: what they are, and by how many points. */
static json_t *listed(const struct making *self, const json_t *list)
{
    json_t *views = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *each = json_array_get(list, i);
        const struct indicator *indicator =
            catalogue_find(self->frame.edition, text_of(each, "indicator"));
        const char *difference = text_of(each, "difference");
        CLEANUP(memory_freep) char *number = format_decimal(difference, self->frame.language);

        if (indicator != NULL)
            (void)json_array_append_new(
                views,
                json_pack("{s:s, s:o}", "label",
                          wording_in(&indicator->label, self->frame.language), "difference",
                          json_sprintf("%s%s", difference[0] == '-' ? "" : "+", number)));
    }
    return views;
}

/* The priority and the status of a measure: "priority_1", "status_done" and so
 * on; each is true or false. */
static void add_choices(json_t *view, const json_t *measure)
{
    static const char *const statuses[] = {"planned", "started", "done", "dropped"};
    const char *status = text_of(measure, "status");
    const json_int_t priority = json_integer_value(json_object_get(measure, "priority"));

    for (json_int_t i = 1; i <= PRIORITIES; i++) {
        CLEANUP(memory_freep) char *name = memory_format("priority_%lld", (long long)i);

        (void)json_object_set_new(view, name, json_boolean(i == priority));
    }
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        CLEANUP(memory_freep) char *name = memory_format("status_%s", statuses[i]);

        (void)json_object_set_new(
            view, name, json_boolean(status != NULL && strcmp(status, statuses[i]) == 0));
    }
}

static json_t *measures_of(const struct making *self, const json_t *list)
{
    static const char *const texts[] = {"aim", "measure", "responsible"};
    json_t *views = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *each = json_array_get(list, i);
        const struct goal *goal =
            catalogue_goal_find(self->frame.edition, text_of(each, "goal"));
        const char *due = text_of(each, "due");
        CLEANUP(memory_freep)
        char *date = format_date(due == NULL ? "" : due, self->frame.language);
        json_t *view = json_pack(
            "{s:s, s:s}", "goal",
            goal == NULL ? "" : wording_in(&goal->label, self->frame.language), "due", date);

        add_choices(view, each);
        for (size_t k = 0; k < COUNT_OF(texts); k++) {
            const char *text = text_of(each, texts[k]);

            (void)json_object_set_new(view, texts[k], json_string(text == NULL ? "" : text));
        }
        (void)json_array_append_new(views, view);
    }
    return views;
}

static json_t *rows_of(const struct making *self, const struct field *field)
{
    json_t *rows = json_array();

    for (size_t k = 0; k < field->goal_count; k++) {
        const struct goal *goal = catalogue_goal_at(self->frame.edition, field->first_goal + k);

        (void)json_array_append_new(rows, row_of(self, SUBJECT_GOAL, goal->id));
        (void)json_array_append_new(rows, row_of(self, SUBJECT_MEASURES, goal->measures));
        for (size_t i = 0; i < goal->count; i++)
            (void)json_array_append_new(
                rows, row_of(self, SUBJECT_INDICATOR,
                             catalogue_at(self->frame.edition, goal->first + i)->id));
    }
    return rows;
}

static json_t *fields_of(const struct making *self, const json_t *fields)
{
    json_t *list = json_array();

    for (size_t i = 0; i < catalogue_field_count(self->frame.edition); i++) {
        const struct field *field = catalogue_field_at(self->frame.edition, i);
        const json_t *given = json_array_get(fields, i);
        json_t *strengths = listed(self, json_object_get(given, "strengths"));
        json_t *gaps = listed(self, json_object_get(given, "gaps"));
        json_t *measures = measures_of(self, json_object_get(given, "measures"));

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:o, s:b, s:o, s:b, s:o, s:b, s:o}", "id", field->id,
                            "label", wording_in(&field->label, self->frame.language), "rows",
                            rows_of(self, field), "has_strengths",
                            json_array_size(strengths) > 0, "strengths", strengths, "has_gaps",
                            json_array_size(gaps) > 0, "gaps", gaps, "has_measures",
                            json_array_size(measures) > 0, "measures", measures));
    }
    return list;
}

json_t *position_view(const json_t *position, const struct catalogue *edition,
                      const char *group, enum language language)
{
    const json_t *release = json_object_get(position, "release");
    struct making self = {
        .frame = {.edition = edition,
                  .groups = json_object_get(position, "groups"),
                  .round = text_of(position, "round"),
                  .release = json_integer_value(json_object_get(release, "release")),
                  .language = language},
        .group = group,
    };
    json_t *view;

    if (json_is_object(release) && figure_group_find(self.frame.groups, group) == NULL)
        return NULL;
    self.by_subject = figure_index(json_object_get(position, "subjects"), "subject");
    view = json_pack(
        "{s:s, s:O, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "round",
        self.frame.round, "version", json_object_get(position, "version"), "release",
        release_of(&self, release, json_integer_value(json_object_get(position, "version"))),
        "groups", figure_group_options(self.frame.groups, group, language), "group", group,
        "group_label", json_is_object(release) ? figure_group_label(&self.frame, group) : "",
        "radar", chart_view_own_radar(edition, position, group, language), "own_swatch",
        chart_view_swatch(SWATCH_OWN), "group_swatch", chart_view_swatch(SWATCH_GROUP_1),
        "band_swatch", chart_view_swatch(SWATCH_BAND), "median_swatch",
        chart_view_swatch(SWATCH_MEDIAN), "mean_swatch", chart_view_swatch(SWATCH_MEAN),
        "overview", overview(&self), "fields",
        fields_of(&self, json_object_get(position, "fields")));
    json_decref(self.by_subject);
    return view;
}
