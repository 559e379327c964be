#include "daemon/pages/fill_in_mistakes.h"

#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/finding.h"
#include "common/memory.h"
#include "common/read/cell.h"
#include "daemon/pages/page.h"

#define ANSWERS  "/answers/"
#define MEASURES "/measures/"

/* What the API says in the words of a file, in those of a form. */
static const struct {
    const char *code, *key;
    const char *part; /* where it is mended, if not at the place the API names; or NULL */
} own_words[] = {
    {"count-missing", "fill_in.mistake_count_missing", "count"},
    {"of-missing", "fill_in.mistake_of_missing", "of"},
    {"of-zero", "fill_in.mistake_of_zero", NULL},
    {"value-and-state", "fill_in.mistake_value_and_state", "choice"},
    {"not-a-number", "fill_in.mistake_not_a_number", NULL},
    {"number-too-long", "fill_in.mistake_number_too_long", NULL},
    {"number-exponent", "fill_in.mistake_not_a_number", NULL},
    {"cell-became-date", "fill_in.mistake_not_a_number", NULL},
    {"cell-error", "fill_in.mistake_not_a_number", NULL},
    {"text-empty", "fill_in.mistake_missing", NULL},
    {"date-invalid", "fill_in.mistake_date", NULL},
    {"confirmation-missing", "fill_in.mistake_unconfirmed", NULL},
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

static bool is(const json_t *finding, const char *code)
{
    return strcmp(text_of(finding, "code"), code) == 0;
}

static void add(json_t *list, const char *place, long long row, const char *text, bool is_error)
{
    (void)json_array_append_new(list,
                                json_pack("{s:s, s:I, s:s, s:b}", "place", place, "row",
                                          (json_int_t)row, "text", text, "is_error", is_error));
}

/* The finding in words, for the caller to free. */
static char *words_of(const json_t *finding, enum language language)
{
    for (size_t i = 0; i < COUNT_OF(own_words); i++)
        if (is(finding, own_words[i].code))
            return page_text(language, own_words[i].key, finding);
    return memory_format("%s %s", text_of(finding, "detail"), text_of(finding, "remedy"));
}

static const char *own_part(const json_t *finding)
{
    for (size_t i = 0; i < COUNT_OF(own_words); i++)
        if (is(finding, own_words[i].code))
            return own_words[i].part;
    return NULL;
}

/* --- numbers that were typed --- */

/* Why the text is no number that can be saved: one finding, in the words of tables. */
static struct finding look_at_number(const char *text, char **low, char **high)
{
    struct finding finding = {.code = FINDING_NOT_A_NUMBER, .received = text};

    if (cell_is_percent(text)) {
        finding.code = FINDING_PERCENT_NOT_EXPECTED;
        return finding;
    }
    switch (cell_number(text, high, low)) {
    case CELL_NUMBER_NONE:
        break;
    case CELL_NUMBER_ONE:
        if (strpbrk(text, "eE") == NULL) {
            finding.code = FINDING_NUMBER_TOO_LONG;
            finding.high = "15";
        }
        break;
    case CELL_NUMBER_TWO:
        finding.code = FINDING_NUMBER_AMBIGUOUS;
        finding.low = *low;
        finding.high = *high;
        break;
    }
    return finding;
}
_Static_assert(DECIMAL_DIGITS_MAX == 15, "look_at_number() says so");

/* The judge sees only that it is a text. */
static char *number_words(const char *text, enum language language)
{
    CLEANUP(memory_freep) char *low = NULL;
    CLEANUP(memory_freep) char *high = NULL;
    CLEANUP(findings_donep) struct findings findings = {0};
    const struct finding finding = look_at_number(text, &low, &high);
    json_t *list;
    char *words;

    findings_add(&findings, &finding);
    list = findings_to_json(&findings, language);
    words = words_of(json_array_get(list, 0), language);
    json_decref(list);
    return words;
}

/* --- places --- */

static const struct indicator *indicator_of(const json_t *finding,
                                            const struct catalogue *edition)
{
    const char *id = json_string_value(json_object_get(finding, "indicator"));

    return id == NULL ? NULL : catalogue_find(edition, id);
}

/* Which part of the form: by the last segment of the pointer. */
static const char *part_of(const json_t *finding, const struct indicator *indicator)
{
    const bool is_number =
        indicator->kind == INDICATOR_SHARE || indicator->kind == INDICATOR_RATE;
    const char *slash = strrchr(text_of(finding, "pointer"), '/');
    const char *part = own_part(finding);

    if (part != NULL && (is_number || strcmp(part, "choice") == 0))
        return part;
    if (slash != NULL && strcmp(slash, "/comment") == 0)
        return "comment";
    if (!is_number)
        return "choice";
    if (slash != NULL && strcmp(slash, "/of") == 0)
        return indicator->kind == INDICATOR_SHARE ? "of" : "count";
    if (slash != NULL && (strcmp(slash, "/state") == 0 || strcmp(slash, "/reason") == 0))
        return "choice";
    return "count";
}

static bool is_error(const json_t *finding)
{
    return strcmp(text_of(finding, "severity"), "error") == 0 &&
           !is(finding, "confirmation-missing");
}

static void add_of_indicator(json_t *list, const json_t *finding, const json_t *document,
                             const struct indicator *indicator, enum language language)
{
    const json_t *answer = json_object_get(json_object_get(document, "answers"), indicator->id);
    const char *part = part_of(finding, indicator);
    const json_t *typed = json_object_get(answer, part);
    CLEANUP(memory_freep) char *place = memory_format("q%zu-%s", indicator->position, part);
    CLEANUP(memory_freep)
    char *words = is(finding, "not-a-number") && json_is_string(typed)
                      ? number_words(json_string_value(typed), language)
                      : words_of(finding, language);

    if (!is(finding, "answer-missing"))
        add(list, place, (long long)indicator->position, words, is_error(finding));
}

/* A missing part has no place of its own: all that are missing are told with the first. */
static void add_missing_parts(json_t *list, const json_t *document, size_t row,
                              enum language language)
{
    static const char *const needed[] = {"goal", "aim", "measure"};
    const json_t *measure = json_array_get(json_object_get(document, "measures"), row);
    CLEANUP(memory_freep) char *words = page_text(language, "fill_in.mistake_missing", NULL);

    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        CLEANUP(memory_freep) char *place = memory_format("m%zu-%s", row, needed[i]);
        json_t *there = mistakes_at(list, place);

        if (json_object_get(measure, needed[i]) == NULL && json_array_size(there) == 0)
            add(list, place, (long long)row, words, true);
        json_decref(there);
    }
}

static void add_of_measure(json_t *list, const json_t *finding, const json_t *document,
                           enum language language)
{
    const char *pointer = text_of(finding, "pointer") + strlen(MEASURES);
    char *end;
    const size_t row = strtoul(pointer, &end, 10);
    CLEANUP(memory_freep)
    char *place = memory_format("m%zu-%s", row, *end == '/' ? end + 1 : "goal");
    CLEANUP(memory_freep) char *words = words_of(finding, language);

    if (is(finding, "part-missing"))
        add_missing_parts(list, document, row, language);
    else
        add(list, place, (long long)row, words, is_error(finding));
}

json_t *mistakes_of(const json_t *findings, const json_t *document,
                    const struct catalogue *edition, enum language language)
{
    json_t *list = json_array();
    const json_t *finding;
    size_t i;

    json_array_foreach(findings, i, finding) {
        const struct indicator *indicator = indicator_of(finding, edition);
        const char *pointer = text_of(finding, "pointer");

        if (strncmp(pointer, MEASURES, strlen(MEASURES)) == 0) {
            add_of_measure(list, finding, document, language);
        } else if (indicator != NULL && strncmp(pointer, ANSWERS, strlen(ANSWERS)) == 0) {
            add_of_indicator(list, finding, document, indicator, language);
        } else {
            CLEANUP(memory_freep) char *words = words_of(finding, language);

            add(list, "", 0, words, is_error(finding));
        }
    }
    return list;
}

/* --- selecting --- */

json_t *mistakes_at(const json_t *mistakes, const char *place)
{
    json_t *list = json_array();
    const json_t *mistake;
    size_t i;

    json_array_foreach(mistakes, i, mistake) {
        CLEANUP(memory_freep) char *id = NULL;

        if (strcmp(text_of(mistake, "place"), place) != 0)
            continue;
        id = memory_format("%s-finding-%zu", place, json_array_size(list));
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:O}", "id", id, "text",
                                                    text_of(mistake, "text"), "is_error",
                                                    json_object_get(mistake, "is_error")));
    }
    return list;
}

bool mistakes_have_error(const json_t *mistakes)
{
    const json_t *mistake;
    size_t i;

    json_array_foreach(mistakes, i, mistake)
        if (json_is_true(json_object_get(mistake, "is_error")))
            return true;
    return false;
}

bool mistake_is_of_measure(const json_t *mistake)
{
    return text_of(mistake, "place")[0] == 'm';
}

size_t mistakes_count(const json_t *mistakes, const struct field *field)
{
    const json_t *mistake;
    size_t i, count = 0;

    json_array_foreach(mistakes, i, mistake) {
        const size_t row = (size_t)json_integer_value(json_object_get(mistake, "row"));
        const bool is_within = field == NULL ? mistake_is_of_measure(mistake)
                                             : text_of(mistake, "place")[0] == 'q' &&
                                                   row >= field->first &&
                                                   row < field->first + field->count;

        count += is_within && json_is_true(json_object_get(mistake, "is_error"));
    }
    return count;
}
