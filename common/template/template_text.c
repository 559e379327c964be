/*
 * The form as CSV and as JSON.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/template/template.h"
#include "common/template/template_cells.h"

#define MARK   "\xEF\xBB\xBF" /* so that a German spreadsheet takes it for UTF-8 */
#define HEADER "indikator;antwort;von;status;grund;bemerkung;bestätigt;ausgabe;kommune\r\n"

/* What may be filled in by a form that cannot mark what is carried over. */
static struct template_input own_only(const struct template_input *input)
{
    struct template_input own = *input;

    if (own.is_carried)
        own.content = NULL;
    return own;
}

/* --- CSV --- */

struct lines {
    char *text; /* owned */
    size_t size, capacity;
};

static void add(struct lines *self, const char *text, size_t size)
{
    if (self->capacity - self->size <= size) {
        self->capacity = 2 * (self->capacity + size) + 1;
        self->text = memory_resize(self->text, self->capacity);
    }
    memcpy(self->text + self->size, text, size);
    self->size += size;
    self->text[self->size] = '\0';
}

/* In quotation marks where something in it has a meaning of its own. */
static void add_cell(struct lines *self, const char *text)
{
    const bool is_quoted = text[strcspn(text, ";,\"\r\n")] != '\0';

    if (!is_quoted) {
        add(self, text, strlen(text));
        return;
    }
    add(self, "\"", 1);
    for (; *text != '\0'; text++)
        add(self, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    add(self, "\"", 1);
}

/* A spreadsheet takes "3 – Beschlossen" as it is, but people count: the number is enough. */
static void add_row(struct lines *lines, const struct template_input *input,
                    const struct indicator *indicator)
{
    CLEANUP(template_cells_donep) struct template_cells cells = {0};

    template_cells_init(&cells, input, indicator);
    if (indicator->kind == INDICATOR_LEVEL)
        cells.texts[ROW_ANSWER][strspn(cells.texts[ROW_ANSWER], "0123456789")] = '\0';
    add_cell(lines, indicator->id);
    for (size_t i = 0; i < ROW_PARTS; i++) {
        add(lines, ";", 1);
        add_cell(lines, cells.texts[i]);
    }
    add(lines, ";", 1);
    add_cell(lines, catalogue_edition(input->edition));
    add(lines, ";", 1);
    add_cell(lines, input->municipality);
    add(lines, "\r\n", 2);
}

char *template_csv(const struct template_input *input, size_t *size)
{
    const struct template_input own = own_only(input);
    struct lines lines = {0};

    add(&lines, MARK, strlen(MARK));
    add(&lines, HEADER, strlen(HEADER));
    for (size_t i = 0; i < catalogue_count(own.edition); i++)
        add_row(&lines, &own, catalogue_at(own.edition, i));
    *size = lines.size;
    return lines.text;
}

/* --- JSON --- */

/* The canonical form keeps counts as texts; in the document they are numbers. */
static void make_number(json_t *answer, const char *name)
{
    const char *text = json_string_value(json_object_get(answer, name));

    if (text == NULL)
        return;
    (void)json_object_set_new(answer, name,
                              strchr(text, '.') == NULL ? json_integer(strtoll(text, NULL, 10))
                                                        : json_real(strtod(text, NULL)));
}

json_t *template_answer(const json_t *answer)
{
    json_t *copy = json_deep_copy(answer);

    make_number(copy, "count");
    make_number(copy, "of");
    return copy;
}

static json_t *answer_of(const json_t *content, const char *indicator)
{
    const json_t *answer = json_object_get(json_object_get(content, "answers"), indicator);

    return answer == NULL ? json_pack("{s:s}", "state", "skipped") : template_answer(answer);
}

/* A list of the content, or an empty one. */
static json_t *list_of(const json_t *content, const char *name)
{
    const json_t *list = json_object_get(content, name);

    return list == NULL ? json_array() : json_deep_copy(list);
}

char *template_json(const struct template_input *input, size_t *size)
{
    const struct template_input own = own_only(input);
    json_t *answers = json_object();
    json_t *document;
    char *text;

    for (size_t i = 0; i < catalogue_count(own.edition); i++) {
        const char *id = catalogue_at(own.edition, i)->id;

        (void)json_object_set_new(answers, id, answer_of(own.content, id));
    }
    document = json_pack("{s:s, s:o, s:o, s:o}", "edition", catalogue_edition(own.edition),
                         "answers", answers, "acceptances", list_of(own.content, "acceptances"),
                         "measures", list_of(own.content, "measures"));
    text = json_dumps(document, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    json_decref(document);
    *size = strlen(text);
    return text;
}
