#include "common/figures/figure.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"

/* The release in which each figure of the previous one was last published, by id. */
static json_t *read_published_before(const json_t *previous)
{
    json_t *published_before = json_object();
    const json_t *release = json_object_get(previous, "release");
    const json_t *list = json_object_get(previous, "figures");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *figure = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(figure, "id"));
        const char *status = json_string_value(json_object_get(figure, "status"));
        const json_t *last = release;

        assert(id != NULL && status != NULL);
        if (strcmp(status, figure_status_name(FIGURE_PUBLISHED)) != 0)
            last = json_object_get(figure, "lastPublished");
        if (json_is_integer(last))
            json_object_set_new(published_before, id, json_integer(json_integer_value(last)));
    }
    return published_before;
}

void figures_init(struct figures *self, const struct rollcall *rollcall,
                  const struct catalogue *edition, const json_t *previous)
{
    self->rollcall = rollcall;
    self->scores =
        memory_new(catalogue_count(edition) * rollcall->groups, sizeof *self->scores);
    self->published_before = read_published_before(previous);
    self->list = json_array();
}

void figures_done(struct figures *self)
{
    free(TAKE(self->scores));
    json_decref(TAKE(self->published_before));
    json_decref(TAKE(self->list));
}

struct score *figures_score(struct figures *self, size_t position, size_t group)
{
    return &self->scores[position * self->rollcall->groups + group];
}

/* The members that every figure has. */
static json_t *add_figure(struct figures *self, const struct subject *subject, size_t group,
                          enum figure_status status)
{
    const char *group_id = group_at(group)->id;
    json_t *figure = json_pack("{s:o, s:s, s:s, s:s, s:s}", "id",
                               json_sprintf("%s@%s", subject->id, group_id), "subject",
                               subject->id, "level", subject_level_name(subject->level),
                               "group", group_id, "status", figure_status_name(status));

    json_array_append_new(self->list, figure);
    return figure;
}

json_t *figures_add_published(struct figures *self, const struct subject *subject, size_t group)
{
    return add_figure(self, subject, group, FIGURE_PUBLISHED);
}

/*
 * The next larger group that is published, or null. Larger by definition of the groups, not by
 * who happens to take part: it stays the same from release to release.
 */
static json_t *group_to_use(size_t group, const enum figure_status *statuses)
{
    while (group_at(group)->within != group) {
        group = group_at(group)->within;
        if (statuses[group] == FIGURE_PUBLISHED)
            return json_string(group_at(group)->id);
    }
    return json_null();
}

void figures_add_refused(struct figures *self, const struct subject *subject, size_t group,
                         const enum figure_status *statuses)
{
    json_t *figure = add_figure(self, subject, group, statuses[group]);
    const char *id = json_string_value(json_object_get(figure, "id"));
    json_t *last = json_object_get(self->published_before, id);

    json_object_set_new(figure, "use", group_to_use(group, statuses));
    json_object_set(figure, "lastPublished", last == NULL ? json_null() : last);
}

void figure_set_decimal(json_t *figure, const char *member, int64_t value, int places)
{
    CLEANUP(memory_freep) char *text = decimal_print(value, places);

    json_object_set_new(figure, member, json_string(text));
}

void figure_set_count(json_t *figure, const char *member, size_t count)
{
    json_object_set_new(figure, member, json_integer((json_int_t)count));
}
