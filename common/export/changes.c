#include "common/export/changes.h"

#include <string.h>

/* clang-format off */
static const struct wording note = {
    "Die Ursachen gelten für die Veröffentlichung als Ganzes; welche Kommune welche Kennzahl verändert "
    "hat, wird nicht gesagt. Eine Kennzahl kann auch ohne jede Ursache erscheinen oder wegfallen, denn "
    "welche durch das Los zurückgehalten werden, entscheidet sich in jeder Veröffentlichung neu.",
    "The causes hold for the release as a whole; which municipality changed which figure is not said. A "
    "figure can also appear or disappear without any cause, since which ones are withheld by lot is "
    "decided anew in every release."};
/* clang-format on */

/* --- figures --- */

/* A figure without what it is about and without pointers to others, which are no change of it.
 */
static json_t *content_of(const json_t *figure)
{
    static const char *const others[] = {"id",    "subject", "level",
                                         "group", "use",     "lastPublished"};
    json_t *content = json_deep_copy(figure);

    for (size_t i = 0; i < COUNT_OF(others); i++)
        (void)json_object_del(content, others[i]);
    return content;
}

/* The contents of all figures of the release, by id. */
static json_t *contents_of(const json_t *release)
{
    const json_t *figures = json_object_get(release, "figures");
    json_t *contents = json_object();

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);

        (void)json_object_set_new(contents, json_string_value(json_object_get(figure, "id")),
                                  content_of(figure));
    }
    return contents;
}

static void add_change(json_t *list, const json_t *figure, json_t *from, json_t *to)
{
    (void)json_array_append_new(
        list, json_pack("{s:O, s:O, s:O, s:O, s:O, s:O}", "id", json_object_get(figure, "id"),
                        "subject", json_object_get(figure, "subject"), "level",
                        json_object_get(figure, "level"), "group",
                        json_object_get(figure, "group"), "from", from, "to", to));
}

/* Adds what the figures of `release` are in `from` and `to` where that differs. */
static void add_differences(json_t *list, const json_t *release, const json_t *from,
                            const json_t *to, bool is_gone_only)
{
    const json_t *figures = json_object_get(release, "figures");

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        const char *id = json_string_value(json_object_get(figure, "id"));
        json_t *was = json_object_get(from, id);
        json_t *is = json_object_get(to, id);

        if (is_gone_only ? is != NULL : was != NULL && json_equal(was, is))
            continue;
        add_change(list, figure, was == NULL ? json_null() : was,
                   is == NULL ? json_null() : is);
    }
}

static json_t *differences(const json_t *before, const json_t *after)
{
    json_t *list = json_array();
    json_t *from = contents_of(before);
    json_t *to = contents_of(after);

    add_differences(list, after, from, to, false);
    add_differences(list, before, from, to, true);
    json_decref(from);
    json_decref(to);
    return list;
}

/* --- causes --- */

static void add_cause(json_t *list, enum cause cause, json_t *counts)
{
    const struct word *word = word_cause(cause);
    json_t *object =
        json_pack("{s:s, s:o, s:o}", "cause", word->name, "label", word_to_json(&word->label),
                  "meaning", word_to_json(&word->meaning));

    (void)json_object_update(object, counts);
    json_decref(counts);
    (void)json_array_append_new(list, object);
}

static void add_count(json_t *list, enum cause cause, size_t count)
{
    if (count > 0)
        add_cause(list, cause, json_pack("{s:I}", "count", (json_int_t)count));
}

static json_t *causes(const json_t *before, const json_t *after,
                      const struct change_counts *counts)
{
    json_t *list = json_array();

    if (before == NULL)
        return list;
    add_count(list, CAUSE_LATE, counts->late);
    add_count(list, CAUSE_CORRECTED, counts->corrected);
    add_count(list, CAUSE_WITHDRAWN, counts->withdrawn);
    if (counts->joined + counts->left > 0)
        add_cause(list, CAUSE_ROSTER,
                  json_pack("{s:I, s:I}", "joined", (json_int_t)counts->joined, "left",
                            (json_int_t)counts->left));
    if (!json_equal(json_object_get(before, "method"), json_object_get(after, "method")))
        add_cause(list, CAUSE_METHOD, json_object());
    return list;
}

static json_t *finality(const json_t *release)
{
    json_t *is_final = json_object_get(release, "final");

    return is_final == NULL ? json_null() : json_incref(is_final);
}

json_t *release_changes(const json_t *before, const json_t *after,
                        const struct change_counts *counts)
{
    const json_int_t since = json_integer_value(json_object_get(before, "release"));

    return json_pack("{s:O, s:O, s:I, s:{s:o, s:o}, s:o, s:o, s:I, s:o}", "round",
                     json_object_get(after, "round"), "release",
                     json_object_get(after, "release"), "since", since, "final", "from",
                     finality(before), "to", finality(after), "causes",
                     causes(before, after, counts), "note", word_to_json(&note), "compared",
                     (json_int_t)json_array_size(json_object_get(after, "figures")), "figures",
                     differences(before, after));
}
