#include "daemon/pages/hand_in_words.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

char *words_one_line(const char *text)
{
    char *line = memory_copy_text(text);
    char *to = line;

    for (const char *from = text; *from != '\0'; from++) {
        if (from[0] == '\r' && from[1] == '\n')
            continue;
        *to++ = (char)((unsigned char)*from < ' ' || *from == 0x7f ? ' ' : *from);
    }
    *to = '\0';
    return line;
}

/* --- places --- */

#define ANSWERS  "/answers/"
#define MEASURES "/measures/"

/* "/answers/XYZ" as "XYZ", "/other/0" as "other, 0", with the escapes of RFC 6901 undone. */
static char *pointer_in_words(const char *pointer)
{
    const char *from = strncmp(pointer, ANSWERS, strlen(ANSWERS)) == 0
                           ? pointer + strlen(ANSWERS)
                           : pointer + 1;
    char *words = memory_new(strlen(from) + 1, 2);
    char *to = words;

    for (; *from != '\0'; from++) {
        if (*from == '/') {
            *to++ = ',';
            *to++ = ' ';
        } else if (*from == '~' && (from[1] == '0' || from[1] == '1')) {
            *to++ = *++from == '0' ? '~' : '/';
        } else {
            *to++ = *from;
        }
    }
    return words;
}

/* What the members of answers and measures are called where nobody writes JSON. */
static const struct part {
    const char *name, *key;
} parts[] = {
    {"level", "hand_in.part_level"},     {"yes", "hand_in.part_yes"},
    {"count", "hand_in.part_count"},     {"of", "hand_in.part_of"},
    {"state", "hand_in.part_state"},     {"reason", "hand_in.part_reason"},
    {"comment", "hand_in.part_comment"}, {"goal", "hand_in.part_goal"},
    {"aim", "hand_in.part_aim"},         {"measure", "hand_in.part_measure"},
    {"due", "hand_in.part_due"},         {"responsible", "hand_in.part_responsible"},
    {"status", "hand_in.part_status"},   {"priority", "hand_in.part_priority"},
};

/* "STR.1.01, Stufe", or NULL if there is no such part. */
static char *part_in_words(const char *where, const char *name, enum language language)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (strcmp(name, parts[i].name) == 0) {
            CLEANUP(memory_freep) char *part = page_text(language, parts[i].key, NULL);
            CLEANUP(json_decrefp)
            json_t *view = json_pack("{s:s, s:s}", "where", where, "part", part);

            return page_text(language, "hand_in.place_part", view);
        }
    return NULL;
}

/* "/answers/STR.1.01/level" as "STR.1.01, Stufe", or NULL if it is no such part. */
static char *answer_part_in_words(const char *pointer, enum language language)
{
    const char *slash = strrchr(pointer, '/');

    CLEANUP(memory_freep) char *above = NULL;
    CLEANUP(memory_freep) char *where = NULL;

    if (strncmp(pointer, ANSWERS, strlen(ANSWERS)) != 0 || slash < pointer + strlen(ANSWERS))
        return NULL;
    above = memory_format("%.*s", (int)(slash - pointer), pointer);
    where = pointer_in_words(above);
    return part_in_words(where, slash + 1, language);
}

/* "/measures/0/due" as "Maßnahme 1, Fällig am", "/measures/0" as "Maßnahme 1"; NULL if it is
 * neither. */
static char *measure_in_words(const char *pointer, enum language language)
{
    const char *rest;
    char *end = NULL;
    CLEANUP(json_decrefp) json_t *view = NULL;
    CLEANUP(memory_freep) char *where = NULL;

    if (strncmp(pointer, MEASURES, strlen(MEASURES)) != 0)
        return NULL;
    rest = pointer + strlen(MEASURES);
    view = json_pack("{s:I}", "number", (json_int_t)strtol(rest, &end, 10) + 1);
    if (end == rest || (*end != '\0' && *end != '/'))
        return NULL;
    where = page_text(language, "hand_in.place_measure", view);
    return *end == '\0' ? TAKE(where) : part_in_words(where, end + 1, language);
}

char *words_place(const json_t *finding, enum language language)
{
    const char *pointer = text_of(finding, "pointer");
    CLEANUP(memory_freep) char *words = NULL;

    if (json_object_get(finding, "sheet") != NULL)
        return page_text(language,
                         text_of(finding, "cell") == NULL ? "hand_in.place_sheet"
                                                          : "hand_in.place_cell",
                         finding);
    if (json_object_get(finding, "line") != NULL)
        return page_text(language,
                         text_of(finding, "column") == NULL ? "hand_in.place_line"
                                                            : "hand_in.place_column",
                         finding);
    if (pointer == NULL || pointer[0] != '/')
        return page_text(language, "hand_in.place_whole", NULL);
    words = answer_part_in_words(pointer, language);
    if (words == NULL)
        words = measure_in_words(pointer, language);
    if (words == NULL)
        words = pointer_in_words(pointer);
    return TAKE(words);
}

/* --- answers --- */

static char *number(const json_t *answer, const char *name, enum language language)
{
    const char *text = text_of(answer, name);

    return text == NULL ? NULL : format_decimal(text, language);
}

/* The label of a reason why something does not apply; its id if the edition has none. */
static const char *reason_label(const struct catalogue *edition, const char *reason,
                                enum language language)
{
    const json_t *label = json_object_get(
        json_object_get(catalogue_document(edition), "reasons"), reason == NULL ? "" : reason);
    const char *text = text_of(label, language == LANGUAGE_EN ? "en" : "de");

    return text != NULL ? text : reason == NULL ? "" : reason;
}

static char *value_in_words(const json_t *answer, const struct indicator *indicator,
                            enum language language)
{
    const json_t *level = json_object_get(answer, "level");
    const json_t *yes = json_object_get(answer, "yes");
    CLEANUP(memory_freep) char *count = number(answer, "count", language);
    CLEANUP(memory_freep) char *of = number(answer, "of", language);
    const json_int_t step = json_integer_value(level);

    if (json_is_integer(level) && indicator != NULL && indicator->scale != NULL && step >= 0 &&
        step < CATALOGUE_LEVELS)
        return memory_format("%d – %s", (int)step,
                             wording_in(&indicator->scale->levels[step], language));
    if (yes != NULL)
        return page_text(language, json_is_true(yes) ? "hand_in.yes" : "hand_in.no", NULL);
    if (count != NULL && of != NULL) {
        json_t *view = json_pack("{s:s, s:s}", "count", count, "of", of);
        char *text = page_text(language, "hand_in.count_of", view);

        json_decref(view);
        return text;
    }
    return count != NULL ? TAKE(count) : page_text(language, "hand_in.skipped", NULL);
}

static char *bare_answer(const json_t *answer, const struct indicator *indicator,
                         const struct catalogue *edition, enum language language)
{
    const char *state = text_of(answer, "state");

    if (state != NULL && strcmp(state, "unknown") == 0)
        return page_text(language, "hand_in.unknown", NULL);
    if (state != NULL && strcmp(state, "not_applicable") == 0) {
        json_t *view = json_pack("{s:s}", "reason",
                                 reason_label(edition, text_of(answer, "reason"), language));
        char *text = page_text(language, "hand_in.not_applicable", view);

        json_decref(view);
        return text;
    }
    return value_in_words(answer, indicator, language);
}

char *words_answer(const json_t *answer, const struct indicator *indicator,
                   const struct catalogue *edition, enum language language)
{
    CLEANUP(memory_freep) char *bare = bare_answer(answer, indicator, edition, language);
    const char *comment = text_of(answer, "comment");
    json_t *view;
    char *text;

    if (comment == NULL)
        return TAKE(bare);
    view = json_pack("{s:s, s:s}", "answer", bare, "comment", comment);
    text = page_text(language, "hand_in.with_comment", view);
    json_decref(view);
    return text;
}

/* --- rows --- */

static json_t *indicator_view(const char *id, const struct catalogue *edition,
                              enum language language)
{
    const struct indicator *indicator = id == NULL ? NULL : catalogue_find(edition, id);

    if (id == NULL)
        return json_null();
    return json_pack("{s:s, s:s}", "id", id, "label",
                     indicator == NULL ? "" : wording_in(&indicator->label, language));
}

/* What stood there; where that surely is a number, as people write it. */
static char *received_in_words(const json_t *finding, enum language language)
{
    static const char *const numbers[] = {"implausible", "large-jump", "confirmation-missing"};
    const char *code = text_of(finding, "code");
    const char *received = text_of(finding, "received");

    for (size_t i = 0; received != NULL && i < COUNT_OF(numbers); i++)
        if (strcmp(code, numbers[i]) == 0)
            return format_decimal(received, language);
    return memory_copy_text(received == NULL ? "" : received);
}

/* What to do. A value is confirmed on the page, whatever kind of file it came in. */
static char *remedy_in_words(const json_t *finding, enum language language)
{
    if (strcmp(text_of(finding, "code"), "confirmation-missing") == 0)
        return page_text(language, "hand_in.confirm_later", NULL);
    return memory_copy_text(text_of(finding, "remedy"));
}

json_t *words_findings(const json_t *findings, const struct catalogue *edition,
                       enum language language)
{
    json_t *rows = json_array();
    const json_t *finding;
    size_t i;

    json_array_foreach(findings, i, finding) {
        CLEANUP(memory_freep) char *place = words_place(finding, language);
        CLEANUP(memory_freep) char *remedy = remedy_in_words(finding, language);
        CLEANUP(memory_freep) char *received = received_in_words(finding, language);

        (void)json_array_append_new(
            rows, json_pack("{s:I, s:s*, s:b, s:s, s:o, s:s, s:b, s:s*, s:s*}", "id",
                            (json_int_t)i + 1, "code", text_of(finding, "code"), "is_error",
                            strcmp(text_of(finding, "severity"), "error") == 0, "place", place,
                            "indicator",
                            indicator_view(text_of(finding, "indicator"), edition, language),
                            "received", received, "is_empty", received[0] == '\0', "detail",
                            text_of(finding, "detail"), "remedy", remedy));
    }
    return rows;
}

json_t *words_changes(const json_t *changes, const struct catalogue *edition,
                      enum language language)
{
    json_t *rows = json_array();
    const json_t *change;
    size_t i;

    json_array_foreach(changes, i, change) {
        const char *id = text_of(change, "indicator");
        const struct indicator *indicator = catalogue_find(edition, id);
        CLEANUP(memory_freep)
        char *from =
            words_answer(json_object_get(change, "from"), indicator, edition, language);
        CLEANUP(memory_freep)
        char *to = words_answer(json_object_get(change, "to"), indicator, edition, language);

        (void)json_array_append_new(
            rows, json_pack("{s:s, s:s, s:s, s:s}", "id", id, "label",
                            indicator == NULL ? "" : wording_in(&indicator->label, language),
                            "from", from, "to", to));
    }
    return rows;
}

/* --- measures --- */

#define MEASURES_OPEN_MAX 25 /* a longer list is folded */

static const struct wording *goal_label(const struct catalogue *edition, const char *id)
{
    for (size_t i = 0; i < catalogue_goal_count(edition); i++)
        if (strcmp(catalogue_goal_at(edition, i)->id, id) == 0)
            return &catalogue_goal_at(edition, i)->label;
    return NULL;
}

char *words_measure(const json_t *measure, const struct catalogue *edition,
                    enum language language)
{
    const char *id = text_of(measure, "goal");
    const struct wording *label = id == NULL ? NULL : goal_label(edition, id);
    CLEANUP(memory_freep)
    char *goal = memory_format("%s%s%s", id == NULL ? "" : id, label == NULL ? "" : " ",
                               label == NULL ? "" : wording_in(label, language));
    CLEANUP(json_decrefp)
    json_t *view = json_pack("{s:s, s:s?, s:s?}", "goal", goal, "aim", text_of(measure, "aim"),
                             "measure", text_of(measure, "measure"));

    return page_text(language, "hand_in.measure_in_words", view);
}

/* "STR.1 Strategie: Ergebnis – Maßnahme (Fällig am, Stand)": what is different about it. */
static char *change_in_words(const json_t *change, const struct catalogue *edition,
                             enum language language)
{
    const json_t *from = json_object_get(change, "from");
    const json_t *to = json_object_get(change, "to");
    CLEANUP(memory_freep) char *measure = words_measure(to, edition, language);
    char *different = memory_copy_text("");

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const json_t *one = json_object_get(from, parts[i].name);
        const json_t *other = json_object_get(to, parts[i].name);
        CLEANUP(memory_freep) char *part = NULL;
        CLEANUP(memory_freep) char *before = NULL;

        if (one == other || (one != NULL && other != NULL && json_equal(one, other)))
            continue;
        part = page_text(language, parts[i].key, NULL);
        before = different;
        different = memory_format("%s%s%s", before, before[0] == '\0' ? "" : ", ", part);
    }
    {
        CLEANUP(memory_freep) char *all = different;

        return memory_format("%s (%s)", measure, all);
    }
}

static void add_group(json_t *groups, const char *key, const json_t *list,
                      const struct catalogue *edition, enum language language,
                      char *(*words)(const json_t *, const struct catalogue *, enum language))
{
    CLEANUP(json_decrefp)
    json_t *count = json_pack("{s:I}", "count", (json_int_t)json_array_size(list));
    CLEANUP(memory_freep) char *title = page_text(language, key, count);
    json_t *rows = json_array();
    const json_t *one;
    size_t i;

    json_array_foreach(list, i, one) {
        CLEANUP(memory_freep) char *text = words(one, edition, language);

        (void)json_array_append_new(rows, json_string(text));
    }
    if (json_array_size(list) == 0)
        json_decref(rows);
    else
        (void)json_array_append_new(groups,
                                    json_pack("{s:s, s:o}", "title", title, "rows", rows));
}

json_t *words_measures(const json_t *measures, const struct catalogue *edition,
                       enum language language)
{
    const json_t *added = json_object_get(measures, "added");
    const json_t *changed = json_object_get(measures, "changed");
    const json_t *removed = json_object_get(measures, "removed");
    const size_t count =
        json_array_size(added) + json_array_size(changed) + json_array_size(removed);
    const json_int_t from = json_integer_value(json_object_get(measures, "from"));
    const json_int_t to = json_integer_value(json_object_get(measures, "to"));
    json_t *groups = json_array();

    add_group(groups, "hand_in.measures_removed", removed, edition, language, words_measure);
    add_group(groups, "hand_in.measures_changed", changed, edition, language, change_in_words);
    add_group(groups, "hand_in.measures_added", added, edition, language, words_measure);
    return json_pack("{s:I, s:I, s:b, s:b, s:b, s:o}", "from", from, "to", to, "are_same",
                     count == 0, "are_all_gone", from > 0 && to == 0, "is_long",
                     count > MEASURES_OPEN_MAX, "groups", groups);
}
