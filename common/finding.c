#include "common/finding.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/place.h"

#define ELLIPSIS "…"

static const struct finding_rule rules[] = {
#define FINDING(constant, name, weight, detail_de, detail_en, remedy_de, remedy_en) \
    [FINDING_##constant] = {.code = name,                                           \
                            .severity = weight,                                     \
                            .detail = {.de = detail_de, .en = detail_en},           \
                            .remedy = {.de = remedy_de, .en = remedy_en}},
#include "common/finding.def"
#undef FINDING
};
_Static_assert(COUNT_OF(rules) == FINDING_CODES, "finding.def gives every code its rule");

const struct finding_rule *finding_rule(enum finding_code code)
{
    assert(code < FINDING_CODES);
    return &rules[code];
}

static const char *copy_or_null(const char *text)
{
    return text == NULL ? NULL : memory_copy_text(text);
}

/* Cuts between two characters of UTF-8, never inside one. */
static const char *copy_cut(const char *text)
{
    size_t size = FINDING_RECEIVED_MAX - strlen(ELLIPSIS);

    if (text == NULL || strlen(text) <= FINDING_RECEIVED_MAX)
        return copy_or_null(text);
    while (((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    return memory_format("%.*s" ELLIPSIS, (int)size, text);
}

static void finding_done(struct finding *finding)
{
    memory_freep(&finding->place);
    memory_freep(&finding->indicator);
    memory_freep(&finding->received);
    memory_freep(&finding->low);
    memory_freep(&finding->high);
    memory_freep(&finding->allowed);
}

void findings_add(struct findings *self, const struct finding *finding)
{
    switch (finding_rule(finding->code)->severity) {
    case SEVERITY_ERROR:
        self->errors++;
        break;
    case SEVERITY_WARNING:
        self->warnings++;
        break;
    }
    if (self->listed == FINDINGS_LISTED_MAX)
        return;
    self->items = memory_resize(self->items, (self->listed + 1) * sizeof *self->items);
    self->items[self->listed++] = (struct finding){
        .code = finding->code,
        .place = copy_or_null(finding->place),
        .indicator = copy_or_null(finding->indicator),
        .received = copy_cut(finding->received),
        .low = copy_or_null(finding->low),
        .high = copy_or_null(finding->high),
        .allowed = copy_or_null(finding->allowed),
    };
}

bool findings_have(const struct findings *self, const char *place)
{
    for (size_t i = 0; i < self->listed; i++)
        if (self->items[i].place != NULL && place_is_within(self->items[i].place, place))
            return true;
    return false;
}

void findings_done(struct findings *self)
{
    for (size_t i = 0; i < self->listed; i++)
        finding_done(&self->items[i]);
    free(self->items);
    *self = (struct findings){0};
}

/* A text that grows at its end. */
struct words {
    char *text; /* owned */
    size_t size;
};

static void words_add(struct words *self, const char *text, size_t size)
{
    self->text = memory_resize(self->text, self->size + size + 1);
    memcpy(self->text + self->size, text, size);
    self->size += size;
    self->text[self->size] = '\0';
}

/* German readers take a point for a separator of thousands. */
static void words_add_number(struct words *self, const char *number, enum language language)
{
    size_t start = self->size;
    char *point;

    words_add(self, number, strlen(number));
    point = strchr(self->text + start, '.');
    if (language == LANGUAGE_DE && point != NULL)
        *point = ',';
}

/* Fills in the placeholders of a text from finding.def in one pass, for the caller to free. */
static char *fill_in(const char *text, const struct finding *finding, enum language language)
{
    const struct {
        const char *name;
        const char *value;
        bool is_number;
    } placeholders[] = {
        {"{received}", finding->received, false},
        {"{number}", finding->received, true},
        {"{low}", finding->low, true},
        {"{high}", finding->high, true},
        {"{allowed}", finding->allowed, false},
        {"{indicator}", finding->indicator, false},
    };
    struct words words = {0};

    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        size_t i = 0;

        words_add(&words, text, plain);
        text += plain;
        while (i < COUNT_OF(placeholders) &&
               strncmp(text, placeholders[i].name, strlen(placeholders[i].name)) != 0)
            i++;
        if (i < COUNT_OF(placeholders)) {
            const char *value = placeholders[i].value == NULL ? "" : placeholders[i].value;

            words_add_number(&words, value, placeholders[i].is_number ? language : LANGUAGE_EN);
            text += strlen(placeholders[i].name);
        } else if (*text != '\0') {
            words_add(&words, text++, 1);
        }
    }
    return words.text;
}

static void set_text(json_t *object, const char *name, const char *value)
{
    if (value != NULL)
        (void)json_object_set_new(object, name, json_string(value));
}

static json_t *finding_to_json(const struct finding *finding, enum language language)
{
    const struct finding_rule *rule = finding_rule(finding->code);
    CLEANUP(memory_freep)
    char *detail = fill_in(wording_in(&rule->detail, language), finding, language);
    CLEANUP(memory_freep)
    char *remedy = fill_in(wording_in(&rule->remedy, language), finding, language);
    json_t *object = json_object();

    set_text(object, "code", rule->code);
    set_text(object, "severity", rule->severity == SEVERITY_ERROR ? "error" : "warning");
    if (finding->place != NULL)
        place_to_json(finding->place, object);
    set_text(object, "indicator", finding->indicator);
    set_text(object, "received", finding->received);
    set_text(object, "detail", detail);
    set_text(object, "remedy", remedy);
    return object;
}

json_t *findings_to_json(const struct findings *self, enum severity severity,
                         enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < self->listed; i++) {
        if (finding_rule(self->items[i].code)->severity == severity)
            (void)json_array_append_new(list, finding_to_json(&self->items[i], language));
    }
    return list;
}
