#include "common/export/explain.h"

#include <string.h>

#include "common/export/bytes.h"
#include "common/export/columns.h"
#include "common/export/words.h"
#include "common/figures/disclosure.h"
#include "common/figures/subject.h"
#include "common/memory.h"

/* A figure with its surroundings. */
struct context {
    const json_t *release;
    const struct catalogue *edition;
    const json_t *figure;
    const char *group;
    struct subject subject;
    bool is_published;
};

/* clang-format off */
static const struct wording too_few_for_details = {
    "Quartile und Anteile je Stufe sagen erst bei mehr Antworten etwas aus.",
    "Quartiles and shares per level mean something only with more answers."};
static const struct wording no_band = {
    "Keiner der Indikatoren hat in dieser Gruppe Quartile.",
    "None of the indicators has quartiles in this group."};
/* clang-format on */

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static bool is_published(const json_t *figure)
{
    return strcmp(text_of(figure, "status"), figure_status_name(FIGURE_PUBLISHED)) == 0;
}

/* The element of the list with this id, or NULL. */
static const json_t *find(const json_t *list, const char *id)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *element = json_array_get(list, i);

        if (strcmp(text_of(element, "id"), id) == 0)
            return element;
    }
    return NULL;
}

/* The path of a figure's explanation; '@' and '#' are escaped. */
static json_t *link_to(const struct context *self, long long number, const char *id)
{
    CLEANUP(bytes_donep) struct bytes escaped = {0};

    for (; *id != '\0'; id++) {
        if (*id == '@' || *id == '#')
            bytes_add_text(&escaped, *id == '@' ? "%40" : "%23");
        else
            bytes_add(&escaped, id, 1);
    }
    return json_sprintf("/v1/rounds/%s/releases/%lld/figures/%s",
                        text_of(self->release, "round"), number, escaped.data);
}

static json_t *copy_of(const json_t *object, const char *member)
{
    const json_t *value = json_object_get(object, member);

    return value == NULL ? json_null() : json_deep_copy(value);
}

/* --- what it is about --- */

static json_t *subject_to_json(const struct subject *subject)
{
    json_t *object =
        json_pack("{s:s, s:s, s:o, s:o}", "id", subject->id, "level",
                  subject_level_name(subject->level), "label", word_to_json(subject->label),
                  "unit", word_to_json(&subject_unit(subject)->label));

    if (subject->indicator == NULL)
        return object;
    (void)json_object_set_new(object, "kind",
                              word_to_json(word_kind(subject->indicator->kind)));
    (void)json_object_set_new(object, "polarity",
                              word_to_json(word_polarity(subject->indicator->polarity)));
    return object;
}

static json_t *status_to_json(const struct context *self)
{
    const struct word *word = word_status(text_of(self->figure, "status"));

    return json_pack("{s:s, s:o, s:o}", "name", word->name, "label", word_to_json(&word->label),
                     "meaning", word_to_json(&word->meaning));
}

/* --- its numbers --- */

static json_t *statistics(const struct context *self)
{
    json_t *list = json_array();

    for (size_t i = 0; i < column_count(); i++) {
        const struct column *column = column_at(i);
        const json_t *value = column_value(column, self->figure);

        if (value != NULL)
            (void)json_array_append_new(
                list, json_pack("{s:s, s:o, s:o, s:o, s:o}", "name", column->name, "value",
                                json_deep_copy(value), "unit",
                                word_to_json(&column_unit(column, &self->subject)->label),
                                "label", word_to_json(&column->label), "meaning",
                                word_to_json(&column->meaning)));
    }
    return list;
}

static const struct wording *reason_of(const struct context *self)
{
    if (!self->is_published)
        return &word_status(text_of(self->figure, "status"))->meaning;
    return self->subject.indicator == NULL ? &no_band : &too_few_for_details;
}

static json_t *left_out(const struct context *self)
{
    json_t *list = json_array();

    for (size_t i = 0; i < column_count(); i++) {
        const struct column *column = column_at(i);

        if (column_suits(column, &self->subject) && column_value(column, self->figure) == NULL)
            (void)json_array_append_new(list,
                                        json_pack("{s:s, s:o, s:o}", "name", column->name,
                                                  "label", word_to_json(&column->label),
                                                  "reason", word_to_json(reason_of(self))));
    }
    return list;
}

/* --- where it comes from --- */

/* Whether the figure above the indicators was computed from this one. */
static bool is_below(const struct context *self, const json_t *figure)
{
    const struct indicator *indicator;

    if (strcmp(text_of(figure, "level"), subject_level_name(SUBJECT_INDICATOR)) != 0 ||
        strcmp(text_of(figure, "group"), self->group) != 0 || !is_published(figure))
        return false;
    indicator = catalogue_find(self->edition, text_of(figure, "subject"));
    return indicator != NULL && indicator_is_scored(indicator) &&
           indicator->position >= self->subject.first &&
           indicator->position < self->subject.first + self->subject.count;
}

static json_t *based_on(const struct context *self)
{
    const json_t *figures = json_object_get(self->release, "figures");
    const long long number = json_integer_value(json_object_get(self->release, "release"));
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);

        if (is_below(self, figure))
            (void)json_array_append_new(
                list, json_pack("{s:s, s:o, s:b}", "id", text_of(figure, "id"), "href",
                                link_to(self, number, text_of(figure, "id")), "inBand",
                                json_object_get(figure, "q1") != NULL));
    }
    return list;
}

static json_t *method(const struct context *self)
{
    json_t *object = json_object_get(self->release, "method");
    json_t *list = json_array();
    const char *member;
    json_t *value;

    json_object_foreach(object, member, value) {
        const char *name = json_string_value(value);
        const struct method_word *word = name == NULL ? NULL : word_method(member, name);

        (void)json_array_append_new(
            list, json_pack("{s:s, s:O, s:o}", "member", member, "name", value, "meaning",
                            word == NULL ? json_null() : word_to_json(&word->meaning)));
    }
    return list;
}

/* Where to look instead of a figure that is not published. */
static void add_links(const struct context *self, json_t *document)
{
    const char *use = text_of(self->figure, "use");
    const json_t *last = json_object_get(self->figure, "lastPublished");

    if (use != NULL) {
        CLEANUP(memory_freep) char *id = memory_format("%s@%s", self->subject.id, use);
        const long long number = json_integer_value(json_object_get(self->release, "release"));

        (void)json_object_set_new(
            document, "use",
            json_pack(
                "{s:s, s:O, s:o}", "id", id, "label",
                json_object_get(find(json_object_get(self->release, "groups"), use), "label"),
                "href", link_to(self, number, id)));
    }
    if (json_is_integer(last))
        (void)json_object_set_new(
            document, "lastPublished",
            json_pack("{s:I, s:o}", "release", json_integer_value(last), "href",
                      link_to(self, json_integer_value(last), text_of(self->figure, "id"))));
}

json_t *figure_explain(const json_t *release, const struct catalogue *edition, const char *id)
{
    struct context self = {.release = release, .edition = edition};
    const json_t *group;
    json_t *document;

    self.figure = find(json_object_get(release, "figures"), id);
    if (self.figure == NULL)
        return NULL;
    self.group = text_of(self.figure, "group");
    self.subject =
        subject_find(edition, text_of(self.figure, "level"), text_of(self.figure, "subject"));
    self.is_published = is_published(self.figure);
    group = find(json_object_get(release, "groups"), self.group);
    document = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "round",
        copy_of(release, "round"), "release", copy_of(release, "release"), "publishedAt",
        copy_of(release, "publishedAt"), "final", copy_of(release, "final"), "edition",
        copy_of(release, "edition"), "subject", subject_to_json(&self.subject), "group",
        json_deep_copy(group), "status", status_to_json(&self), "n", copy_of(self.figure, "n"),
        "missing", copy_of(self.figure, "missing"), "members", copy_of(group, "members"));
    (void)json_object_set_new(document, "statistics", statistics(&self));
    (void)json_object_set_new(document, "leftOut", left_out(&self));
    if (self.subject.count > 1 || self.subject.indicator == NULL)
        (void)json_object_set_new(document, "basedOn", based_on(&self));
    add_links(&self, document);
    (void)json_object_set_new(document, "method", method(&self));
    (void)json_object_set_new(document, "inputs", copy_of(release, "inputs"));
    return document;
}
