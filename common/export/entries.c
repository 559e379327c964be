#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/export/sheets.h"
#include "common/export/words.h"
#include "common/figures/disclosure.h"
#include "common/memory.h"

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static size_t group_index(const json_t *groups, const char *id)
{
    size_t index = 0;

    while (index < json_array_size(groups) &&
           strcmp(text_of(json_array_get(groups, index), "id"), id) != 0)
        index++;
    return index;
}

static size_t field_of(const struct entry *entry)
{
    return entry->subject.field == NULL ? SIZE_MAX : entry->subject.field->first;
}

/* Where the subject stands among those of its field. */
static int rank_of(const struct entry *entry)
{
    switch (entry->subject.level) {
    case SUBJECT_INDICATOR:
        return (int)entry->subject.indicator->kind;
    case SUBJECT_GOAL:
        return 10;
    case SUBJECT_FIELD:
    case SUBJECT_WHOLE:
        return 11;
    case SUBJECT_MEASURES:
        return 12;
    }
    return 13;
}

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = compare_sizes(field_of(a), field_of(b));

    if (order == 0)
        order = compare_sizes(a->group_index, b->group_index);
    if (order == 0)
        order = rank_of(a) - rank_of(b);
    return order != 0 ? order : compare_sizes(a->index, b->index);
}

void entries_init(struct entries *self, const json_t *release, const struct catalogue *edition)
{
    const json_t *figures = json_object_get(release, "figures");
    const json_t *groups = json_object_get(release, "groups");

    self->count = json_array_size(figures);
    self->items = memory_new(self->count, sizeof *self->items);
    for (size_t i = 0; i < self->count; i++) {
        const json_t *figure = json_array_get(figures, i);
        const size_t group = group_index(groups, text_of(figure, "group"));

        self->items[i] = (struct entry){
            .figure = figure,
            .group = word_read(json_object_get(json_array_get(groups, group), "label")),
            .group_index = group,
            .subject =
                subject_find(edition, text_of(figure, "level"), text_of(figure, "subject")),
            .index = i,
        };
    }
    qsort(self->items, self->count, sizeof *self->items, compare);
}

void entries_done(struct entries *self)
{
    free(TAKE(self->items));
    self->count = 0;
}

bool entry_is_published(const struct entry *entry)
{
    return strcmp(text_of(entry->figure, "status"), figure_status_name(FIGURE_PUBLISHED)) == 0;
}
