#include "common/self_check.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/memory.h"

const char *answer_state_name(enum answer_state state)
{
    switch (state) {
    case STATE_SKIPPED:
        return "skipped";
    case STATE_ANSWERED:
        return "answered";
    case STATE_UNKNOWN:
        return "unknown";
    case STATE_NOT_APPLICABLE:
        return "not_applicable";
    }
    return "unknown";
}

void self_check_free(struct self_check *self_check)
{
    if (self_check == NULL)
        return;
    free(self_check->values);
    free(self_check->states);
    free(self_check->planned);
    json_decref(self_check->content);
    free(self_check);
}

char *content_print(const json_t *content)
{
    return json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS);
}

static void set_count(json_t *counts, const char *name, size_t count)
{
    (void)json_object_set_new(counts, name, json_integer((json_int_t)count));
}

json_t *self_check_counts(const struct self_check *self_check)
{
    const size_t *counts = self_check->state_counts;
    json_t *object = json_object();

    set_count(object, "indicators", self_check->count);
    set_count(object, "answered", counts[STATE_ANSWERED]);
    set_count(object, "skipped", counts[STATE_SKIPPED]);
    set_count(object, "unknown", counts[STATE_UNKNOWN]);
    set_count(object, "notApplicable", counts[STATE_NOT_APPLICABLE]);
    return object;
}

/* One line of the changes; NULL stands for "nothing there". */
static json_t *change_new(const char *indicator, const json_t *from, const json_t *to)
{
    json_t *change = json_object();

    (void)json_object_set_new(change, "indicator", json_string(indicator));
    (void)json_object_set_new(change, "from",
                              from == NULL ? json_null() : json_deep_copy(from));
    (void)json_object_set_new(change, "to", to == NULL ? json_null() : json_deep_copy(to));
    return change;
}

json_t *content_changes(const json_t *before, const json_t *after,
                        const struct catalogue *edition, json_t *counts)
{
    const json_t *old = json_object_get(before, "answers");
    const json_t *new = json_object_get(after, "answers");
    size_t added = 0, changed = 0, removed = 0, unchanged = 0;
    json_t *changes = json_array();

    for (size_t i = 0; i < catalogue_count(edition); i++) {
        const char *id = catalogue_at(edition, i)->id;
        const json_t *from = json_object_get(old, id);
        const json_t *to = json_object_get(new, id);

        if (from == to || (from != NULL && to != NULL && json_equal(from, to))) {
            unchanged++;
            continue;
        }
        added += from == NULL ? 1 : 0;
        removed += to == NULL ? 1 : 0;
        changed += from != NULL && to != NULL ? 1 : 0;
        (void)json_array_append_new(changes, change_new(id, from, to));
    }
    set_count(counts, "added", added);
    set_count(counts, "changed", changed);
    set_count(counts, "removed", removed);
    set_count(counts, "unchanged", unchanged);
    return changes;
}

/* --- measures --- */

/* Takes the first of the list that is the same, or is about the same, out of it; else NULL. */
static json_t *take_alike(json_t *list, const json_t *measure, bool is_whole)
{
    json_t *other;
    size_t i;

    json_array_foreach(list, i, other) {
        const bool is_alike = is_whole ? json_equal(measure, other)
                                       : json_equal(json_object_get(measure, "goal"),
                                                    json_object_get(other, "goal")) &&
                                             json_equal(json_object_get(measure, "measure"),
                                                        json_object_get(other, "measure"));

        if (!is_alike)
            continue;
        json_incref(other);
        (void)json_array_remove(list, i);
        return other;
    }
    return NULL;
}

json_t *content_measure_changes(const json_t *before, const json_t *after)
{
    const json_t *old = json_object_get(before, "measures");
    const json_t *new = json_object_get(after, "measures");
    json_t *gone = json_array(), *rest = json_array();
    json_t *added = json_array(), *changed = json_array();
    json_t *measure;
    size_t i;

    json_array_foreach(old, i, measure)
        (void)json_array_append(gone, measure);
    json_array_foreach(new, i, measure) {
        json_t *same = take_alike(gone, measure, true);

        if (same == NULL)
            (void)json_array_append(rest, measure);
        json_decref(same);
    }
    json_array_foreach(rest, i, measure) {
        json_t *from = take_alike(gone, measure, false);

        if (from == NULL)
            (void)json_array_append(added, measure);
        else
            (void)json_array_append_new(changed,
                                        json_pack("{s:o, s:O}", "from", from, "to", measure));
    }
    json_decref(rest);
    return json_pack("{s:I, s:I, s:o, s:o, s:o}", "from", (json_int_t)json_array_size(old),
                     "to", (json_int_t)json_array_size(new), "added", added, "changed", changed,
                     "removed", gone);
}
