/*
 * Reads the file of an edition. A mistake stops nothing: reading goes on with whatever else
 * makes sense, and only at the end it is decided whether there is a catalogue.
 */

#include <stdlib.h>
#include <string.h>

#include "common/catalogue.h"
#include "common/catalogue_inside.h"
#include "common/memory.h"
#include "common/node.h"

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS   "0123456789"
#define SMALL    "abcdefghijklmnopqrstuvwxyz"

#define EDITION_NAME_MAX 32

enum id_form { ID_FIELD, ID_GOAL, ID_INDICATOR };

struct reading {
    struct catalogue *catalogue; /* being filled */
    struct node reasons;         /* all of the edition */
    json_t *ids;                 /* owned; where each id was first met */
};

static bool edition_name_is_fine(const char *name)
{
    return strspn(name, SMALL DIGITS ".-") == strlen(name) &&
           strlen(name) <= EDITION_NAME_MAX && name[0] != '.' && name[0] != '-';
}

/* STR, STR.1 or STR.12, STR.1.01 */
static bool id_has_form(const char *id, enum id_form form)
{
    size_t digits;

    if (strspn(id, CAPITALS) != 3)
        return false;
    id += 3;
    if (form == ID_FIELD)
        return *id == '\0';

    digits = id[0] == '.' ? strspn(id + 1, DIGITS) : 0;
    if (digits < 1 || digits > 2 || id[1] == '0')
        return false;
    id += 1 + digits;
    if (form == ID_GOAL)
        return *id == '\0';

    return id[0] == '.' && strspn(id + 1, DIGITS) == 2 && id[3] == '\0';
}

static bool id_begins_with(const char *id, const char *parent)
{
    return strncmp(id, parent, strlen(parent)) == 0 && id[strlen(parent)] == '.';
}

/* The member "id". NULL after a complaint, so that nothing is compared with a wrong one. */
static const char *read_id(struct reading *self, const struct node *owner, enum id_form form,
                           const char *parent)
{
    static const char *const forms[] = {
        [ID_FIELD] = "three capital letters, e.g. STR",
        [ID_GOAL] = "its field's id, a point and a number, e.g. STR.1",
        [ID_INDICATOR] = "its goal's id, a point and two digits, e.g. STR.1.01",
    };
    const struct node node = node_member(owner, "id");
    const char *id = node_text(&node);
    CLEANUP(memory_freep) char *place = NULL;
    json_t *earlier;

    if (id == NULL)
        return NULL;
    if (!id_has_form(id, form)) {
        node_complain(&node, "'%s' has to be %s", id, forms[form]);
        return NULL;
    }
    if (parent != NULL && !id_begins_with(id, parent))
        node_complain(&node, "'%s' has to begin with '%s.'", id, parent);

    earlier = json_object_get(self->ids, id);
    place = node_pointer(&node);
    if (earlier != NULL)
        node_complain(&node, "'%s' stands at %s already", id, json_string_value(earlier));
    else
        json_object_set_new(self->ids, id, json_string(place));
    return id;
}

static bool is_filled_list(const struct node *node)
{
    if (!node_is(node, JSON_ARRAY))
        return false;
    if (json_array_size(node->value) == 0)
        node_complain(node, "is an empty list");
    return json_array_size(node->value) > 0;
}

static void read_scale(const struct node *node, struct scale *scale)
{
    static const char *const members[] = {"label", "levels", NULL};
    const struct node levels = node_member(node, "levels");

    scale->id = node->name;
    if (!node_is(node, JSON_OBJECT))
        return;
    node_allow(node, members);
    scale->label = node_member_wording(node, "label");
    if (!node_is(&levels, JSON_ARRAY))
        return;
    if (json_array_size(levels.value) != CATALOGUE_LEVELS) {
        node_complain(&levels, "has %zu levels and has to have %d",
                      json_array_size(levels.value), CATALOGUE_LEVELS);
        return;
    }
    for (size_t i = 0; i < CATALOGUE_LEVELS; i++) {
        const struct node level = node_item(&levels, i);

        scale->levels[i] = node_wording(&level);
    }
}

static void read_scales(struct reading *self, const struct node *node)
{
    struct catalogue *catalogue = self->catalogue;
    const char *id;
    json_t *value;

    if (!node_is(node, JSON_OBJECT))
        return;
    catalogue->scales = memory_new(json_object_size(node->value), sizeof *catalogue->scales);
    json_object_foreach(node->value, id, value) {
        const struct node scale = node_member(node, id);

        read_scale(&scale, &catalogue->scales[catalogue->scale_count++]);
    }
}

static void read_reasons(const struct node *node)
{
    const char *id;
    json_t *value;

    if (!node_is(node, JSON_OBJECT))
        return;
    json_object_foreach(node->value, id, value)
        (void)node_member_wording(node, id);
}

static void read_indicator(struct reading *self, const struct node *node, const char *goal)
{
    struct catalogue *catalogue = self->catalogue;
    struct indicator *indicator = &catalogue->indicators[catalogue->count];

    indicator->position = catalogue->count++;
    indicator->goal = catalogue->goal_count - 1;
    indicator->field = catalogue->field_count - 1;
    if (!node_is(node, JSON_OBJECT))
        return;
    indicator->id = read_id(self, node, ID_INDICATOR, goal);
    indicator_read(node, catalogue, self->reasons.value, indicator);
}

static void read_goal(struct reading *self, const struct node *node, const char *field)
{
    static const char *const members[] = {"id", "label", "indicators", NULL};
    struct catalogue *catalogue = self->catalogue;
    struct goal *goal = &catalogue->goals[catalogue->goal_count++];
    const struct node list = node_member(node, "indicators");

    goal->position = catalogue->goal_count - 1;
    goal->field = catalogue->field_count - 1;
    goal->first = catalogue->count;
    if (!node_is(node, JSON_OBJECT))
        return;
    node_allow(node, members);
    goal->id = read_id(self, node, ID_GOAL, field);
    goal->measures = catalogue->texts[goal->position] =
        memory_format("%s" CATALOGUE_MEASURES, goal->id == NULL ? "" : goal->id);
    goal->label = node_member_wording(node, "label");
    if (!is_filled_list(&list))
        return;
    for (size_t i = 0; i < json_array_size(list.value); i++) {
        const struct node indicator = node_item(&list, i);

        read_indicator(self, &indicator, goal->id);
    }
    goal->count = catalogue->count - goal->first;
}

static void read_field(struct reading *self, const struct node *node)
{
    static const char *const members[] = {"id", "label", "goals", NULL};
    struct catalogue *catalogue = self->catalogue;
    struct field *field = &catalogue->fields[catalogue->field_count++];
    const struct node list = node_member(node, "goals");

    field->first_goal = catalogue->goal_count;
    field->first = catalogue->count;
    if (!node_is(node, JSON_OBJECT))
        return;
    node_allow(node, members);
    field->id = read_id(self, node, ID_FIELD, NULL);
    field->label = node_member_wording(node, "label");
    if (!is_filled_list(&list))
        return;
    for (size_t i = 0; i < json_array_size(list.value); i++) {
        const struct node goal = node_item(&list, i);

        read_goal(self, &goal, field->id);
    }
    field->goal_count = catalogue->goal_count - field->first_goal;
    field->count = catalogue->count - field->first;
}

/* What is no list or no object counts as nothing here: reading will complain about it. */
static void make_room(struct catalogue *catalogue, const json_t *fields)
{
    size_t i, j, goals = 0, indicators = 0;
    json_t *field, *goal;

    json_array_foreach(fields, i, field) {
        const json_t *list = json_object_get(field, "goals");

        goals += json_array_size(list);
        json_array_foreach(list, j, goal)
            indicators += json_array_size(json_object_get(goal, "indicators"));
    }
    catalogue->fields = memory_new(json_array_size(fields), sizeof *catalogue->fields);
    catalogue->goals = memory_new(goals, sizeof *catalogue->goals);
    catalogue->texts = memory_new(goals, sizeof *catalogue->texts);
    catalogue->indicators = memory_new(indicators, sizeof *catalogue->indicators);
}

static void read_fields(struct reading *self, const struct node *list)
{
    if (!is_filled_list(list))
        return;
    make_room(self->catalogue, list->value);
    for (size_t i = 0; i < json_array_size(list->value); i++) {
        const struct node field = node_item(list, i);

        read_field(self, &field);
    }
    if (self->catalogue->count > CATALOGUE_INDICATORS_MAX)
        node_complain(list, "has %zu indicators and may have %d", self->catalogue->count,
                      CATALOGUE_INDICATORS_MAX);
}

static void read_edition(struct reading *self, const struct node *root)
{
    const struct node node = node_member(root, "edition");
    const struct node schema = node_member(root, "$schema");

    if (schema.value != NULL)
        (void)node_text(&schema);
    self->catalogue->edition = node_text(&node);
    if (self->catalogue->edition != NULL && !edition_name_is_fine(self->catalogue->edition))
        node_complain(&node, "has to be up to %d of a-z, 0-9, '.' and '-', e.g. v1",
                      EDITION_NAME_MAX);
}

static int compare_entries(const void *left, const void *right)
{
    const struct catalogue_entry *a = left;
    const struct catalogue_entry *b = right;

    return strcmp(a->id, b->id);
}

static void sort_by_id(struct catalogue *catalogue)
{
    struct catalogue_entry *entries = memory_new(catalogue->count, sizeof *entries);

    for (size_t i = 0; i < catalogue->count; i++)
        entries[i] = (struct catalogue_entry){catalogue->indicators[i].id, i};
    qsort(entries, catalogue->count, sizeof *entries, compare_entries);
    catalogue->by_id = entries;
}

struct catalogue *catalogue_read(json_t *document, struct mistakes *mistakes)
{
    static const char *const members[] = {"$schema", "edition", "title",  "note",
                                          "scales",  "reasons", "fields", NULL};
    CLEANUP(catalogue_freep) struct catalogue *catalogue = memory_new(1, sizeof *catalogue);
    const size_t mistakes_before = mistakes->count;
    const struct node root = node_root(document, mistakes);
    const struct node scales = node_member(&root, "scales");
    const struct node fields = node_member(&root, "fields");
    struct reading self = {.catalogue = catalogue};

    catalogue->document = document;
    if (!node_is(&root, JSON_OBJECT))
        return NULL;
    self.ids = json_object();
    self.reasons = node_member(&root, "reasons");
    node_allow(&root, members);
    read_edition(&self, &root);
    (void)node_member_wording(&root, "title");
    (void)node_member_wording(&root, "note");
    read_scales(&self, &scales);
    read_reasons(&self.reasons);
    read_fields(&self, &fields);
    json_decref(self.ids);

    if (mistakes->count > mistakes_before)
        return NULL;
    sort_by_id(catalogue);
    return TAKE(catalogue);
}
