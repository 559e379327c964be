/*
 * The parts that answers, acceptances and measures are made of: texts and numbers.
 */

#include "common/judge_parts.h"

#include <stdio.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"

#define NUMBER_TEXT_MAX 24

struct finding finding_about(enum finding_code code, const struct written *part,
                             const char *indicator)
{
    return (struct finding){
        .code = code, .place = part->place, .indicator = indicator, .received = part->text};
}

void judge_refuse(const struct judged *self, enum finding_code code, const struct written *part)
{
    struct finding finding = finding_about(code, part, self->indicator->id);

    findings_add(self->findings, &finding);
}

void judge_miss(const struct judged *self, enum finding_code code, const struct written *part,
                const char *allowed)
{
    const char *whole = self->answer->indicator.place;

    findings_add(self->findings,
                 &(struct finding){.code = code,
                                   .place = part->place == NULL ? whole : part->place,
                                   .indicator = self->indicator->id,
                                   .allowed = allowed});
}

bool judge_is_blank(const struct written *part)
{
    return part->text == NULL || part->text[strspn(part->text, " \t\r\n")] == '\0';
}

bool judge_is_refused(const struct written *part)
{
    return part->kind == WRITTEN_REFUSED;
}

/* Characters of UTF-8: bytes that do not continue one. */
static size_t text_length(const char *text)
{
    size_t length = 0;

    for (; *text != '\0'; text++)
        length += ((unsigned char)*text & 0xC0) != 0x80 ? 1 : 0;
    return length;
}

/*
 * The first control character (category Cc) other than line feed and tab, or 0. U+FFFE and
 * U+FFFF are like them: XML cannot say them, so a workbook with such a comment could not be
 * opened.
 */
static unsigned control_character(const char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned byte = (unsigned char)*text;
        const unsigned next = (unsigned char)text[1];

        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F)
            return byte;
        if (byte == 0xC2 && next >= 0x80 && next < 0xA0)
            return next;
        if (strncmp(text, "\xEF\xBF\xBE", 3) == 0 || strncmp(text, "\xEF\xBF\xBF", 3) == 0)
            return 0xFF00 | (unsigned char)text[2] | 0x40;
    }
    return 0;
}

bool judge_text(struct findings *findings, const struct text_slot *slot)
{
    struct finding finding = finding_about(FINDING_NOT_A_TEXT, slot->part, slot->indicator);
    size_t errors = findings->errors;
    char received[NUMBER_TEXT_MAX], high[NUMBER_TEXT_MAX];
    size_t length;
    unsigned control;

    if (judge_is_refused(slot->part))
        return false;
    if (slot->part->kind != WRITTEN_TEXT) {
        findings_add(findings, &finding);
        return false;
    }
    finding.received = received;
    length = text_length(slot->part->text);
    if (length > slot->limit) {
        (void)snprintf(received, sizeof received, "%zu", length);
        (void)snprintf(high, sizeof high, "%zu", slot->limit);
        finding.code = FINDING_TEXT_TOO_LONG;
        finding.high = high;
        findings_add(findings, &finding);
    }
    control = control_character(slot->part->text);
    if (control != 0) {
        (void)snprintf(received, sizeof received, "U+%04X", control);
        finding.code = FINDING_CONTROL_CHARACTER;
        findings_add(findings, &finding);
    }
    return findings->errors == errors;
}

bool judge_needed_text(struct findings *findings, const struct text_slot *slot,
                       const char *whole)
{
    struct finding finding = finding_about(FINDING_TEXT_EMPTY, slot->part, slot->indicator);

    if (slot->part->kind == WRITTEN_ABSENT) {
        if (whole != NULL)
            findings_add(findings, &(struct finding){.code = FINDING_PART_MISSING,
                                                     .place = whole,
                                                     .indicator = slot->indicator,
                                                     .allowed = slot->name});
        return false;
    }
    if (slot->part->kind != WRITTEN_TEXT || !judge_is_blank(slot->part))
        return judge_text(findings, slot);
    finding.received = NULL;
    findings_add(findings, &finding);
    return false;
}

bool judge_number(struct findings *findings, const struct written *part, const char *indicator,
                  int places, int64_t *out)
{
    struct finding finding = finding_about(FINDING_NOT_A_NUMBER, part, indicator);
    enum decimal_fault fault = DECIMAL_NO_NUMBER;
    char high[NUMBER_TEXT_MAX];

    if (judge_is_refused(part))
        return false;
    if (part->kind == WRITTEN_NUMBER)
        fault = decimal_read(part->text, places, out);
    switch (fault) {
    case DECIMAL_FINE:
        return true;
    case DECIMAL_NO_NUMBER:
        break;
    case DECIMAL_EXPONENT:
        finding.code = FINDING_NUMBER_EXPONENT;
        break;
    case DECIMAL_TOO_MANY_DIGITS:
        finding.code = FINDING_NUMBER_TOO_LONG;
        (void)snprintf(high, sizeof high, "%d", DECIMAL_DIGITS_MAX);
        finding.high = high;
        break;
    case DECIMAL_TOO_MANY_PLACES:
        finding.code = FINDING_NUMBER_TOO_PRECISE;
        (void)snprintf(high, sizeof high, "%d", places);
        finding.high = high;
        break;
    }
    findings_add(findings, &finding);
    return false;
}
