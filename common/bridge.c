#include "common/bridge.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/node.h"

static const char *const change_names[] = {"same", "changed", "ended", "new"};

/* What a bridge is made of while it is read. */
struct reader {
    struct bridge *bridge;
    const struct catalogue *from, *to;
};

const char *bridge_change_name(enum bridge_change change)
{
    return change_names[change];
}

void bridge_free(struct bridge *self)
{
    if (self == NULL)
        return;
    json_decref(self->document);
    free(self->entries);
    free(self);
}

/* --- one entry --- */

static bool read_change(const struct node *entry, enum bridge_change *out)
{
    const struct node node = node_member(entry, "change");
    const char *name = node_text(&node);

    if (name == NULL)
        return false;
    for (size_t i = 0; i < COUNT_OF(change_names); i++) {
        if (strcmp(name, change_names[i]) != 0)
            continue;
        *out = (enum bridge_change)i;
        return true;
    }
    node_complain(&node, "has to be same, changed, ended or new");
    return false;
}

static bool is_named_before(const struct bridge *bridge, enum subject_level level,
                            const char *id, bool is_from)
{
    for (size_t i = 0; i < bridge->count; i++) {
        const struct bridge_entry *entry = &bridge->entries[i];
        const char *named = is_from ? entry->from : entry->to;

        if (entry->level == level && named != NULL && strcmp(named, id) == 0)
            return true;
    }
    return false;
}

/* The id on one side of an entry; NULL if it is not there or wrong. */
static const char *read_side(const struct reader *self, const struct node *entry,
                             enum subject_level level, bool is_from)
{
    const struct catalogue *edition = is_from ? self->from : self->to;
    const struct node node = node_member(entry, is_from ? "from" : "to");
    const char *id = node_text(&node);

    if (id == NULL)
        return NULL;
    if (subject_find(edition, subject_level_name(level), id).label == NULL)
        node_complain(&node, "edition %s has no %s '%s'", catalogue_edition(edition),
                      subject_level_name(level), id);
    else if (is_named_before(self->bridge, level, id, is_from))
        node_complain(&node, "'%s' is named before", id);
    else
        return id;
    return NULL;
}

static void refuse_side(const struct node *entry, const char *name, enum bridge_change change)
{
    const struct node node = node_member(entry, name);

    if (node.value != NULL)
        node_complain(&node, "does not stand beside '%s'", bridge_change_name(change));
}

static void judge_indicators(const struct reader *self, const struct node *node,
                             const struct bridge_entry *entry)
{
    const struct indicator *from = catalogue_find(self->from, entry->from);
    const struct indicator *to = catalogue_find(self->to, entry->to);

    if (from->kind != to->kind)
        node_complain(node, "'%s' and '%s' are of different kinds: one ended, the other is new",
                      entry->from, entry->to);
    else if (entry->change == BRIDGE_SAME && from->polarity != to->polarity)
        node_complain(node, "'%s' and '%s' have different polarities: that is a change",
                      entry->from, entry->to);
}

/* Whether an indicator goes on as the same in this run of positions. */
static bool goes_on_in(const struct reader *self, const struct indicator *indicator,
                       const struct subject *subject)
{
    for (size_t i = 0; i < self->bridge->count; i++) {
        const struct bridge_entry *entry = &self->bridge->entries[i];
        size_t position;

        if (entry->level != SUBJECT_INDICATOR || entry->change != BRIDGE_SAME ||
            entry->from == NULL || entry->to == NULL || strcmp(entry->from, indicator->id) != 0)
            continue;
        position = catalogue_find(self->to, entry->to)->position;
        return position >= subject->first && position < subject->first + subject->count;
    }
    return false;
}

static size_t count_scored(const struct catalogue *edition, const struct subject *subject)
{
    size_t count = 0;

    for (size_t i = subject->first; i < subject->first + subject->count; i++)
        count += indicator_is_scored(catalogue_at(edition, i)) ? 1 : 0;
    return count;
}

/* A goal or field that is the same rests on the same indicators. */
static void judge_above(const struct reader *self, const struct node *node,
                        const struct bridge_entry *entry)
{
    const char *level = subject_level_name(entry->level);
    const struct subject from = subject_find(self->from, level, entry->from);
    const struct subject to = subject_find(self->to, level, entry->to);
    bool is_same = count_scored(self->from, &from) == count_scored(self->to, &to);

    for (size_t i = from.first; is_same && i < from.first + from.count; i++) {
        const struct indicator *indicator = catalogue_at(self->from, i);

        is_same = !indicator_is_scored(indicator) || goes_on_in(self, indicator, &to);
    }
    if (!is_same)
        node_complain(node, "the scored indicators of '%s' and '%s' differ: that is a change",
                      entry->from, entry->to);
}

static void read_entry(struct reader *self, const struct node *node, enum subject_level level)
{
    static const char *const members[] = {"from", "to", "change", NULL};
    struct bridge_entry entry = {.level = level};

    if (!node_is(node, JSON_OBJECT))
        return;
    node_allow(node, members);
    if (!read_change(node, &entry.change))
        return;
    if (entry.change == BRIDGE_NEW)
        refuse_side(node, "from", entry.change);
    else
        entry.from = read_side(self, node, level, true);
    if (entry.change == BRIDGE_ENDED)
        refuse_side(node, "to", entry.change);
    else
        entry.to = read_side(self, node, level, false);
    if (entry.from != NULL && entry.to != NULL && level == SUBJECT_INDICATOR)
        judge_indicators(self, node, &entry);
    else if (entry.from != NULL && entry.to != NULL && entry.change == BRIDGE_SAME)
        judge_above(self, node, &entry);
    self->bridge->entries[self->bridge->count++] = entry;
}

/* --- the whole --- */

static void complain_of_missing(const struct reader *self, const struct node *list,
                                enum subject_level level, bool is_from)
{
    const struct catalogue *edition = is_from ? self->from : self->to;

    for (size_t i = 0; i < subject_count(edition); i++) {
        const struct subject subject = subject_at(edition, i);

        if (subject.level == level &&
            !is_named_before(self->bridge, level, subject.id, is_from))
            node_complain(list, "'%s' of edition %s is missing", subject.id,
                          catalogue_edition(edition));
    }
}

static void read_list(struct reader *self, const struct node *root, const char *name,
                      enum subject_level level)
{
    const struct node list = node_member(root, name);
    struct bridge *bridge = self->bridge;

    if (!node_is(&list, JSON_ARRAY))
        return;
    bridge->entries =
        memory_resize(bridge->entries, (bridge->count + json_array_size(list.value) + 1) *
                                           sizeof *bridge->entries);
    for (size_t i = 0; i < json_array_size(list.value); i++) {
        const struct node entry = node_item(&list, i);

        read_entry(self, &entry, level);
    }
    complain_of_missing(self, &list, level, true);
    complain_of_missing(self, &list, level, false);
}

static const char *read_end(const struct node *root, const char *name,
                            const struct catalogue *edition)
{
    const struct node node = node_member(root, name);
    const char *text = node_text(&node);

    if (text != NULL && strcmp(text, catalogue_edition(edition)) != 0)
        node_complain(&node, "is not edition %s", catalogue_edition(edition));
    return text;
}

struct bridge *bridge_read(json_t *document, const struct catalogue *from,
                           const struct catalogue *to, struct mistakes *mistakes)
{
    static const char *const members[] = {"from",  "to",     "note", "indicators",
                                          "goals", "fields", NULL};
    const struct node root = node_root(document, mistakes);
    const struct node note = node_member(&root, "note");
    const size_t mistakes_before = mistakes->count;
    CLEANUP(bridge_freep) struct bridge *bridge = memory_new(1, sizeof *bridge);
    struct reader self = {.bridge = bridge, .from = from, .to = to};

    bridge->document = document;
    if (!node_is(&root, JSON_OBJECT))
        return NULL;
    node_allow(&root, members);
    bridge->from = read_end(&root, "from", from);
    bridge->to = read_end(&root, "to", to);
    if (note.value != NULL)
        (void)node_wording(&note);
    read_list(&self, &root, "indicators", SUBJECT_INDICATOR); /* the others look at these */
    read_list(&self, &root, "goals", SUBJECT_GOAL);
    read_list(&self, &root, "fields", SUBJECT_FIELD);
    return mistakes->count > mistakes_before ? NULL : TAKE(bridge);
}
