#include "daemon/pages/fill_in_question.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/self_check.h"
#include "daemon/pages/fill_in_entry.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/page.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static bool is_number(const struct indicator *indicator)
{
    return indicator->kind == INDICATOR_SHARE || indicator->kind == INDICATOR_RATE;
}

/* The indicator as the edition's document has it. */
static const json_t *source_of(const struct catalogue *edition,
                               const struct indicator *indicator)
{
    const struct goal *goal = catalogue_goal_at(edition, indicator->goal);
    const struct field *field = catalogue_field_at(edition, indicator->field);
    const json_t *list = json_object_get(catalogue_document(edition), "fields");

    list = json_object_get(json_array_get(list, indicator->field), "goals");
    list =
        json_object_get(json_array_get(list, goal->position - field->first_goal), "indicators");
    return json_array_get(list, indicator->position - goal->first);
}

static const char *wording_of(const json_t *object, const char *name, enum language language)
{
    return text_of(json_object_get(object, name), language == LANGUAGE_EN ? "en" : "de");
}

/* --- options --- */

static void add_option(json_t *options, const struct question *self, const char *value,
                       const char *label)
{
    const size_t number = json_array_size(options);
    CLEANUP(memory_freep)
    char *id = memory_format("q%zu-choice", self->indicator->position);
    CLEANUP(memory_freep) char *later = memory_format("%s-%zu", id, number);

    (void)json_array_append_new(
        options, json_pack("{s:s, s:s, s:s, s:b, s:b}", "id", number == 0 ? id : later, "value",
                           value, "label", label, "is_checked",
                           strcmp(text_of(self->entry, "choice"), value) == 0, "is_apart", 0));
}

static void add_text(json_t *options, const struct question *self, const char *value,
                     const char *key)
{
    CLEANUP(memory_freep) char *label = page_text(self->language, key, NULL);

    add_option(options, self, value, label);
}

static void add_levels(json_t *options, const struct question *self)
{
    for (int level = 0; level < CATALOGUE_LEVELS; level++) {
        CLEANUP(memory_freep) char *value = memory_format("%d", level);
        CLEANUP(memory_freep)
        char *label =
            memory_format("%d – %s", level,
                          wording_in(&self->indicator->scale->levels[level], self->language));

        add_option(options, self, value, label);
    }
}

static void add_reasons(json_t *options, const struct question *self)
{
    const json_t *reasons = json_object_get(catalogue_document(self->edition), "reasons");

    for (size_t i = 0; i < self->indicator->reason_count; i++) {
        const char *reason = self->indicator->reasons[i];
        json_t *view =
            json_pack("{s:s}", "reason", wording_of(reasons, reason, self->language));
        CLEANUP(memory_freep) char *value = memory_format(ENTRY_BECAUSE "%s", reason);
        CLEANUP(memory_freep)
        char *label = page_text(self->language, "fill_in.not_applicable", view);

        json_decref(view);
        add_option(options, self, value, label);
    }
}

static json_t *options_of(const struct question *self)
{
    json_t *options = json_array();
    size_t answers;

    switch (self->indicator->kind) {
    case INDICATOR_LEVEL:
        add_levels(options, self);
        break;
    case INDICATOR_YES_NO:
        add_text(options, self, "yes", "fill_in.yes");
        add_text(options, self, "no", "fill_in.no");
        break;
    case INDICATOR_SHARE:
    case INDICATOR_RATE:
        add_text(options, self, "", "fill_in.as_entered");
        break;
    }
    answers = json_array_size(options);
    add_reasons(options, self);
    add_text(options, self, answer_state_name(STATE_UNKNOWN), "fill_in.unknown");
    add_text(options, self, answer_state_name(STATE_SKIPPED), "fill_in.skip");
    (void)json_object_set_new(json_array_get(options, answers), "is_apart", json_true());
    return options;
}

/* --- parts --- */

/* {id, name, label, value, mistakes, has_mistakes, is_invalid} */
static json_t *part_view(const struct question *self, const char *part, const char *label)
{
    CLEANUP(memory_freep)
    char *id = memory_format("q%zu-%s", self->indicator->position, part);
    CLEANUP(memory_freep) char *name = memory_format("%s.%s", part, self->indicator->id);
    json_t *mistakes = mistakes_at(self->mistakes, id);

    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:o}", "id", id, "name", name, "label",
                     label, "value", text_of(self->entry, part), "has_mistakes",
                     json_array_size(mistakes) > 0, "is_invalid", mistakes_have_error(mistakes),
                     "mistakes", mistakes);
}

static json_t *number_view(const struct question *self, const char *part, const char *member,
                           const char *key)
{
    const json_t *source = source_of(self->edition, self->indicator);
    json_t *view = json_pack("{s:s}", "what", wording_of(source, member, self->language));
    CLEANUP(memory_freep) char *label = page_text(self->language, key, view);

    json_decref(view);
    view = part_view(self, part, label);
    if (self->indicator->kind == INDICATOR_RATE)
        (void)json_object_set_new(view, "hint_id",
                                  json_sprintf("q%zu-hint", self->indicator->position));
    else
        (void)json_object_set_new(view, "hint_id", json_null());
    return view;
}

static json_t *comment_view(const struct question *self)
{
    CLEANUP(memory_freep) char *label = page_text(self->language, "fill_in.comment", NULL);
    json_t *view = part_view(self, "comment", label);
    const bool is_open = text_of(self->entry, "comment")[0] != '\0';

    (void)json_object_set_new(view, "is_open", json_boolean(is_open));
    return view;
}

/* What the service makes of the numbers. */
static char *hint_of(const struct question *self)
{
    const json_t *source = source_of(self->edition, self->indicator);
    json_t *view;
    char *text;

    if (self->indicator->kind != INDICATOR_RATE)
        return memory_copy_text("");
    view = json_pack("{s:s}", "what", wording_of(source, "denominator", self->language));
    text = page_text(self->language, "fill_in.rate_hint", view);
    json_decref(view);
    return text;
}

/* What is chosen or typed in an entry, in words, without its comment; "" for nothing. */
static char *entry_in_words(const struct question *self, const json_t *entry)
{
    struct question as_other = *self;
    const char *count = text_of(entry, "count");
    const char *of = text_of(entry, "of");
    CLEANUP(memory_freep)
    char *amount = *of == '\0' ? memory_copy_text(count)
                               : page_text(self->language, "hand_in.count_of", entry);
    const char *label = "";
    json_t *options, *option;
    char *words;
    size_t i;

    as_other.entry = entry;
    options = options_of(&as_other);
    json_array_foreach(options, i, option)
        if (json_is_true(json_object_get(option, "is_checked")) &&
            text_of(option, "value")[0] != '\0')
            label = text_of(option, "label");
    words =
        memory_format("%s%s%s", amount, *amount != '\0' && *label != '\0' ? ", " : "", label);
    json_decref(options);
    return words;
}

static json_t *other_view(const struct question *self)
{
    CLEANUP(memory_freep) char *none = page_text(self->language, "fill_in.open", NULL);
    CLEANUP(memory_freep) char *entered = NULL;
    CLEANUP(memory_freep) char *words = NULL;
    const char *comment = text_of(self->other, "comment");

    if (self->other == NULL || json_equal(self->other, self->entry))
        return json_null();
    entered = entry_in_words(self, self->other);
    words = memory_format("%s%s%s", entered, *comment == '\0' || *entered == '\0' ? "" : " – ",
                          comment);
    return json_string(words[0] == '\0' ? none : words);
}

static json_t *earlier_view(const struct question *self)
{
    json_t *entry = entry_of_answer(self->earlier, self->indicator, self->language);
    const bool is_skipped =
        strcmp(text_of(entry, "choice"), answer_state_name(STATE_SKIPPED)) == 0;
    CLEANUP(memory_freep)
    char *words = is_skipped ? page_text(self->language, "hand_in.skipped", NULL)
                             : entry_in_words(self, entry);
    const char *comment = text_of(entry, "comment");
    json_t *view = self->earlier == NULL || (*words == '\0' && *comment == '\0')
                       ? json_null()
                       : json_pack("{s:s, s:s, s:s}", "round", self->earlier_round, "words",
                                   words, "comment", comment);

    json_decref(entry);
    return view;
}

static json_t *another_view(const struct question *self)
{
    return self->is_another ? json_pack("{s:s}", "round", self->earlier_round) : json_null();
}

char *question_anchor(const struct indicator *indicator)
{
    return memory_format("q%zu-%s", indicator->position,
                         is_number(indicator) ? "count" : "choice");
}

json_t *question_view(const struct question *question)
{
    const struct indicator *indicator = question->indicator;
    CLEANUP(memory_freep) char *id = memory_format("q%zu", indicator->position);
    CLEANUP(memory_freep) char *name = memory_format("choice.%s", indicator->id);
    CLEANUP(memory_freep) char *place = memory_format("%s-choice", id);
    CLEANUP(memory_freep) char *hint = hint_of(question);
    json_t *mistakes = mistakes_at(question->mistakes, place);

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id,
        "name", name, "number", indicator->id, "label",
        wording_in(&indicator->label, question->language), "hint", hint, "has_mistakes",
        json_array_size(mistakes) > 0, "is_number", is_number(indicator), "mistakes", mistakes,
        "earlier", earlier_view(question), "another", another_view(question), "options",
        options_of(question), "count",
        is_number(indicator)
            ? number_view(question, "count", "numerator", "fill_in.count_label")
            : json_null(),
        "of",
        indicator->kind == INDICATOR_SHARE
            ? number_view(question, "of", "denominator", "fill_in.of_label")
            : json_null(),
        "comment", comment_view(question), "other", other_view(question));
}
