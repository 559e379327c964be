#include "common/catalogue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/catalogue_inside.h"

void catalogue_free(struct catalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    for (size_t i = 0; i < catalogue->goal_count; i++)
        free(catalogue->texts[i]);
    free(catalogue->texts);
    free(catalogue->scales);
    free(catalogue->fields);
    free(catalogue->goals);
    free(catalogue->indicators);
    free(catalogue->by_id);
    json_decref(catalogue->document);
    free(catalogue);
}

const json_t *catalogue_document(const struct catalogue *catalogue)
{
    return catalogue->document;
}

const char *catalogue_edition(const struct catalogue *catalogue)
{
    return catalogue->edition;
}

size_t catalogue_count(const struct catalogue *catalogue)
{
    return catalogue->count;
}

const struct indicator *catalogue_at(const struct catalogue *catalogue, size_t position)
{
    assert(position < catalogue->count);
    return &catalogue->indicators[position];
}

size_t catalogue_goal_count(const struct catalogue *catalogue)
{
    return catalogue->goal_count;
}

const struct goal *catalogue_goal_at(const struct catalogue *catalogue, size_t position)
{
    assert(position < catalogue->goal_count);
    return &catalogue->goals[position];
}

size_t catalogue_field_count(const struct catalogue *catalogue)
{
    return catalogue->field_count;
}

const struct field *catalogue_field_at(const struct catalogue *catalogue, size_t position)
{
    assert(position < catalogue->field_count);
    return &catalogue->fields[position];
}

static int compare_id(const void *id, const void *element)
{
    const struct catalogue_entry *entry = element;

    return strcmp(id, entry->id);
}

const struct indicator *catalogue_find(const struct catalogue *catalogue, const char *id)
{
    const struct catalogue_entry *found =
        bsearch(id, catalogue->by_id, catalogue->count, sizeof *catalogue->by_id, compare_id);

    return found == NULL ? NULL : &catalogue->indicators[found->position];
}

const struct goal *catalogue_goal_find(const struct catalogue *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->goal_count; i++) {
        if (strcmp(catalogue->goals[i].id, id) == 0)
            return &catalogue->goals[i];
    }
    return NULL;
}

bool indicator_is_scored(const struct indicator *indicator)
{
    return indicator->kind != INDICATOR_RATE && indicator->polarity != POLARITY_NEUTRAL;
}
