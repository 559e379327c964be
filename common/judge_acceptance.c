/*
 * Judges what a sender says about warnings: "I know that this is unusual, because ...".
 */

#include <string.h>

#include "common/judge_parts.h"

#define CODES "implausible, large-jump"

const char *acceptable_code(enum acceptable which)
{
    return finding_rule(which == ACCEPTABLE_IMPLAUSIBLE ? FINDING_IMPLAUSIBLE
                                                        : FINDING_LARGE_JUMP)
        ->code;
}

/* Which code is named; ACCEPTABLES for none that we know. */
static enum acceptable find_code(const struct written *code)
{
    enum acceptable which = ACCEPTABLE_IMPLAUSIBLE;

    if (code->kind != WRITTEN_TEXT)
        return ACCEPTABLES;
    while (which < ACCEPTABLES && strcmp(code->text, acceptable_code(which)) != 0)
        which++;
    return which;
}

enum acceptable judge_acceptable(const struct judging *judging,
                                 const struct acceptance *acceptance)
{
    const struct indicator *indicator =
        catalogue_find(judging->edition, acceptance->indicator.text);
    const struct verdict *verdict = &judging->verdicts[indicator->position];

    if (!acceptance->covers_all)
        return find_code(&acceptance->code);
    if (!verdict->is_right || verdict->is_odd[ACCEPTABLE_IMPLAUSIBLE] ||
        indicator->kind == INDICATOR_YES_NO)
        return ACCEPTABLE_IMPLAUSIBLE;
    return ACCEPTABLE_LARGE_JUMP;
}

/* The indicator an acceptance is about, if it is one that can be accepted; adds no finding. */
static const struct indicator *accepted_indicator(const struct judging *judging,
                                                  const struct acceptance *acceptance)
{
    if (find_code(&acceptance->code) == ACCEPTABLES ||
        acceptance->indicator.kind != WRITTEN_TEXT)
        return NULL;
    return catalogue_find(judging->edition, acceptance->indicator.text);
}

void judge_note_acceptances(struct judging *judging, const struct answers *answers)
{
    for (size_t i = 0; i < answers->acceptance_count; i++) {
        const struct acceptance *acceptance = &answers->acceptances[i];
        const struct indicator *indicator = accepted_indicator(judging, acceptance);
        const enum acceptable named = find_code(&acceptance->code);

        for (enum acceptable which = 0; indicator != NULL && which < ACCEPTABLES; which++)
            if (acceptance->covers_all || which == named)
                judging->verdicts[indicator->position].is_accepted[which] = true;
    }
}

/* Whether there is, or was when the value was first given, something to accept. */
static bool is_of_use(const struct verdict *verdict, const struct acceptance *acceptance,
                      enum acceptable which)
{
    const bool is_jump = verdict->is_odd[ACCEPTABLE_LARGE_JUMP] || verdict->is_settled;

    if (acceptance->covers_all)
        return verdict->is_odd[ACCEPTABLE_IMPLAUSIBLE] || is_jump;
    return which == ACCEPTABLE_LARGE_JUMP ? is_jump : verdict->is_odd[which];
}

/* Whether the acceptance says something about an answer that was judged, and says it once. */
static void judge_use(struct judging *judging, const struct acceptance *acceptance)
{
    const struct indicator *indicator = accepted_indicator(judging, acceptance);
    struct finding finding = {.code = FINDING_ACCEPTANCE_REPEATED, .place = acceptance->place};
    struct verdict *verdict;
    enum acceptable which;

    if (indicator == NULL)
        return;
    which = judge_acceptable(judging, acceptance);
    finding.indicator = indicator->id;
    verdict = &judging->verdicts[indicator->position];
    if (verdict->is_repeated[which]) {
        findings_add(judging->findings, &finding);
    } else if (!is_of_use(verdict, acceptance, which) && !verdict->is_faulty) {
        finding.code = FINDING_ACCEPTANCE_UNUSED;
        findings_add(judging->findings, &finding);
    }
    verdict->is_repeated[which] = true;
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

    finding.allowed = CODES;
    if (judge_needed_text(findings, &code, whole) &&
        find_code(&acceptance->code) == ACCEPTABLES)
        findings_add(findings, &finding);
    finding = finding_about(FINDING_UNKNOWN_INDICATOR, &acceptance->indicator, NULL);
    if (judge_needed_text(findings, &indicator, whole) &&
        catalogue_find(judging->edition, acceptance->indicator.text) == NULL)
        findings_add(findings, &finding);
    (void)judge_needed_text(findings, &reason, whole);
    if (has_answers)
        judge_use(judging, acceptance);
}

void judge_acceptances(struct judging *judging, const struct answers *answers)
{
    for (size_t i = 0; i < answers->acceptance_count; i++)
        judge_acceptance(judging, &answers->acceptances[i], answers->items != NULL);
}
