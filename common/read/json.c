#include "common/read/json.h"

#include <string.h>

#include "common/memory.h"
#include "common/read/json_text.h"

/* One reading: the text it is about and what is wrong with its shape. */
struct reading {
    struct json_text text;     /* owned */
    struct findings *findings; /* the caller's */
};

/* A member that an object may have, and where to put it. */
struct member {
    const char *name;
    struct written *out; /* NULL: read by other means */
};

/* The pointer of a member of what stands at `parent` (RFC 6901), for the caller to free. */
static char *pointer_below(const char *parent, const char *name)
{
    char *pointer = memory_new(strlen(parent) + 2 * strlen(name) + 2, 1);
    char *end = stpcpy(pointer, parent);

    *end++ = '/';
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/') {
            *end++ = '~';
            *end++ = *name == '~' ? '0' : '1';
        } else {
            *end++ = *name;
        }
    }
    return pointer;
}

/* What stands there, without its place. */
static struct written written_from(const struct json_text *text, const json_t *value)
{
    struct written written = {.kind = WRITTEN_OTHER};

    switch (json_typeof(value)) {
    case JSON_STRING:
        written.kind = WRITTEN_TEXT;
        written.text = memory_copy_text(json_string_value(value));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        written.kind = WRITTEN_NUMBER;
        written.text = json_text_number(text, value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        written.kind = WRITTEN_BOOLEAN;
        written.text = memory_copy_text(json_is_true(value) ? "true" : "false");
        break;
    case JSON_NULL:
        written.text = memory_copy_text("null");
        break;
    case JSON_ARRAY:
        written.text = memory_copy_text("[...]");
        break;
    case JSON_OBJECT:
        written.text = memory_copy_text("{...}");
        break;
    }
    return written;
}

static void complain_of_type(struct reading *reading, enum finding_code code,
                             const json_t *value, const char *place)
{
    struct written written = written_from(&reading->text, value);
    CLEANUP(memory_freep) char *received = TAKE(written.text);

    findings_add(reading->findings,
                 &(struct finding){.code = code, .place = place, .received = received});
}

static bool want_object(struct reading *reading, const json_t *value, const char *place)
{
    if (!json_is_object(value))
        complain_of_type(reading, FINDING_NOT_AN_OBJECT, value, place);
    return json_is_object(value);
}

/* Whether it is there, a list, and within its bound. */
static bool want_list(struct reading *reading, const json_t *value, const char *place,
                      size_t most)
{
    CLEANUP(memory_freep) char *size = memory_format("%zu", json_array_size(value));
    CLEANUP(memory_freep) char *high = memory_format("%zu", most);

    if (value == NULL)
        return false;
    if (!json_is_array(value)) {
        complain_of_type(reading, FINDING_NOT_A_LIST, value, place);
        return false;
    }
    if (json_array_size(value) <= most)
        return true;
    findings_add(reading->findings,
                 &(struct finding){
                     .code = FINDING_TOO_MANY, .place = place, .received = size, .high = high});
    return false;
}

static const struct member *member_find(const struct member members[], size_t count,
                                        const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    }
    return NULL;
}

static void complain_of_member(struct reading *reading, const struct member members[],
                               size_t count, const char *name, const char *place)
{
    CLEANUP(memory_freep) char *allowed = memory_copy_text(members[0].name);

    for (size_t i = 1; i < count; i++) {
        CLEANUP(memory_freep) char *longer = memory_format("%s, %s", allowed, members[i].name);
        char *shorter = allowed;

        allowed = TAKE(longer);
        longer = shorter;
    }
    findings_add(reading->findings, &(struct finding){.code = FINDING_UNKNOWN_MEMBER,
                                                      .place = place,
                                                      .received = name,
                                                      .allowed = allowed});
}

/* Puts every member where it belongs; complains of those that belong nowhere. */
static void read_members(struct reading *reading, json_t *object, const char *place,
                         const struct member members[], size_t count)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value) {
        CLEANUP(memory_freep) char *below = pointer_below(place, name);
        const struct member *member = member_find(members, count, name);

        if (member == NULL) {
            complain_of_member(reading, members, count, name, below);
        } else if (member->out != NULL) {
            *member->out = written_from(&reading->text, value);
            member->out->place = TAKE(below);
        }
    }
}

static void read_answer(struct reading *reading, const char *id, json_t *value,
                        struct answer *out)
{
    const struct member members[] = {
        {"level", &out->level},     {"yes", &out->yes},     {"count", &out->count},
        {"of", &out->of},           {"state", &out->state}, {"reason", &out->reason},
        {"comment", &out->comment},
    };

    out->indicator = (struct written){.kind = WRITTEN_TEXT,
                                      .text = memory_copy_text(id),
                                      .place = pointer_below("/answers", id)};
    if (want_object(reading, value, out->indicator.place))
        read_members(reading, value, out->indicator.place, members, COUNT_OF(members));
}

static void read_answers(struct reading *reading, json_t *list, struct answers *out)
{
    const char *place = "/answers";
    const char *id;
    json_t *value;
    CLEANUP(memory_freep) char *size = memory_format("%zu", json_object_size(list));
    CLEANUP(memory_freep) char *high = memory_format("%d", ANSWERS_MAX);

    if (list == NULL) {
        findings_add(reading->findings,
                     &(struct finding){.code = FINDING_ANSWERS_MISSING, .place = ""});
        return;
    }
    if (!want_object(reading, list, place))
        return;
    if (json_object_size(list) > ANSWERS_MAX) {
        findings_add(reading->findings, &(struct finding){.code = FINDING_TOO_MANY,
                                                          .place = place,
                                                          .received = size,
                                                          .high = high});
        return;
    }
    out->items = memory_new(json_object_size(list), sizeof *out->items);
    json_object_foreach(list, id, value)
        read_answer(reading, id, value, &out->items[out->count++]);
}

static void read_acceptances(struct reading *reading, const json_t *list, struct answers *out)
{
    size_t i;
    json_t *value;

    if (!want_list(reading, list, "/acceptances", ANSWERS_MAX))
        return;
    out->acceptances = memory_new(json_array_size(list), sizeof *out->acceptances);
    json_array_foreach(list, i, value) {
        struct acceptance *acceptance = &out->acceptances[out->acceptance_count];
        const struct member members[] = {
            {"code", &acceptance->code},
            {"indicator", &acceptance->indicator},
            {"reason", &acceptance->reason},
        };
        CLEANUP(memory_freep) char *place = memory_format("/acceptances/%zu", i);

        if (!want_object(reading, value, place))
            continue;
        read_members(reading, value, place, members, COUNT_OF(members));
        acceptance->place = TAKE(place);
        out->acceptance_count++;
    }
}

static void read_measures(struct reading *reading, const json_t *list, struct answers *out)
{
    size_t i;
    json_t *value;

    if (!want_list(reading, list, "/measures", MEASURES_MAX))
        return;
    out->measures = memory_new(json_array_size(list), sizeof *out->measures);
    json_array_foreach(list, i, value) {
        struct measure *measure = &out->measures[out->measure_count];
        const struct member members[] = {
            {"goal", &measure->goal},         {"aim", &measure->aim},
            {"measure", &measure->measure},   {"responsible", &measure->responsible},
            {"priority", &measure->priority}, {"due", &measure->due},
            {"status", &measure->status},
        };
        CLEANUP(memory_freep) char *place = memory_format("/measures/%zu", i);

        if (!want_object(reading, value, place))
            continue;
        read_members(reading, value, place, members, COUNT_OF(members));
        if (measure->goal.kind == WRITTEN_ABSENT)
            measure->goal.place = memory_copy_text(place);
        measure->place = TAKE(place);
        out->measure_count++;
    }
}

static void reading_done(struct reading *reading)
{
    json_text_done(&reading->text);
}
DEFINE_CLEANUP_INSIDE(struct reading, reading_done)

struct answers *read_json(const char *bytes, size_t size, struct findings *findings,
                          struct read_fault *fault, struct error *error)
{
    CLEANUP(reading_donep) struct reading reading = {.findings = findings};
    CLEANUP(answers_freep) struct answers *answers = memory_new(1, sizeof *answers);
    const struct member members[] = {{"edition", &answers->edition},
                                     {"answers", NULL},
                                     {"acceptances", NULL},
                                     {"measures", NULL}};
    json_t *document;

    if (!json_text_init(&reading.text, bytes, size, fault, error))
        return NULL;
    document = reading.text.document;
    answers->order = json_incref(document);
    answers->is_misshapen = !want_object(&reading, document, "");
    if (answers->is_misshapen)
        return TAKE(answers);
    read_members(&reading, document, "", members, COUNT_OF(members));
    read_answers(&reading, json_object_get(document, "answers"), answers);
    read_acceptances(&reading, json_object_get(document, "acceptances"), answers);
    read_measures(&reading, json_object_get(document, "measures"), answers);
    return TAKE(answers);
}
