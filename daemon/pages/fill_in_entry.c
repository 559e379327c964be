#include "daemon/pages/fill_in_entry.h"

#include <stdlib.h>
#include <string.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "common/read/cell.h"
#include "common/self_check.h"

#define LEVEL_SIZE sizeof "4"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

/* --- from an answer --- */

/* With one more zero where three decimals could be taken for thousands. */
static char *number_text(const json_t *number, enum language language)
{
    char *text;
    char *point;

    if (json_is_string(number))
        return memory_copy_text(json_string_value(number));
    if (json_is_integer(number))
        return memory_format("%lld", json_integer_value(number));
    if (!json_is_real(number))
        return memory_copy_text("");
    text = memory_format("%.*g0", DECIMAL_DIGITS_MAX, json_real_value(number));
    point = strchr(text, '.');
    if (point == NULL || strlen(point + 1) != 4)
        text[strlen(text) - 1] = '\0';
    if (point != NULL && language == LANGUAGE_DE)
        *point = ',';
    return text;
}

static bool allows_reason(const struct indicator *indicator, const char *reason)
{
    for (size_t i = 0; i < indicator->reason_count; i++) {
        if (strcmp(indicator->reasons[i], reason) == 0)
            return true;
    }
    return false;
}

/* What is chosen of the states; NULL if none is that the form can show. */
static char *state_choice(const json_t *answer, const struct indicator *indicator)
{
    const char *state = text_of(answer, "state");
    const char *reason = text_of(answer, "reason");

    if (strcmp(state, answer_state_name(STATE_UNKNOWN)) == 0 ||
        strcmp(state, answer_state_name(STATE_SKIPPED)) == 0)
        return memory_copy_text(state);
    if (strcmp(state, answer_state_name(STATE_NOT_APPLICABLE)) == 0 &&
        allows_reason(indicator, reason))
        return memory_format(ENTRY_BECAUSE "%s", reason);
    return NULL;
}

static char *choice_of(const json_t *answer, const struct indicator *indicator)
{
    const json_t *level = json_object_get(answer, "level");
    const json_t *yes = json_object_get(answer, "yes");
    char *state = state_choice(answer, indicator);

    if (state != NULL)
        return state;
    if (indicator->kind == INDICATOR_LEVEL && json_is_integer(level) &&
        json_integer_value(level) >= 0 && json_integer_value(level) < CATALOGUE_LEVELS)
        return memory_format("%d", (int)json_integer_value(level));
    if (indicator->kind == INDICATOR_YES_NO && json_is_boolean(yes))
        return memory_copy_text(json_is_true(yes) ? "yes" : "no");
    return memory_copy_text("");
}

json_t *entry_of_answer(const json_t *answer, const struct indicator *indicator,
                        enum language language)
{
    CLEANUP(memory_freep) char *choice = choice_of(answer, indicator);
    CLEANUP(memory_freep) char *count = number_text(json_object_get(answer, "count"), language);
    CLEANUP(memory_freep) char *of = number_text(json_object_get(answer, "of"), language);

    return json_pack("{s:s, s:s, s:s, s:s}", "choice", choice, "count", count, "of", of,
                     "comment", text_of(answer, "comment"));
}

/* --- from a form --- */

char *entry_text(const char *text)
{
    char *result = memory_copy_text(text);
    char *to = result;

    for (; *text != '\0'; text++)
        if (*text != '\r')
            *to++ = *text;
        else if (text[1] != '\n')
            *to++ = '\n';
    *to = '\0';
    return result;
}

static char *field_of(const struct form_data *form, const char *part, const char *id)
{
    CLEANUP(memory_freep) char *name = memory_format("%s.%s", part, id);
    const char *value = form_data_find(form, name);

    return entry_text(value == NULL ? "" : value);
}

json_t *entry_of_form(const struct form_data *form, const struct indicator *indicator)
{
    CLEANUP(memory_freep) char *choice = field_of(form, "choice", indicator->id);
    CLEANUP(memory_freep) char *count = field_of(form, "count", indicator->id);
    CLEANUP(memory_freep) char *of = field_of(form, "of", indicator->id);
    CLEANUP(memory_freep) char *comment = field_of(form, "comment", indicator->id);

    return json_pack("{s:s, s:s, s:s, s:s}", "choice", choice, "count", count, "of", of,
                     "comment", comment);
}

/* --- to an answer --- */

static bool is_blank(const char *text)
{
    CLEANUP(memory_freep) char *clean = cell_clean(text);

    return clean[0] == '\0';
}

/* Whether a double carries all its digits: zeros at either end do not count. */
static bool fits_a_double(const char *number)
{
    const char *first = number + strspn(number, "-0.");
    size_t length = strlen(first);
    size_t digits = 0;

    while (length > 0 && first[length - 1] == '0')
        length--;
    for (size_t i = 0; i < length; i++)
        digits += first[i] != '.';
    return digits <= DECIMAL_DIGITS_MAX;
}

/* The number that was typed, or the text where it is none, or none that a double can carry. */
static json_t *number_of(const char *typed)
{
    CLEANUP(memory_freep) char *clean = cell_clean(typed);
    CLEANUP(memory_freep) char *number = NULL;
    CLEANUP(memory_freep) char *other = NULL;
    int64_t scaled;

    if (cell_number(clean, &number, &other) != CELL_NUMBER_ONE)
        return json_string(clean);
    switch (decimal_read(number, 0, &scaled)) {
    case DECIMAL_FINE:
        return json_integer(scaled);
    case DECIMAL_TOO_MANY_PLACES:
        return fits_a_double(number) ? json_real(strtod(number, NULL)) : json_string(clean);
    case DECIMAL_NO_NUMBER:
    case DECIMAL_EXPONENT:
    case DECIMAL_TOO_MANY_DIGITS:
        break;
    }
    return json_string(clean);
}

static void set_number(json_t *answer, const char *name, const json_t *entry,
                       const json_t *shown, json_t *before)
{
    const char *typed = text_of(entry, name);

    if (is_blank(typed))
        return;
    if (strcmp(typed, text_of(shown, name)) == 0)
        (void)json_object_set(answer, name, json_object_get(before, name));
    else
        (void)json_object_set_new(answer, name, number_of(typed));
}

static void set_state(json_t *answer, enum answer_state state)
{
    (void)json_object_set_new(answer, "state", json_string(answer_state_name(state)));
}

static void set_choice(json_t *answer, const char *choice, const struct indicator *indicator)
{
    const size_t prefix = strlen(ENTRY_BECAUSE);

    if (strcmp(choice, answer_state_name(STATE_UNKNOWN)) == 0) {
        set_state(answer, STATE_UNKNOWN);
    } else if (strcmp(choice, answer_state_name(STATE_SKIPPED)) == 0) {
        set_state(answer, STATE_SKIPPED);
    } else if (strncmp(choice, ENTRY_BECAUSE, prefix) == 0) {
        set_state(answer, STATE_NOT_APPLICABLE);
        (void)json_object_set_new(answer, "reason", json_string(choice + prefix));
    } else if (indicator->kind == INDICATOR_YES_NO && choice[0] != '\0') {
        (void)json_object_set_new(answer, "yes", json_boolean(strcmp(choice, "yes") == 0));
    } else if (indicator->kind == INDICATOR_LEVEL && strlen(choice) == LEVEL_SIZE - 1) {
        (void)json_object_set_new(answer, "level", json_integer(choice[0] - '0'));
    }
}

json_t *answer_of_entry(const json_t *entry, json_t *before, const struct indicator *indicator,
                        enum language language)
{
    json_t *shown = entry_of_answer(before, indicator, language);
    json_t *answer = json_object();

    if (json_equal(entry, shown)) {
        json_decref(answer);
        answer = json_incref(before);
    } else {
        set_choice(answer, text_of(entry, "choice"), indicator);
        set_number(answer, "count", entry, shown, before);
        set_number(answer, "of", entry, shown, before);
        if (!is_blank(text_of(entry, "comment"))) {
            /* A comment alone belongs to an answer that is skipped, as in a table. */
            if (json_object_size(answer) == 0)
                set_state(answer, STATE_SKIPPED);
            (void)json_object_set_new(answer, "comment",
                                      json_string(text_of(entry, "comment")));
        }
    }
    json_decref(shown);
    if (answer != NULL && json_object_size(answer) == 0) {
        json_decref(answer);
        answer = NULL;
    }
    return answer;
}
