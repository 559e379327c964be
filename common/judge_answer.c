/*
 * Judges the answer to one indicator: its state with a reason, its comment, and whether all of
 * it goes together.
 */

#include <string.h>

#include "common/decimal.h"
#include "common/judge_parts.h"
#include "common/memory.h"

#define STATES "answered, skipped, unknown, not_applicable"

/* Whether the state, if there is one, has a name we know. Without one an answer is answered. */
static bool judge_state(const struct judged *self, enum answer_state *out)
{
    const struct written *part = &self->answer->state;
    struct finding finding = finding_about(FINDING_UNKNOWN_STATE, part, self->indicator->id);

    *out = STATE_ANSWERED;
    if (part->kind == WRITTEN_ABSENT)
        return true;
    if (judge_is_refused(part))
        return false;
    if (part->kind != WRITTEN_TEXT) {
        judge_refuse(self, FINDING_NOT_A_TEXT, part);
        return false;
    }
    for (int state = 0; state < ANSWER_STATES; state++) {
        if (strcmp(part->text, answer_state_name((enum answer_state)state)) == 0) {
            *out = (enum answer_state)state;
            return true;
        }
    }
    finding.allowed = STATES;
    findings_add(self->findings, &finding);
    return false;
}

/* The reasons the indicator allows, for the caller to free. */
static char *allowed_reasons(const struct indicator *indicator)
{
    char *reasons = memory_copy_text(indicator->reasons[0]);

    for (size_t i = 1; i < indicator->reason_count; i++) {
        CLEANUP(memory_freep) char *shorter = reasons;

        reasons = memory_format("%s, %s", shorter, indicator->reasons[i]);
    }
    return reasons;
}

static bool allows_reason(const struct indicator *indicator, const char *reason)
{
    for (size_t i = 0; i < indicator->reason_count; i++) {
        if (strcmp(indicator->reasons[i], reason) == 0)
            return true;
    }
    return false;
}

/* The reason of "not applicable". */
static void judge_reason(const struct judged *self)
{
    const struct written *part = &self->answer->reason;
    struct finding finding =
        finding_about(FINDING_REASON_NOT_ALLOWED, part, self->indicator->id);
    CLEANUP(memory_freep) char *allowed = NULL;

    if (self->indicator->reason_count == 0) {
        judge_refuse(self, FINDING_NOT_APPLICABLE_NOT_ALLOWED, &self->answer->state);
        return;
    }
    allowed = allowed_reasons(self->indicator);
    if (judge_is_refused(part))
        return;
    if (part->kind == WRITTEN_ABSENT) {
        judge_miss(self, FINDING_REASON_MISSING, part, allowed);
        return;
    }
    finding.allowed = allowed;
    if (part->kind != WRITTEN_TEXT) {
        finding.code = FINDING_NOT_A_TEXT;
    } else if (judge_is_blank(part)) {
        finding.code = FINDING_REASON_MISSING;
        finding.received = NULL;
    } else if (allows_reason(self->indicator, part->text)) {
        return;
    }
    findings_add(self->findings, &finding);
}

/* State and reason, and whether they go with the value. */
static enum answer_state judge_states(const struct judged *self, bool is_explained)
{
    const struct answer *answer = self->answer;
    enum answer_state state;

    if (!judge_state(self, &state))
        return STATE_UNKNOWN; /* so that nothing more is made of the value */
    if (state == STATE_ANSWERED && !judge_has_value(answer) && !is_explained)
        judge_miss(self, FINDING_ANSWER_MISSING, judge_main_part(answer, self->indicator->kind),
                   judge_expected_parts(self->indicator->kind));
    if (state != STATE_ANSWERED && judge_has_value(answer))
        judge_refuse(self, FINDING_VALUE_AND_STATE, &answer->state);
    if (state == STATE_NOT_APPLICABLE)
        judge_reason(self);
    else if (!judge_is_refused(&answer->reason) && !judge_is_blank(&answer->reason))
        judge_refuse(self, FINDING_REASON_NOT_EXPECTED, &answer->reason);
    return state;
}

/* Tells what is odd about the value; where the edition says so it has to be confirmed. */
static void warn(const struct judged *self, struct verdict *verdict, enum acceptable which,
                 const struct finding *warning)
{
    const struct indicator *indicator = self->indicator;
    const bool needs_reason =
        which == ACCEPTABLE_LARGE_JUMP ? indicator->confirm_jump : indicator->confirm;
    struct finding missing = *warning;

    verdict->is_odd[which] = true;
    findings_add(self->findings, warning);
    if (!needs_reason || verdict->is_accepted[which])
        return;
    missing.code = FINDING_CONFIRMATION_MISSING;
    missing.allowed = acceptable_code(which);
    findings_add(self->findings, &missing);
    verdict->is_faulty = true;
}

/* Without zeros at its end: it is for reading. */
static char *print_value(const struct indicator *indicator, int64_t value)
{
    int places = indicator->decimals;

    while (places > 0 && value % 10 == 0) {
        value /= 10;
        places--;
    }
    return decimal_print(value, places);
}

/* A value far from the usual. */
static void judge_plausibility(const struct judged *self, struct verdict *verdict,
                               struct finding finding)
{
    const struct indicator *indicator = self->indicator;
    CLEANUP(memory_freep) char *low = NULL;
    CLEANUP(memory_freep) char *high = NULL;

    if (!indicator->has_plausible || (verdict->value >= indicator->plausible_from &&
                                      verdict->value <= indicator->plausible_to))
        return;
    low = print_value(indicator, indicator->plausible_from);
    high = print_value(indicator, indicator->plausible_to);
    finding.code = FINDING_IMPLAUSIBLE;
    finding.low = low;
    finding.high = high;
    warn(self, verdict, ACCEPTABLE_IMPLAUSIBLE, &finding);
}

/* A value far from the one before. */
static void judge_jump(const struct judged *self, struct verdict *verdict,
                       struct finding finding)
{
    const struct indicator *indicator = self->indicator;
    const struct earlier *earlier = self->judging->earlier;
    CLEANUP(memory_freep) char *before = NULL;
    int64_t value;

    if (earlier == NULL || !earlier->is_answered[indicator->position])
        return;
    value = earlier->values[indicator->position];
    verdict->is_settled = value == verdict->value;
    if (!jump_is_large(indicator, value, verdict->value))
        return;
    before = print_value(indicator, value);
    finding.code = FINDING_LARGE_JUMP;
    finding.before = before;
    finding.round = earlier->round;
    finding.date = earlier->date;
    warn(self, verdict, ACCEPTABLE_LARGE_JUMP, &finding);
}

static enum finding_unit unit_of(const struct indicator *indicator)
{
    switch (indicator->kind) {
    case INDICATOR_SHARE:
        return UNIT_PERCENT;
    case INDICATOR_RATE:
        return UNIT_PER_THOUSAND;
    case INDICATOR_LEVEL:
    case INDICATOR_YES_NO:
        break;
    }
    return UNIT_NONE;
}

static void judge_oddity(const struct judged *self, struct verdict *verdict)
{
    const struct indicator *indicator = self->indicator;
    CLEANUP(memory_freep) char *value = print_value(indicator, verdict->value);
    struct finding finding = finding_about(
        FINDING_IMPLAUSIBLE, judge_main_part(self->answer, indicator->kind), indicator->id);

    if (indicator->kind == INDICATOR_SHARE || indicator->kind == INDICATOR_RATE)
        finding.value = value;
    if (indicator->kind == INDICATOR_SHARE)
        finding.of = self->answer->of.text;
    finding.unit = unit_of(indicator);
    verdict->is_right = true;
    judge_plausibility(self, verdict, finding);
    judge_jump(self, verdict, finding);
}

void judge_answer(struct judging *judging, const struct answer *answer,
                  const struct indicator *indicator)
{
    struct verdict *verdict = &judging->verdicts[indicator->position];
    const struct judged judged = {judging, answer, indicator, judging->findings};
    bool is_misread = findings_have(judging->findings, answer->indicator.place);
    size_t errors = judging->findings->errors;
    bool has_right_value;

    if (verdict->is_given) {
        judge_refuse(&judged, FINDING_ANSWER_REPEATED, &answer->indicator);
        verdict->is_faulty = true;
        return;
    }
    verdict->is_given = true;
    judge_wrong_parts(&judged);
    has_right_value = judge_value(&judged, &verdict->value);
    verdict->state = judge_states(&judged, is_misread);
    if (answer->comment.kind != WRITTEN_ABSENT)
        (void)judge_text(judging->findings, &(struct text_slot){.part = &answer->comment,
                                                                .indicator = indicator->id,
                                                                .limit = COMMENT_MAX});
    verdict->is_faulty = is_misread || judging->findings->errors != errors;
    if (has_right_value && verdict->state == STATE_ANSWERED)
        judge_oddity(&judged, verdict);
}
