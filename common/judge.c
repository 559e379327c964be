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

/* The indicator an acceptance is about, if it is one that can be accepted; adds no finding. */
static const struct indicator *accepted_indicator(const struct judging *judging,
                                                  const struct acceptance *acceptance)
{
    if (acceptance->code.kind != WRITTEN_TEXT || acceptance->indicator.kind != WRITTEN_TEXT ||
        strcmp(acceptance->code.text, JUDGE_ACCEPTABLE) != 0)
        return NULL;
    return catalogue_find(judging->edition, acceptance->indicator.text);
}

/* Before the answers, which are judged by it. What is wrong with an acceptance comes later. */
static void note_acceptances(struct judging *judging, const struct answers *answers)
{
    for (size_t i = 0; i < answers->acceptance_count; i++) {
        const struct indicator *indicator =
            accepted_indicator(judging, &answers->acceptances[i]);

        if (indicator != NULL)
            judging->verdicts[indicator->position].is_accepted = true;
    }
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

/* Whether the acceptance says something about an answer that was judged, and says it once. */
static void judge_use(struct judging *judging, const struct acceptance *acceptance)
{
    const struct indicator *indicator = accepted_indicator(judging, acceptance);
    struct finding finding = {.code = FINDING_ACCEPTANCE_REPEATED, .place = acceptance->place};
    struct verdict *verdict;

    if (indicator == NULL)
        return;
    finding.indicator = indicator->id;
    verdict = &judging->verdicts[indicator->position];
    if (verdict->is_repeated) {
        findings_add(judging->findings, &finding);
    } else if (!verdict->is_implausible && !verdict->is_faulty) {
        finding.code = FINDING_ACCEPTANCE_UNUSED;
        findings_add(judging->findings, &finding);
    }
    verdict->is_repeated = true;
}

static void judge_acceptance(struct judging *judging, const struct acceptance *acceptance,
                             bool has_answers)
{
    struct findings *findings = judging->findings;
    /* A member with a slip in its name is not also a member that is missing. */
    const char *whole = findings_have(findings, acceptance->place) ? NULL : acceptance->place;
    const struct text_slot code = {
        .part = &acceptance->code, .name = "code", .limit = COMMENT_MAX};
    const struct text_slot indicator = {
        .part = &acceptance->indicator, .name = "indicator", .limit = COMMENT_MAX};
    const struct text_slot reason = {
        .part = &acceptance->reason, .name = "reason", .limit = COMMENT_MAX};
    struct finding finding =
        finding_about(FINDING_ACCEPTANCE_CODE_UNKNOWN, &acceptance->code, NULL);

    finding.allowed = JUDGE_ACCEPTABLE;
    if (judge_needed_text(findings, &code, whole) &&
        strcmp(acceptance->code.text, JUDGE_ACCEPTABLE) != 0)
        findings_add(findings, &finding);
    finding = finding_about(FINDING_UNKNOWN_INDICATOR, &acceptance->indicator, NULL);
    if (judge_needed_text(findings, &indicator, whole) &&
        catalogue_find(judging->edition, acceptance->indicator.text) == NULL)
        findings_add(findings, &finding);
    (void)judge_needed_text(findings, &reason, whole);
    if (has_answers)
        judge_use(judging, acceptance);
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
    self_check->content = judge_content(answers, judging->edition);
    return self_check;
}

struct self_check *judge(const struct answers *answers, const struct catalogue *edition,
                         int64_t inhabitants, struct findings *findings)
{
    struct judging judging = {
        .edition = edition, .inhabitants = inhabitants, .findings = findings};

    assert(inhabitants > 0);
    if (answers->is_misshapen || !judge_edition(&judging, &answers->edition))
        return NULL;
    note_acceptances(&judging, answers);
    judge_answers(&judging, answers);
    for (size_t i = 0; i < answers->acceptance_count; i++)
        judge_acceptance(&judging, &answers->acceptances[i], answers->items != NULL);
    for (size_t i = 0; i < answers->measure_count; i++)
        judge_measure(&judging, &answers->measures[i]);
    return findings->errors > 0 ? NULL : self_check_from(&judging, answers);
}
