#include "common/answers.h"

#include <stdlib.h>

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
    free(answers->items);
    free(answers->measures);
    free(answers->acceptances);
    free(answers);
}
