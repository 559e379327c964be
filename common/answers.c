#include "common/answers.h"

#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"

static void written_done(struct written *written)
{
    free(written->text);
    free(written->place);
}

static void answer_done(struct answer *answer)
{
    written_done(&answer->indicator);
    written_done(&answer->level);
    written_done(&answer->yes);
    written_done(&answer->count);
    written_done(&answer->of);
    written_done(&answer->state);
    written_done(&answer->reason);
    written_done(&answer->comment);
}

static void measure_done(struct measure *measure)
{
    written_done(&measure->goal);
    written_done(&measure->aim);
    written_done(&measure->measure);
    written_done(&measure->responsible);
    written_done(&measure->priority);
    written_done(&measure->due);
    written_done(&measure->status);
    free(measure->place);
}

static void acceptance_done(struct acceptance *acceptance)
{
    written_done(&acceptance->code);
    written_done(&acceptance->indicator);
    written_done(&acceptance->reason);
    free(acceptance->place);
}

/* A text or a whole number of a canonical form. */
static struct written written_from(const json_t *value)
{
    if (json_is_string(value))
        return (struct written){.kind = WRITTEN_TEXT,
                                .text = memory_copy_text(json_string_value(value))};
    if (json_is_integer(value))
        return (struct written){.kind = WRITTEN_NUMBER,
                                .text = json_dumps(value, JSON_ENCODE_ANY)};
    return (struct written){.kind = WRITTEN_ABSENT};
}

void answers_take_measures(struct answers *answers, const json_t *content)
{
    const json_t *list = json_object_get(content, "measures");
    const json_t *value;
    size_t i;

    assert(answers->measures == NULL);
    answers->measures = memory_new(json_array_size(list), sizeof *answers->measures);
    json_array_foreach(list, i, value) {
        struct measure *measure = &answers->measures[answers->measure_count++];

        measure->goal = written_from(json_object_get(value, "goal"));
        measure->aim = written_from(json_object_get(value, "aim"));
        measure->measure = written_from(json_object_get(value, "measure"));
        measure->responsible = written_from(json_object_get(value, "responsible"));
        measure->priority = written_from(json_object_get(value, "priority"));
        measure->due = written_from(json_object_get(value, "due"));
        measure->status = written_from(json_object_get(value, "status"));
        measure->place = memory_copy_text("");
    }
}

void answers_accept(struct answers *answers, const json_t *acceptances)
{
    const size_t count = answers->acceptance_count + json_array_size(acceptances);
    const json_t *value;
    size_t i;

    answers->acceptances =
        memory_resize(answers->acceptances, count * sizeof *answers->acceptances);
    json_array_foreach(acceptances, i, value)
        answers->acceptances[answers->acceptance_count++] = (struct acceptance){
            .code = written_from(json_object_get(value, "code")),
            .indicator = written_from(json_object_get(value, "indicator")),
            .reason = written_from(json_object_get(value, "reason")),
            .place = memory_copy_text(""),
        };
}

void answers_free(struct answers *answers)
{
    if (answers == NULL)
        return;
    written_done(&answers->edition);
    for (size_t i = 0; i < answers->count; i++)
        answer_done(&answers->items[i]);
    for (size_t i = 0; i < answers->measure_count; i++)
        measure_done(&answers->measures[i]);
    for (size_t i = 0; i < answers->acceptance_count; i++)
        acceptance_done(&answers->acceptances[i]);
    json_decref(answers->order);
    free(answers->items);
    free(answers->measures);
    free(answers->acceptances);
    free(answers);
}
