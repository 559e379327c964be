/*
 * Writes the canonical form of answers that were judged and found right.
 */

#include <assert.h>
#include <string.h>

#include "common/decimal.h"
#include "common/judge_parts.h"
#include "common/memory.h"

static void set_text(json_t *object, const char *name, const struct written *part)
{
    if (!judge_is_blank(part))
        (void)json_object_set_new(object, name, json_string(part->text));
}

static void set_whole(json_t *object, const char *name, const struct written *part)
{
    int64_t value = 0;
    enum decimal_fault fault;

    if (part->kind == WRITTEN_ABSENT)
        return;
    fault = decimal_read(part->text, 0, &value);
    assert(fault == DECIMAL_FINE);
    (void)json_object_set_new(object, name, json_integer(value));
}

/* As the shortest text that means the same number. */
static void set_decimal(json_t *object, const char *name, const struct written *part)
{
    int places = DECIMAL_PLACES_MAX;
    int64_t value = 0;
    enum decimal_fault fault;
    CLEANUP(memory_freep) char *text = NULL;

    if (part->kind == WRITTEN_ABSENT)
        return;
    fault = decimal_read(part->text, places, &value);
    assert(fault == DECIMAL_FINE);
    for (; places > 0 && value % 10 == 0; places--)
        value /= 10;
    text = decimal_print(value, places);
    (void)json_object_set_new(object, name, json_string(text));
}

/* Whether the state says more than the other parts do. */
static bool is_telling_state(const struct written *state)
{
    return state->kind != WRITTEN_ABSENT &&
           strcmp(state->text, answer_state_name(STATE_ANSWERED)) != 0;
}

/* One answer, or NULL if nothing is said by it. */
static json_t *answer_content(const struct answer *answer)
{
    bool is_skipped = answer->state.kind != WRITTEN_ABSENT &&
                      strcmp(answer->state.text, answer_state_name(STATE_SKIPPED)) == 0;
    json_t *content;

    if (is_skipped && judge_is_blank(&answer->comment))
        return NULL;
    content = json_object();
    set_whole(content, "level", &answer->level);
    if (answer->yes.kind != WRITTEN_ABSENT)
        (void)json_object_set_new(content, "yes",
                                  json_boolean(strcmp(answer->yes.text, "true") == 0));
    set_decimal(content, "count", &answer->count);
    set_decimal(content, "of", &answer->of);
    if (is_telling_state(&answer->state))
        set_text(content, "state", &answer->state);
    set_text(content, "reason", &answer->reason);
    set_text(content, "comment", &answer->comment);
    return content;
}

static json_t *measure_content(const struct measure *measure)
{
    json_t *content = json_object();

    set_text(content, "goal", &measure->goal);
    set_text(content, "aim", &measure->aim);
    set_text(content, "measure", &measure->measure);
    set_text(content, "responsible", &measure->responsible);
    set_whole(content, "priority", &measure->priority);
    set_text(content, "due", &measure->due);
    set_text(content, "status", &measure->status);
    return content;
}

/* In the edition's order, whatever order they were written in. */
static json_t *acceptances_content(const struct judging *judging, const struct answers *answers)
{
    const struct acceptance *ordered[CATALOGUE_INDICATORS_MAX][ACCEPTABLES] = {{NULL}};
    json_t *list = json_array();

    for (size_t i = 0; i < answers->acceptance_count; i++) {
        const struct acceptance *acceptance = &answers->acceptances[i];
        const size_t position =
            catalogue_find(judging->edition, acceptance->indicator.text)->position;

        ordered[position][judge_acceptable(judging, acceptance)] = acceptance;
    }
    for (size_t i = 0; i < catalogue_count(judging->edition) * ACCEPTABLES; i++) {
        const enum acceptable which = (enum acceptable)(i % ACCEPTABLES);
        const struct acceptance *acceptance = ordered[i / ACCEPTABLES][which];
        json_t *content;

        if (acceptance == NULL)
            continue;
        content = json_pack("{s:s}", "code", acceptable_code(which));
        set_text(content, "indicator", &acceptance->indicator);
        set_text(content, "reason", &acceptance->reason);
        (void)json_array_append_new(list, content);
    }
    return list;
}

json_t *judge_content(const struct judging *judging, const struct answers *answers)
{
    json_t *content = json_object();
    json_t *said = json_object();
    json_t *measures = json_array();

    for (size_t i = 0; i < answers->count; i++) {
        json_t *answer = answer_content(&answers->items[i]);

        if (answer != NULL)
            (void)json_object_set_new(said, answers->items[i].indicator.text, answer);
    }
    for (size_t i = 0; i < answers->measure_count; i++)
        (void)json_array_append_new(measures, measure_content(&answers->measures[i]));
    (void)json_object_set_new(content, "acceptances", acceptances_content(judging, answers));
    (void)json_object_set_new(content, "answers", said);
    (void)json_object_set_new(content, "edition",
                              json_string(catalogue_edition(judging->edition)));
    (void)json_object_set_new(content, "measures", measures);
    return content;
}
