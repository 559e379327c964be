#include "common/finding.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/memory.h"
#include "common/place.h"
#include "common/read/xlsx_form.h"

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
    memory_freep(&finding->value);
    memory_freep(&finding->of);
    memory_freep(&finding->low);
    memory_freep(&finding->high);
    memory_freep(&finding->allowed);
    memory_freep(&finding->before);
    memory_freep(&finding->round);
    memory_freep(&finding->date);
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
        .value = copy_or_null(finding->value),
        .of = copy_or_null(finding->of),
        .low = copy_or_null(finding->low),
        .high = copy_or_null(finding->high),
        .allowed = copy_or_null(finding->allowed),
        .before = copy_or_null(finding->before),
        .round = copy_or_null(finding->round),
        .date = copy_or_null(finding->date),
        .unit = finding->unit,
    };
}

bool findings_have(const struct findings *self, const char *place)
{
    for (size_t i = 0; i < self->listed; i++)
        if (self->items[i].place != NULL && place_is_within(self->items[i].place, place))
            return true;
    return false;
}

bool findings_have_code(const struct findings *self, enum finding_code code)
{
    for (size_t i = 0; i < self->listed; i++)
        if (self->items[i].code == code)
            return true;
    return false;
}

/* A finding on its way to its place among the others. */
struct ranked {
    struct place_rank rank;
    size_t index;
    struct finding finding;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    const int order = place_rank_compare(&a->rank, &b->rank);

    if (order != 0)
        return order;
    return a->index < b->index ? -1 : 1;
}

void findings_sort(struct findings *self, json_t *order)
{
    CLEANUP(memory_freep) struct ranked *ranked = memory_new(self->listed, sizeof *ranked);

    for (size_t i = 0; i < self->listed; i++)
        ranked[i] = (struct ranked){.rank = place_rank(self->items[i].place, order),
                                    .index = i,
                                    .finding = self->items[i]};
    qsort(ranked, self->listed, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < self->listed; i++)
        self->items[i] = ranked[i].finding;
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

enum value_kind { VALUE_TEXT, VALUE_NUMBER, VALUE_MEASURED, VALUE_COMPUTED, VALUE_DATE };

static const struct wording units[] = {
    [UNIT_NONE] = {"", ""},
    [UNIT_PERCENT] = {"\u202f%", "%"},
    [UNIT_PER_THOUSAND] = {" je 1.000 Einwohner", " per 1,000 inhabitants"},
};

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

static void words_add_text(struct words *self, const char *text)
{
    words_add(self, text, strlen(text));
}

/* Nobody finds in her file what was computed, so it is said from what. */
static void words_add_basis(struct words *self, const struct finding *finding,
                            enum language language)
{
    if (finding->value == NULL)
        return;
    words_add_text(self, language == LANGUAGE_DE ? " (berechnet aus " : " (computed from ");
    words_add_number(self, finding->received, language);
    if (finding->of != NULL) {
        words_add_text(self, language == LANGUAGE_DE ? " von " : " of ");
        words_add_number(self, finding->of, language);
    }
    words_add_text(self, ")");
}

static void words_add_value(struct words *self, const char *value, enum value_kind kind,
                            const struct finding *finding, enum language language)
{
    CLEANUP(memory_freep) char *date = NULL;

    switch (kind) {
    case VALUE_TEXT:
        words_add_text(self, value);
        break;
    case VALUE_NUMBER:
        words_add_number(self, value, language);
        break;
    case VALUE_MEASURED:
    case VALUE_COMPUTED:
        words_add_number(self, value, language);
        words_add_text(self, wording_in(&units[finding->unit], language));
        if (kind == VALUE_COMPUTED)
            words_add_basis(self, finding, language);
        break;
    case VALUE_DATE:
        date = date_in_words(value, language);
        words_add_text(self, date);
        break;
    }
}

/* What follows the word; NULL if the text does not begin with it. */
static const char *text_after(const char *text, const char *word)
{
    const size_t length = strlen(word);

    return strncmp(text, word, length) == 0 ? text + length : NULL;
}

/* Nobody but who writes JSON knows the names of its members. */
static bool is_of_json(const struct finding *finding)
{
    return finding->place != NULL && (*finding->place == '\0' || *finding->place == '/');
}

char *finding_choose_parts(const char *text, bool for_json, bool for_tables)
{
    char *chosen = memory_copy_text(text);
    char *to = chosen;
    const char *from = text;

    while (*from != '\0') {
        const char *json = text_after(from, "[json:");
        const char *part = json == NULL ? text_after(from, "[table:") : json;
        size_t length;

        if (part == NULL) {
            *to++ = *from++;
            continue;
        }
        length = strcspn(part, "]");
        if (json == NULL ? for_tables : for_json)
            to = mempcpy(to, part, length);
        from = part + length + 1;
    }
    *to = '\0';
    return chosen;
}

/* Fills in the placeholders of a text from finding.def in one pass, for the caller to free. */
static char *fill_in(const char *text, const struct finding *finding, enum language language)
{
    const struct {
        const char *name;
        const char *value;
        enum value_kind kind;
    } placeholders[] = {
        {"{received}", finding->received, VALUE_TEXT},
        {"{number}", finding->received, VALUE_NUMBER},
        {"{value}", finding->value != NULL ? finding->value : finding->received,
         VALUE_COMPUTED},
        {"{low}", finding->low, VALUE_NUMBER},
        {"{high}", finding->high, VALUE_MEASURED},
        {"{allowed}", finding->allowed, VALUE_TEXT},
        {"{indicator}", finding->indicator, VALUE_TEXT},
        {"{before}", finding->before, VALUE_MEASURED},
        {"{round}", finding->round, VALUE_TEXT},
        {"{date}", finding->date, VALUE_DATE},
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

            words_add_value(&words, value, placeholders[i].kind, finding, language);
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

/* A missing part of a measure by the title of its column: names of members are for JSON. */
static struct finding in_words_of_tables(const struct finding *finding)
{
    static const struct {
        const char *name;
        enum form_measure column;
    } columns[] = {{"goal", FORM_GOAL}, {"aim", FORM_AIM}, {"measure", FORM_MEASURE}};
    struct finding copy = *finding;

    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (finding->code == FINDING_PART_MISSING && finding->allowed != NULL &&
            strcmp(finding->allowed, columns[i].name) == 0)
            copy.allowed = form_measure_titles[columns[i].column];
    return copy;
}

static json_t *finding_to_json(const struct finding *finding, bool is_json,
                               enum language language)
{
    const struct finding_rule *rule = finding_rule(finding->code);
    CLEANUP(memory_freep)
    char *about = finding_choose_parts(wording_in(&rule->detail, language), is_json, !is_json);
    CLEANUP(memory_freep)
    char *advice = finding_choose_parts(wording_in(&rule->remedy, language), is_json, !is_json);
    const struct finding words = is_json ? *finding : in_words_of_tables(finding);
    CLEANUP(memory_freep) char *detail = fill_in(about, &words, language);
    CLEANUP(memory_freep) char *remedy = fill_in(advice, &words, language);
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

json_t *findings_to_json(const struct findings *self, enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < self->listed; i++)
        (void)json_array_append_new(
            list, finding_to_json(&self->items[i], is_of_json(&self->items[i]), language));
    return list;
}

static const struct finding examples[] = {
#define EXAMPLE(constant, where, which, ...) \
    [FINDING_##constant] = {                 \
        .code = FINDING_##constant, .place = where, .indicator = which, __VA_ARGS__},
#include "common/finding_example.def"
#undef EXAMPLE
};
_Static_assert(COUNT_OF(examples) == FINDING_CODES, "the last code has its example");

json_t *finding_example(enum finding_code code, bool for_json, enum language language)
{
    assert(examples[code].place != NULL); /* every code has its example */
    return finding_to_json(&examples[code], for_json && is_of_json(&examples[code]), language);
}
