/*
 * The order of judging: the edition, the answers, what was accepted about them, the measures.
 * Only when no error was found is the self-check made.
 */

#include "common/judge.h"

#include <assert.h>
#include <string.h>

#include "common/judge_parts.h"
#include "common/memory.h"

/* Whether it makes sense to judge the answers against this edition. */
static bool judge_edition(struct judging *judging, const struct written *part)
{
    const char *name = catalogue_edition(judging->edition);
    struct finding finding = finding_about(FINDING_EDITION_MISMATCH, part, NULL);

    finding.allowed = name;
    switch (part->kind) {
    case WRITTEN_TEXT:
        if (strcmp(part->text, name) == 0)
            return true;
        findings_add(judging->findings, &finding);
        return false;
    case WRITTEN_ABSENT:
        finding.code = FINDING_EDITION_MISSING;
        finding.place = ""; /* missing from the whole document */
        break;
    case WRITTEN_NUMBER:
    case WRITTEN_BOOLEAN:
    case WRITTEN_OTHER:
        finding.code = FINDING_NOT_A_TEXT;
        break;
    case WRITTEN_REFUSED:
        return true;
    }
    findings_add(judging->findings, &finding);
    return true;
}

static void judge_answers(struct judging *judging, const struct answers *answers)
{
    for (size_t i = 0; i < answers->count; i++) {
        const struct written *id = &answers->items[i].indicator;
        const struct indicator *indicator = catalogue_find(judging->edition, id->text);
        struct finding finding = finding_about(FINDING_UNKNOWN_INDICATOR, id, NULL);

        if (indicator == NULL)
            findings_add(judging->findings, &finding);
        else
            judge_answer(judging, &answers->items[i], indicator);
    }
}

/* Whether the measure still stands; its status has been judged. */
static bool is_planned(const struct measure *measure)
{
    return measure->status.kind == WRITTEN_ABSENT ||
           strcmp(measure->status.text, JUDGE_DROPPED) != 0;
}

static void note_planned(struct self_check *self_check, const struct answers *answers)
{
    self_check->goal_count = catalogue_goal_count(self_check->edition);
    self_check->planned = memory_new(self_check->goal_count, sizeof *self_check->planned);
    for (size_t i = 0; i < answers->measure_count; i++) {
        const struct measure *measure = &answers->measures[i];
        const struct goal *goal = catalogue_goal_find(self_check->edition, measure->goal.text);

        assert(goal != NULL); /* no finding, so the edition has it */
        if (is_planned(measure))
            self_check->planned[goal->position] = 1;
    }
}

static struct self_check *self_check_from(const struct judging *judging,
                                          const struct answers *answers)
{
    struct self_check *self_check = memory_new(1, sizeof *self_check);
    size_t count = catalogue_count(judging->edition);

    self_check->edition = judging->edition;
    self_check->count = count;
    self_check->values = memory_new(count, sizeof *self_check->values);
    self_check->states = memory_new(count, sizeof *self_check->states);
    for (size_t i = 0; i < count; i++) {
        const struct verdict *verdict = &judging->verdicts[i];

        self_check->values[i] = verdict->state == STATE_ANSWERED ? verdict->value : 0;
        self_check->states[i] = (uint8_t)verdict->state;
        self_check->state_counts[verdict->state]++;
    }
    note_planned(self_check, answers);
    self_check->content = judge_content(judging, answers);
    return self_check;
}

static void judge_all(struct judging *judging, const struct answers *answers)
{
    judge_note_acceptances(judging, answers);
    judge_answers(judging, answers);
    judge_acceptances(judging, answers);
    for (size_t i = 0; i < answers->measure_count; i++)
        judge_measure(judging, &answers->measures[i]);
}

struct self_check *judge(const struct answers *answers, const struct catalogue *edition,
                         int64_t inhabitants, const struct earlier *earlier,
                         struct findings *findings)
{
    struct judging judging = {.edition = edition,
                              .inhabitants = inhabitants,
                              .earlier = earlier,
                              .findings = findings};
    const bool is_ours = !answers->is_misshapen && judge_edition(&judging, &answers->edition);

    assert(inhabitants > 0);
    if (is_ours)
        judge_all(&judging, answers);
    findings_sort(findings, answers->order);
    return !is_ours || findings->errors > 0 ? NULL : self_check_from(&judging, answers);
}
