/*
 * Judges the value of an answer, which each kind of indicator writes in parts of its own.
 */

#include <string.h>

#include "common/decimal.h"
#include "common/judge_parts.h"

#define HIGHEST_LEVEL "4"
_Static_assert(CATALOGUE_LEVELS == 5, "HIGHEST_LEVEL follows from it");

/* So that the sum over every municipality in Germany is still an int64_t. */
#define VALUE_MAX INT64_C(100000000000000)

const char *judge_expected_parts(enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return "level";
    case INDICATOR_YES_NO:
        return "yes";
    case INDICATOR_SHARE:
        return "count, of";
    case INDICATOR_RATE:
        return "count";
    }
    return "";
}

void judge_wrong_parts(const struct judged *self)
{
    const struct answer *answer = self->answer;
    enum indicator_kind kind = self->indicator->kind;
    const struct {
        const char *name;
        const struct written *part;
        bool belongs;
    } parts[] = {
        {"level", &answer->level, kind == INDICATOR_LEVEL},
        {"yes", &answer->yes, kind == INDICATOR_YES_NO},
        {"count", &answer->count, kind == INDICATOR_SHARE || kind == INDICATOR_RATE},
        {"of", &answer->of, kind == INDICATOR_SHARE},
    };

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct finding finding =
            finding_about(FINDING_WRONG_PART, parts[i].part, self->indicator->id);

        if (parts[i].belongs || parts[i].part->kind == WRITTEN_ABSENT ||
            judge_is_refused(parts[i].part))
            continue;
        if (parts[i].part == &answer->of && kind == INDICATOR_RATE)
            finding.code = FINDING_OF_NOT_EXPECTED;
        else
            finding.received = parts[i].name;
        finding.allowed = judge_expected_parts(kind);
        findings_add(self->findings, &finding);
    }
}

static bool judge_level(const struct judged *self, int64_t *out)
{
    const struct written *part = &self->answer->level;
    struct finding finding =
        finding_about(FINDING_LEVEL_OUT_OF_RANGE, part, self->indicator->id);

    if (judge_is_refused(part))
        return false;
    finding.low = "0";
    finding.high = HIGHEST_LEVEL;
    if (part->kind == WRITTEN_NUMBER) {
        switch (decimal_read(part->text, 0, out)) {
        case DECIMAL_FINE:
            if (*out >= 0 && *out < CATALOGUE_LEVELS)
                return true;
            break;
        case DECIMAL_NO_NUMBER:
            finding.code = FINDING_NOT_A_NUMBER;
            break;
        case DECIMAL_EXPONENT:
            finding.code = FINDING_NUMBER_EXPONENT;
            break;
        case DECIMAL_TOO_MANY_DIGITS:
            break;
        case DECIMAL_TOO_MANY_PLACES:
            finding.code = FINDING_LEVEL_NOT_WHOLE;
            break;
        }
    } else {
        finding.code = FINDING_NOT_A_NUMBER;
    }
    findings_add(self->findings, &finding);
    return false;
}

static bool judge_yes(const struct judged *self, int64_t *out)
{
    const struct written *part = &self->answer->yes;

    if (judge_is_refused(part))
        return false;
    if (part->kind != WRITTEN_BOOLEAN) {
        judge_refuse(self, FINDING_NOT_YES_OR_NO, part);
        return false;
    }
    *out = strcmp(part->text, "true") == 0 ? 1 : 0;
    return true;
}

/* A number that counts something, in thousandths. */
static bool judge_amount(const struct judged *self, const struct written *part, int64_t *out)
{
    if (!judge_number(self->findings, part, self->indicator->id, DECIMAL_PLACES_MAX, out))
        return false;
    if (*out >= 0)
        return true;
    judge_refuse(self, FINDING_NUMBER_NEGATIVE, part);
    return false;
}

static bool judge_share(const struct judged *self, int64_t *out)
{
    const struct written *count = &self->answer->count, *of = &self->answer->of;
    int64_t part = 0, whole = 0;
    bool is_fine = true;

    if (count->kind == WRITTEN_ABSENT)
        judge_miss(self, FINDING_COUNT_MISSING, count, NULL);
    if (count->kind == WRITTEN_ABSENT || !judge_amount(self, count, &part))
        is_fine = false;
    if (of->kind == WRITTEN_ABSENT)
        judge_miss(self, FINDING_OF_MISSING, of, NULL);
    if (of->kind == WRITTEN_ABSENT || !judge_amount(self, of, &whole))
        return false;
    if (whole == 0) {
        judge_refuse(self, FINDING_OF_ZERO, of);
        return false;
    }
    if (!is_fine)
        return false;
    if (part > whole) {
        struct finding finding =
            finding_about(FINDING_COUNT_ABOVE_OF, count, self->indicator->id);

        finding.high = of->text;
        findings_add(self->findings, &finding);
        return false;
    }
    *out = decimal_divide((wide)part * 100 * decimal_power(self->indicator->decimals),
                          (wide)whole);
    return true;
}

static bool judge_rate(const struct judged *self, int64_t *out)
{
    const struct written *count = &self->answer->count;
    wide numerator, denominator;
    int64_t amount;

    if (!judge_amount(self, count, &amount))
        return false;
    numerator = (wide)amount * 1000 * decimal_power(self->indicator->decimals);
    denominator = (wide)self->judging->inhabitants * decimal_power(DECIMAL_PLACES_MAX);
    if (numerator / denominator >= VALUE_MAX) {
        judge_refuse(self, FINDING_VALUE_TOO_LARGE, count);
        return false;
    }
    *out = decimal_divide(numerator, denominator);
    return true;
}

bool judge_value(const struct judged *self, int64_t *out)
{
    const struct answer *answer = self->answer;
    bool has_count = answer->count.kind != WRITTEN_ABSENT;

    switch (self->indicator->kind) {
    case INDICATOR_LEVEL:
        return answer->level.kind != WRITTEN_ABSENT && judge_level(self, out);
    case INDICATOR_YES_NO:
        return answer->yes.kind != WRITTEN_ABSENT && judge_yes(self, out);
    case INDICATOR_SHARE:
        return (has_count || answer->of.kind != WRITTEN_ABSENT) && judge_share(self, out);
    case INDICATOR_RATE:
        return has_count && judge_rate(self, out);
    }
    return false;
}

const struct written *judge_main_part(const struct answer *answer, enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return &answer->level;
    case INDICATOR_YES_NO:
        return &answer->yes;
    case INDICATOR_SHARE:
    case INDICATOR_RATE:
        return &answer->count;
    }
    return &answer->level;
}

bool judge_has_value(const struct answer *answer)
{
    return answer->level.kind != WRITTEN_ABSENT || answer->yes.kind != WRITTEN_ABSENT ||
           answer->count.kind != WRITTEN_ABSENT || answer->of.kind != WRITTEN_ABSENT;
}
