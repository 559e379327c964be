#include "daemon/pages/release_view.h"

#include <string.h>

#include "common/figures/subject.h"
#include "common/memory.h"
#include "daemon/pages/chart_view.h"
#include "daemon/pages/figure_view.h"
#include "daemon/pages/format.h"

/* A view in the making. */
struct making {
    struct figure_frame frame;
    const struct group_choice *choice;
    json_t *by_id; /* owned; the release's figures */
};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* --- groups --- */

static bool is_too_small(const json_t *group)
{
    return json_is_true(json_object_get(group, "tooSmall"));
}

static json_t *groups_shown(const struct making *self)
{
    json_t *list = json_array();

    for (size_t i = 0; i < self->choice->count; i++) {
        const json_t *group = figure_group_find(self->frame.groups, self->choice->ids[i]);
        CLEANUP(memory_freep)
        char *members = format_integer(json_integer_value(json_object_get(group, "members")),
                                       self->frame.language);

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:b, s:o}", "id", self->choice->ids[i], "label",
                            figure_label(json_object_get(group, "label"), self->frame.language),
                            "members", members, "is_single",
                            json_integer_value(json_object_get(group, "members")) == 1,
                            "swatch", chart_view_swatch((enum swatch)(SWATCH_GROUP_1 + i))));
    }
    return list;
}

/* The groups chosen that are too small, each with the next larger one. */
static json_t *small_shown(const struct making *self)
{
    json_t *list = json_array();

    for (size_t i = 0; i < self->choice->count; i++) {
        const json_t *group = figure_group_find(self->frame.groups, self->choice->ids[i]);
        const char *use = text_of(group, "use");

        if (is_too_small(group))
            (void)json_array_append_new(
                list,
                json_pack("{s:s, s:o}", "label",
                          figure_label(json_object_get(group, "label"), self->frame.language),
                          "use",
                          use == NULL ? json_null()
                                      : json_pack("{s:s, s:s}", "id", use, "label",
                                                  figure_group_label(&self->frame, use))));
    }
    return list;
}

/* How many of all municipalities are in the release. */
static json_t *taking_part(const struct making *self, const json_t *release)
{
    const json_t *versions = json_object_get(json_object_get(release, "inputs"), "versions");
    const json_t *members = json_object_get(
        figure_group_find(self->frame.groups, FIGURE_GROUP_STANDARD), "members");
    CLEANUP(memory_freep)
    char *count = format_integer(json_integer_value(versions), self->frame.language);
    CLEANUP(memory_freep)
    char *all = format_integer(json_integer_value(members), self->frame.language);

    return json_pack("{s:s, s:s, s:O, s:O}", "handed_in", count, "members", all, "count",
                     versions, "all", members);
}

static json_t *choosers(const struct making *self)
{
    static const char *const names[] = {RELEASE_VIEW_PARAMETERS};
    json_t *list = json_array();

    for (size_t i = 0; i < RELEASE_VIEW_GROUPS_MAX; i++) {
        const char *chosen = i < self->choice->count ? self->choice->ids[i] : NULL;

        (void)json_array_append_new(
            list,
            json_pack("{s:i, s:s, s:b, s:o}", "number", (int)i + 1, "name", names[i],
                      "is_first", i == 0, "options",
                      figure_group_options(self->frame.groups, chosen, self->frame.language)));
    }
    return list;
}

/* Groups that no figures of their own are made for, since they are too small. */
static json_t *too_small(const struct making *self)
{
    const json_t *groups = self->frame.groups;
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(groups); i++)
        if (is_too_small(json_array_get(groups, i)))
            (void)json_array_append_new(
                list,
                json_string(figure_label(json_object_get(json_array_get(groups, i), "label"),
                                         self->frame.language)));
    if (json_array_size(list) > 0)
        return json_pack("{s:o}", "labels", list);
    json_decref(list);
    return json_null();
}

/* --- rows --- */

/* The figures of the subject, one for each group that is shown and has one. */
static json_t *figures_of(const struct making *self, const struct subject *subject)
{
    json_t *list = json_array();

    for (size_t i = 0; i < self->choice->count; i++) {
        CLEANUP(memory_freep)
        char *id = memory_format("%s@%s", subject->id, self->choice->ids[i]);

        if (json_object_get(self->by_id, id) != NULL)
            (void)json_array_append(list, json_object_get(self->by_id, id));
    }
    return list;
}

static json_t *row(const struct making *self, struct subject subject)
{
    json_t *figures = figures_of(self, &subject);
    json_t *views = json_array();
    json_t *view = figure_subject_view(&subject, self->frame.language);

    for (size_t i = 0; i < json_array_size(figures); i++) {
        json_t *figure =
            figure_view(&self->frame, &subject, json_array_get(figures, i), figures, NULL);

        (void)json_object_set_new(figure, "is_first", json_boolean(i == 0));
        (void)json_array_append_new(views, figure);
    }
    (void)json_object_set_new(view, "figures", views);
    (void)json_object_set_new(view, "span", json_integer((json_int_t)json_array_size(figures)));
    json_decref(figures);
    return view;
}

static json_t *row_of(const struct making *self, enum subject_level level, const char *id)
{
    return row(self, subject_find(self->frame.edition, subject_level_name(level), id));
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

static json_t *goal_rows(const struct making *self, const struct goal *goal)
{
    json_t *list = json_array();

    (void)json_array_append_new(list, row_of(self, SUBJECT_GOAL, goal->id));
    for (size_t i = 0; i < goal->count; i++)
        (void)json_array_append_new(
            list, row_of(self, SUBJECT_INDICATOR,
                         catalogue_at(self->frame.edition, goal->first + i)->id));
    (void)json_array_append_new(list, row_of(self, SUBJECT_MEASURES, goal->measures));
    return list;
}

static json_t *fields(const struct making *self)
{
    json_t *list = json_array();

    for (size_t i = 0; i < catalogue_field_count(self->frame.edition); i++) {
        const struct field *field = catalogue_field_at(self->frame.edition, i);
        json_t *goals = json_array();

        for (size_t k = 0; k < field->goal_count; k++)
            (void)json_array_append_new(
                goals, json_pack("{s:o}", "rows",
                                 goal_rows(self, catalogue_goal_at(self->frame.edition,
                                                                   field->first_goal + k))));
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:o}", "id", field->id, "label",
                            wording_in(&field->label, self->frame.language), "goals", goals));
    }
    return list;
}

json_t *release_view(const json_t *release, const struct catalogue *edition,
                     const struct group_choice *choice, enum language language)
{
    struct making self = {
        .frame = {.edition = edition,
                  .groups = json_object_get(release, "groups"),
                  .round = text_of(release, "round"),
                  .release = json_integer_value(json_object_get(release, "release")),
                  .language = language},
        .choice = choice,
        .by_id = figure_index(json_object_get(release, "figures"), "id"),
    };
    json_t *view = json_pack(
        "{s:o, s:o, s:o, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "groups",
        groups_shown(&self), "small", small_shown(&self), "taking_part",
        taking_part(&self, release), "is_one", choice->count == 1, "is_many", choice->count > 1,
        "choosers", choosers(&self), "too_small", too_small(&self), "radar",
        chart_view_radar(edition, release, choice->ids, choice->count, language), "band_swatch",
        chart_view_swatch(SWATCH_BAND), "median_swatch", chart_view_swatch(SWATCH_MEDIAN),
        "mean_swatch", chart_view_swatch(SWATCH_MEAN), "overview", overview(&self), "fields",
        fields(&self));

    json_decref(self.by_id);
    return view;
}
