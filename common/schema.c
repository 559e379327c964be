/*
 * Parts that every edition shares stand once in "$defs"; an indicator says what is its own. Its
 * answer is one of three: answered, without a value, or not applicable for a reason.
 */

#include "common/schema.h"

#include <assert.h>

#include "common/answers.h"
#include "common/decimal.h"
#include "common/memory.h"

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

/* As in judge_parts.c: no control characters but line feed and tab. */
#define CLEAN     "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\ufffe\\uffff]*$"
#define NOT_BLANK "[^ \\t\\r\\n]"
#define BLANK     "^[ \\t\\r\\n]*$"
#define DATE      "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

/* The largest number of DECIMAL_DIGITS_MAX digits. */
#define NUMBER_MAX INT64_C(999999999999999)
_Static_assert(DECIMAL_DIGITS_MAX == 15, "NUMBER_MAX follows from it");

static json_t *reference(const char *definition)
{
    return json_sprintf("#/$defs/%s", definition);
}

/* Text that may be empty. */
static json_t *text_definition(int longest)
{
    return json_pack("{s:s, s:i, s:s}", "type", "string", "maxLength", longest, "pattern",
                     CLEAN);
}

/* Text that has to say something. */
static json_t *needed_text_definition(int longest)
{
    json_t *definition = text_definition(longest);

    (void)json_object_set_new(definition, "allOf", json_pack("[{s:s}]", "pattern", NOT_BLANK));
    return definition;
}

static json_t *definitions(void)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:{s:s, s:s}, s:{s:s, s:i, s:i}, s:{s:s, s:i, s:I, s:s}}",
        "comment", text_definition(COMMENT_MAX), "ownReason",
        needed_text_definition(COMMENT_MAX), "responsible", text_definition(MEASURE_TEXT_MAX),
        "measureText", needed_text_definition(MEASURE_TEXT_MAX), "blank", "type", "string",
        "pattern", BLANK, "level", "type", "integer", "minimum", 0, "maximum",
        CATALOGUE_LEVELS - 1, "amount", "type", "number", "minimum", 0, "maximum",
        (json_int_t)NUMBER_MAX, "description",
        "At most three decimals and fifteen digits, without an exponent.");
}

/* --- an answer --- */

static const char *kind_name(enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return "level";
    case INDICATOR_YES_NO:
        return "yes-no";
    case INDICATOR_SHARE:
        return "share";
    case INDICATOR_RATE:
        return "rate";
    }
    return "";
}

/* The members that make up a value of this kind. */
static json_t *value_members(enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return json_pack("{s:{s:o}}", "level", "$ref", reference("level"));
    case INDICATOR_YES_NO:
        return json_pack("{s:{s:s}}", "yes", "type", "boolean");
    case INDICATOR_SHARE:
        return json_pack("{s:{s:o}, s:{s:o, s:i}}", "count", "$ref", reference("amount"), "of",
                         "$ref", reference("amount"), "exclusiveMinimum", 0);
    case INDICATOR_RATE:
        return json_pack("{s:{s:o}}", "count", "$ref", reference("amount"));
    }
    return NULL;
}

/* {"level": false, ...}: none of them may be there. */
static json_t *forbidden(json_t *members)
{
    json_t *none = json_object();
    const char *name;
    json_t *value;

    json_object_foreach(members, name, value)
        (void)json_object_set_new(none, name, json_false());
    return none;
}

static json_t *names_of(json_t *members)
{
    json_t *names = json_array();
    const char *name;
    json_t *value;

    json_object_foreach(members, name, value)
        (void)json_array_append_new(names, json_string(name));
    return names;
}

/* A state of which these are the names; what it means for the other members comes with it. */
static json_t *form(json_t *states /* taken */, json_t *reason /* taken */,
                    json_t *members /* taken */, json_t *required /* taken */)
{
    (void)json_object_set_new(members, "state", json_pack("{s:o}", "enum", states));
    (void)json_object_set_new(members, "reason", reason);
    return json_pack("{s:o, s:o}", "properties", members, "required", required);
}

static json_t *reasons_of(const struct indicator *indicator)
{
    json_t *reasons = json_array();

    for (size_t i = 0; i < indicator->reason_count; i++)
        (void)json_array_append_new(reasons, json_string(indicator->reasons[i]));
    return reasons;
}

/* The ways to answer: exactly one holds. */
static json_t *forms_of(const struct indicator *indicator, json_t *values)
{
    json_t *forms = json_array();

    (void)json_array_append_new(forms, form(json_pack("[s]", "answered"),
                                            json_pack("{s:o}", "$ref", reference("blank")),
                                            json_object(), names_of(values)));
    (void)json_array_append_new(forms, form(json_pack("[s, s]", "skipped", "unknown"),
                                            json_pack("{s:o}", "$ref", reference("blank")),
                                            forbidden(values), json_pack("[s]", "state")));
    if (indicator->reason_count > 0)
        (void)json_array_append_new(
            forms, form(json_pack("[s]", "not_applicable"),
                        json_pack("{s:o}", "enum", reasons_of(indicator)), forbidden(values),
                        json_pack("[s, s]", "state", "reason")));
    return forms;
}

static void add_plausible(json_t *schema, const struct indicator *indicator)
{
    CLEANUP(memory_freep) char *from = NULL;
    CLEANUP(memory_freep) char *to = NULL;

    if (!indicator->has_plausible)
        return;
    from = decimal_print(indicator->plausible_from, indicator->decimals);
    to = decimal_print(indicator->plausible_to, indicator->decimals);
    (void)json_object_set_new(schema, "x-plausible",
                              json_pack("{s:s, s:s}", "from", from, "to", to));
    (void)json_object_set_new(schema, "x-confirm", json_boolean(indicator->confirm));
}

static json_t *answer_schema(const struct indicator *indicator)
{
    json_t *values = value_members(indicator->kind);
    json_t *forms = forms_of(indicator, values);
    json_t *schema = json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:o}", "title",
                               indicator->label.de, "description", indicator->label.en,
                               "x-kind", kind_name(indicator->kind), "type", "object",
                               "additionalProperties", 0, "properties", values, "oneOf", forms);

    assert(schema != NULL);
    (void)json_object_set_new(values, "state", json_true()); /* the forms say which */
    (void)json_object_set_new(values, "reason", json_true());
    (void)json_object_set_new(values, "comment",
                              json_pack("{s:o}", "$ref", reference("comment")));
    if (indicator->kind == INDICATOR_SHARE || indicator->kind == INDICATOR_RATE)
        (void)json_object_set_new(schema, "x-decimals", json_integer(indicator->decimals));
    add_plausible(schema, indicator);
    return schema;
}

/* --- the document --- */

static json_t *answers_schema(const struct catalogue *edition)
{
    json_t *answers = json_object();

    for (size_t i = 0; i < catalogue_count(edition); i++) {
        const struct indicator *indicator = catalogue_at(edition, i);

        (void)json_object_set_new(answers, indicator->id, answer_schema(indicator));
    }
    return json_pack("{s:s, s:s, s:b, s:o}", "description",
                     "By the indicator's id; one that is left out counts as skipped.", "type",
                     "object", "additionalProperties", 0, "properties", answers);
}

static json_t *acceptances_schema(const struct catalogue *edition)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < catalogue_count(edition); i++)
        (void)json_array_append_new(ids, json_string(catalogue_at(edition, i)->id));
    return json_pack(
        "{s:s, s:s, s:i, s:{s:s, s:b, s:[s, s, s], s:{s:{s:s}, s:{s:o}, s:{s:o}}}}",
        "description", "Odd values that are right, each with the reason why.", "type", "array",
        "maxItems", ANSWERS_MAX, "items", "type", "object", "additionalProperties", 0,
        "required", "code", "indicator", "reason", "properties", "code", "const", "implausible",
        "indicator", "enum", ids, "reason", "$ref", reference("ownReason"));
}

static json_t *measures_schema(const struct catalogue *edition)
{
    json_t *goals = json_array();
    json_t *properties;

    for (size_t i = 0; i < catalogue_goal_count(edition); i++)
        (void)json_array_append_new(goals, json_string(catalogue_goal_at(edition, i)->id));
    properties = json_pack(
        "{s:{s:o}, s:{s:o}, s:{s:o}, s:{s:o}, s:{s:s, s:i, s:i}, s:{s:s, s:s, s:s}, "
        "s:{s:[s, s, s, s]}}",
        "goal", "enum", goals, "aim", "$ref", reference("measureText"), "measure", "$ref",
        reference("measureText"), "responsible", "$ref", reference("responsible"), "priority",
        "type", "integer", "minimum", 1, "maximum", 3, "due", "type", "string", "format",
        "date", "pattern", DATE, "status", "enum", "planned", "started", "done", "dropped");
    return json_pack("{s:s, s:s, s:i, s:{s:s, s:b, s:[s, s, s], s:o}}", "description",
                     "Planned follow-ups. Nobody but the municipality sees them.", "type",
                     "array", "maxItems", MEASURES_MAX, "items", "type", "object",
                     "additionalProperties", 0, "required", "goal", "aim", "measure",
                     "properties", properties);
}

json_t *schema_of_self_check(const struct catalogue *edition)
{
    const char *name = catalogue_edition(edition);
    json_t *schema = json_pack(
        "{s:s, s:o, s:o, s:s, s:s, s:b, s:[s, s], s:{s:{s:s}, s:o, s:o, s:o}, s:o}", "$schema",
        DIALECT, "$id", json_sprintf("/v1/catalogues/%s/schema", name), "title",
        json_sprintf("Selbstcheck, Ausgabe %s", name), "description",
        "A self-check that fits this schema may still have findings; one that does not has.",
        "type", "object", "additionalProperties", 0, "required", "edition", "answers",
        "properties", "edition", "const", name, "answers", answers_schema(edition),
        "acceptances", acceptances_schema(edition), "measures", measures_schema(edition),
        "$defs", definitions());

    assert(schema != NULL);
    return schema;
}
