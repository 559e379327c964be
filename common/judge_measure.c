/*
 * Judges a planned follow-up.
 */

#include <string.h>
#include <time.h>

#include "common/decimal.h"
#include "common/judge_parts.h"

#define PRIORITY_LOWEST  "1"
#define PRIORITY_HIGHEST "3"
#define DATE_SIZE        sizeof "2027-03-31"

static const char *const statuses[] = {"planned", "started", "done", JUDGE_DROPPED};
#define STATUSES "planned, started, done, " JUDGE_DROPPED

static void judge_goal(struct judging *judging, const struct written *goal, const char *whole)
{
    const struct text_slot slot = {.part = goal, .name = "goal", .limit = MEASURE_TEXT_MAX};
    struct finding finding = finding_about(FINDING_UNKNOWN_GOAL, goal, NULL);

    if (!judge_needed_text(judging->findings, &slot, whole))
        return;
    if (catalogue_goal_find(judging->edition, goal->text) == NULL)
        findings_add(judging->findings, &finding);
}

static void judge_priority(struct judging *judging, const struct written *part)
{
    struct finding finding = finding_about(FINDING_PRIORITY_OUT_OF_RANGE, part, NULL);
    enum decimal_fault fault = DECIMAL_NO_NUMBER;
    int64_t priority = 0;

    if (part->kind == WRITTEN_ABSENT)
        return;
    if (part->kind == WRITTEN_NUMBER)
        fault = decimal_read(part->text, 0, &priority);
    if (fault == DECIMAL_FINE && priority >= 1 && priority <= 3)
        return;
    if (fault == DECIMAL_NO_NUMBER)
        finding.code = FINDING_NOT_A_NUMBER;
    if (fault == DECIMAL_EXPONENT)
        finding.code = FINDING_NUMBER_EXPONENT;
    finding.low = PRIORITY_LOWEST;
    finding.high = PRIORITY_HIGHEST;
    findings_add(judging->findings, &finding);
}

/* A day that libc's calendar knows, in exactly the form YYYY-MM-DD. */
static bool is_date(const char *text)
{
    struct tm day = {0};
    char round_trip[DATE_SIZE];

    if (strlen(text) != DATE_SIZE - 1 || strptime(text, "%Y-%m-%d", &day) == NULL)
        return false;
    (void)timegm(&day); /* makes 31 June the first of July */
    return strftime(round_trip, sizeof round_trip, "%Y-%m-%d", &day) > 0 &&
           strcmp(round_trip, text) == 0;
}

static void judge_due(struct judging *judging, const struct written *part)
{
    struct finding finding = finding_about(FINDING_DATE_INVALID, part, NULL);

    if (part->kind == WRITTEN_ABSENT)
        return;
    if (part->kind != WRITTEN_TEXT)
        finding.code = FINDING_NOT_A_TEXT;
    else if (is_date(part->text))
        return;
    findings_add(judging->findings, &finding);
}

static void judge_status(struct judging *judging, const struct written *part)
{
    struct finding finding = finding_about(FINDING_UNKNOWN_STATUS, part, NULL);

    if (part->kind == WRITTEN_ABSENT)
        return;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        if (part->kind == WRITTEN_TEXT && strcmp(part->text, statuses[i]) == 0)
            return;
    }
    if (part->kind != WRITTEN_TEXT)
        finding.code = FINDING_NOT_A_TEXT;
    finding.allowed = STATUSES;
    findings_add(judging->findings, &finding);
}

void judge_measure(struct judging *judging, const struct measure *measure)
{
    /* A member with a slip in its name is not also a member that is missing. */
    const char *whole =
        findings_have(judging->findings, measure->place) ? NULL : measure->place;

    judge_goal(judging, &measure->goal, whole);
    (void)judge_needed_text(
        judging->findings,
        &(struct text_slot){.part = &measure->aim, .name = "aim", .limit = MEASURE_TEXT_MAX},
        whole);
    (void)judge_needed_text(judging->findings,
                            &(struct text_slot){.part = &measure->measure,
                                                .name = "measure",
                                                .limit = MEASURE_TEXT_MAX},
                            whole);
    if (measure->responsible.kind != WRITTEN_ABSENT)
        (void)judge_text(judging->findings, &(struct text_slot){.part = &measure->responsible,
                                                                .limit = MEASURE_TEXT_MAX});
    judge_priority(judging, &measure->priority);
    judge_due(judging, &measure->due);
    judge_status(judging, &measure->status);
}
