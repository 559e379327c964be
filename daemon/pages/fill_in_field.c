/*
 * The page of one field of action, and saving it.
 *
 *     POST --> has somebody else changed this field since it was shown?
 *                yes, to something else --> 409: the form again, with both answers
 *                no --> save --> nothing wrong: 303 to the next page
 *                        |       something wrong: saved, and 422: the form again
 *                        +-> refused (the round has closed, say): the form again, nothing lost
 *
 * The button that takes over the answers of the last round saves like the others, and fills in
 * what is still open then.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/pages/fill_in.h"
#include "daemon/pages/fill_in_earlier.h"
#include "daemon/pages/fill_in_entry.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/fill_in_question.h"
#include "daemon/pages/fill_in_reply.h"
#include "daemon/pages/filling.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"

#define TAKEN_OVER "uebernommen" /* of ?gespeichert= */

static void on_field_read(struct filling *filling);

/* The field that the path names, or NULL. */
static const struct field *field_of(struct filling *filling)
{
    const char *id = request_capture(filling->exchange, "field");

    for (size_t i = 0; i < catalogue_field_count(filling->edition); i++) {
        const struct field *field = catalogue_field_at(filling->edition, i);

        if (strcmp(field->id, id) == 0)
            return field;
    }
    problem_reply(TAKE(filling->exchange), PROBLEM_NOT_FOUND, NULL, NULL);
    return NULL;
}

/* The entry of the indicator as the draft has it. */
static json_t *saved_entry(const struct filling *filling, const struct indicator *indicator)
{
    return entry_of_answer(json_object_get(filling_answers(filling), indicator->id), indicator,
                           request_language(filling->exchange));
}

/* --- the page --- */

/* What the page shows besides the draft. */
struct page_state {
    bool is_sent;              /* the entries are those that were sent */
    bool is_conflict;          /* and somebody else saved other ones meanwhile */
    struct reply_notice reply; /* status and alert */
};

static const char *form_seen(const struct exchange *exchange)
{
    const char *seen = form_data_find(request_form(exchange), "seen");

    return seen == NULL ? "" : seen;
}

static json_t *goal_view(const struct filling *filling, const struct goal *goal,
                         const json_t *mistakes, const struct page_state *state)
{
    const enum language language = request_language(filling->exchange);
    json_t *questions = json_array();

    for (size_t i = goal->first; i < goal->first + goal->count; i++) {
        const struct indicator *indicator = catalogue_at(filling->edition, i);
        json_t *saved = saved_entry(filling, indicator);
        json_t *entry = state->is_sent
                            ? entry_of_form(request_form(filling->exchange), indicator)
                            : json_incref(saved);

        (void)json_array_append_new(questions,
                                    question_view(&(struct question){
                                        .edition = filling->edition,
                                        .indicator = indicator,
                                        .entry = entry,
                                        .other = state->is_conflict ? saved : NULL,
                                        .mistakes = mistakes,
                                        .earlier_round = earlier_round(filling),
                                        .earlier = earlier_answer(filling, indicator),
                                        .is_another = earlier_is_another(filling, indicator),
                                        .language = language,
                                    }));
        json_decref(entry);
        json_decref(saved);
    }
    return json_pack("{s:s, s:s, s:o}", "id", goal->id, "label",
                     wording_in(&goal->label, language), "questions", questions);
}

/* What there is of the last round: {round, offer, has_offer, is_one}, or null. */
static json_t *earlier_view(const struct filling *filling, const struct field *field)
{
    const char *round = earlier_round(filling);
    const size_t offer = earlier_offer(filling, field);

    if (round == NULL)
        return json_null();
    return json_pack("{s:s, s:I, s:b, s:b}", "round", round, "offer", (json_int_t)offer,
                     "has_offer", offer > 0, "is_one", offer == 1);
}

/* The path of what comes behind the field: the next one, or the measures. */
static char *next_page(const struct filling *filling, size_t field)
{
    CLEANUP(memory_freep) char *id = NULL;
    CLEANUP(memory_freep) char *rest = NULL;

    if (field + 1 == catalogue_field_count(filling->edition))
        return filling_page(filling->exchange, "/ausfuellen/massnahmen");
    id = percent_encode(catalogue_field_at(filling->edition, field + 1)->id);
    rest = memory_format("/ausfuellen/%s", id);
    return filling_page(filling->exchange, rest);
}

static size_t number_of(const struct filling *filling, const struct field *field)
{
    size_t number = 0;

    while (catalogue_field_at(filling->edition, number) != field)
        number++;
    return number;
}

static void show(struct filling *taken, const struct field *field,
                 const struct page_state *state)
{
    CLEANUP(filling_freep) struct filling *self = taken;
    const enum language language = request_language(self->exchange);
    const size_t number = number_of(self, field);
    CLEANUP(memory_freep) char *action = NULL;
    CLEANUP(memory_freep) char *next = next_page(self, number);
    CLEANUP(memory_freep) char *id = percent_encode(field->id);
    CLEANUP(memory_freep) char *rest = memory_format("/ausfuellen/%s", id);
    char seen[DIGEST_HEX_SIZE];
    json_t *mistakes = mistakes_of(self->findings, self->document, self->edition, language);
    json_t *goals = json_array();
    json_t *view;

    action = filling_page(self->exchange, rest);
    filling_seen(self, field, seen);
    if (state->reply.problem != NULL) /* nothing was saved: what the form showed is as before */
        (void)snprintf(seen, sizeof seen, "%s", form_seen(self->exchange));
    for (size_t i = 0; i < field->goal_count; i++)
        (void)json_array_append_new(
            goals, goal_view(self, catalogue_goal_at(self->edition, field->first_goal + i),
                             mistakes, state));
    view = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "title",
                     wording_in(&field->label, language), "action", action, "next", next,
                     "seen", seen, "number", (json_int_t)number + 1, "count",
                     (json_int_t)catalogue_field_count(self->edition), "goals", goals,
                     "earlier", earlier_view(self, field));
    fill_in_reply(self, field, mistakes, &state->reply, "fill_in/field", view);
    json_decref(mistakes);
}

static void on_earlier_to_show(struct filling *filling)
{
    const struct field *field = field_of(filling);
    struct page_state state = {.reply = {.status = 200}};
    const char *saved;

    if (field == NULL) {
        filling_free(filling);
        return;
    }
    saved = exchange_query(filling->exchange, "gespeichert", 0);
    state.reply.is_saved = saved != NULL;
    state.reply.is_taken_over = saved != NULL && strcmp(saved, TAKEN_OVER) == 0;
    show(filling, field, &state);
}

static void on_read(struct filling *filling)
{
    earlier_find(filling, on_earlier_to_show);
}

void fill_in_field(struct server *server, struct exchange *exchange)
{
    filling_open(server, exchange, on_read);
}

/* --- saving --- */

static bool is_taking_over(const struct filling *filling)
{
    return form_data_find(request_form(filling->exchange), "uebernehmen") != NULL;
}

static void go_on(struct filling *taken, const struct field *field)
{
    CLEANUP(filling_freep) struct filling *self = taken;
    CLEANUP(memory_freep) char *next = next_page(self, number_of(self, field));
    CLEANUP(memory_freep) char *again = NULL;

    if (!is_taking_over(self)) {
        fill_in_go_on(TAKE(self), next);
        return;
    }
    again = memory_format("%s?gespeichert=" TAKEN_OVER, exchange_path(self->exchange));
    page_redirect(TAKE(self->exchange), again);
}

static void on_saved(struct filling *filling, const struct call_reply *reply)
{
    const struct field *field = field_of(filling);
    const enum language language = request_language(filling->exchange);
    struct page_state state = {.is_sent = true, .reply = {.status = reply->status}};
    json_t *mistakes;
    size_t errors;

    if (reply->status == 412 || reply->status == 428) {
        filling_reopen(filling, on_field_read);
        return;
    }
    if (reply->status != 200 && reply->status != 201) {
        state.reply.problem = reply->json;
        show(filling, field, &state);
        return;
    }
    mistakes = mistakes_of(filling->findings, filling->document, filling->edition, language);
    errors = mistakes_count(mistakes, field);
    json_decref(mistakes);
    if (errors == 0) {
        go_on(filling, field);
        return;
    }
    state.is_sent = !is_taking_over(filling); /* else there is more by now than was sent */
    state.reply.status = 422;
    state.reply.is_taken_over = is_taking_over(filling);
    show(filling, field, &state);
}

/* Puts what was sent into the document. */
static void apply(struct filling *filling, const struct field *field)
{
    const enum language language = request_language(filling->exchange);
    json_t *answers = filling_answers(filling);

    for (size_t i = field->first; i < field->first + field->count; i++) {
        const struct indicator *indicator = catalogue_at(filling->edition, i);
        json_t *entry = entry_of_form(request_form(filling->exchange), indicator);
        json_t *before = json_object_get(answers, indicator->id);
        json_t *answer = answer_of_entry(entry, before, indicator, language);

        if (!json_equal(answer, before))
            filling_forget_acceptances(filling, indicator->id);
        if (answer == NULL)
            (void)json_object_del(answers, indicator->id);
        else
            (void)json_object_set_new(answers, indicator->id, answer);
        json_decref(entry);
    }
}

/* Whether what was sent differs from what is saved. */
static bool differs(const struct filling *filling, const struct field *field)
{
    bool result = false;

    for (size_t i = field->first; i < field->first + field->count && !result; i++) {
        const struct indicator *indicator = catalogue_at(filling->edition, i);
        json_t *sent = entry_of_form(request_form(filling->exchange), indicator);
        json_t *saved = saved_entry(filling, indicator);

        result = !json_equal(sent, saved);
        json_decref(sent);
        json_decref(saved);
    }
    return result;
}

static void on_earlier_to_save(struct filling *filling)
{
    const struct field *field = field_of(filling);
    char seen[DIGEST_HEX_SIZE];

    if (field == NULL) {
        filling_free(filling);
        return;
    }
    filling_seen(filling, field, seen);
    if (strcmp(form_seen(filling->exchange), seen) != 0 && differs(filling, field)) {
        show(filling, field,
             &(struct page_state){.is_sent = true,
                                  .is_conflict = true,
                                  .reply = {.status = 409, .is_conflict = true}});
        return;
    }
    apply(filling, field);
    if (is_taking_over(filling))
        earlier_take_over(filling, field);
    filling_save(filling, on_saved);
}

static void on_field_read(struct filling *filling)
{
    earlier_find(filling, on_earlier_to_save);
}

void fill_in_save_field(struct server *server, struct exchange *exchange)
{
    filling_open(server, exchange, on_field_read);
}
