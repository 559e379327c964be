/*
 * The last sheet: how the figures were made, what the words mean, who is in the groups by
 * number, and every indicator with its scale.
 */

#include <string.h>

#include "common/export/columns.h"
#include "common/export/sheets.h"
#include "common/export/words.h"
#include "common/memory.h"

#define NAME "Methoden und Definitionen"

static const struct wording title = {"Methoden und Definitionen", "Methods and definitions"};

static void add_cells(struct sheet *sheet, const char *const *texts, size_t count,
                      lxw_format *format)
{
    for (size_t i = 0; i < count; i++)
        if (texts[i] != NULL)
            workbook_text(sheet->worksheet, sheet->row, i, texts[i], format);
    sheet->row++;
}

static void add_heading(struct sheet *sheet, const char *text)
{
    sheet->row++;
    add_cells(sheet, &text, 1, sheet->workbook->heading);
}

/* A name and what it means. */
static void add_meaning(struct sheet *sheet, const char *name, const struct wording *meaning)
{
    const char *const texts[] = {name, meaning->de, meaning->en};

    add_cells(sheet, texts, COUNT_OF(texts), sheet->workbook->text);
}

static void add_method(struct sheet *sheet, const json_t *release)
{
    json_t *method = json_object_get(release, "method");
    const char *member;
    json_t *value;

    add_heading(sheet, "Methode / Method");
    json_object_foreach(method, member, value) {
        const char *name = json_string_value(value);
        const struct method_word *word = name == NULL ? NULL : word_method(member, name);
        CLEANUP(memory_freep)
        char *both = memory_format("%s: %s", member, name == NULL ? "" : name);

        add_meaning(sheet, both, word == NULL ? &(struct wording){NULL, NULL} : &word->meaning);
    }
}

static void add_words(struct sheet *sheet)
{
    add_heading(sheet, "Stand / Status");
    for (size_t i = 0; i < word_status_count(); i++) {
        const struct word *word = word_status_at(i);
        CLEANUP(memory_freep)
        char *both = word_both(&word->label);

        add_meaning(sheet, both, &word->meaning);
    }
    add_heading(sheet, "Spalten / Columns");
    for (size_t i = 0; i < column_count(); i++) {
        const struct column *column = column_at(i);
        CLEANUP(memory_freep)
        char *both = word_both(&column->label);

        add_meaning(sheet, both, &column->meaning);
    }
}

static void add_groups(struct sheet *sheet, const json_t *release)
{
    const json_t *groups = json_object_get(release, "groups");

    add_heading(sheet, "Vergleichsgruppen und ihre Mitglieder / Peer groups and their members");
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        const struct wording label = word_read(json_object_get(group, "label"));

        workbook_number(sheet->workbook, sheet->worksheet, sheet->row, 3,
                        json_object_get(group, "members"));
        add_meaning(sheet, json_string_value(json_object_get(group, "id")), &label);
    }
}

static void add_inputs(struct sheet *sheet, const json_t *release)
{
    json_t *inputs = json_object_get(release, "inputs");
    const char *member;
    json_t *value;

    add_heading(sheet, "Eingaben / Inputs");
    json_object_foreach(inputs, member, value) {
        const char *const texts[] = {member, json_string_value(value)};

        if (json_is_integer(value))
            workbook_number(sheet->workbook, sheet->worksheet, sheet->row, 1, value);
        add_cells(sheet, texts, COUNT_OF(texts), sheet->workbook->note);
    }
}

/* What the values mean: "0: none, 1: now and then, ...", else the unit. */
static char *scale_in(const struct indicator *indicator, enum language language)
{
    const struct wording *levels;
    const struct subject subject = {.level = SUBJECT_INDICATOR, .indicator = indicator};

    if (indicator->scale == NULL)
        return memory_copy_text(wording_in(&subject_unit(&subject)->label, language));
    levels = indicator->scale->levels;
    _Static_assert(CATALOGUE_LEVELS == 5, "each level is named below");
    return memory_format("0: %s; 1: %s; 2: %s; 3: %s; 4: %s", wording_in(&levels[0], language),
                         wording_in(&levels[1], language), wording_in(&levels[2], language),
                         wording_in(&levels[3], language), wording_in(&levels[4], language));
}

static void add_indicators(struct sheet *sheet, const struct catalogue *edition)
{
    static const char *const heads[] = {
        "Indikator / Indicator", "Bezeichnung",        "Label",         "Art / Kind",
        "Richtung / Direction",  "Skala oder Einheit", "Scale or unit",
    };

    add_heading(sheet, "Indikatoren / Indicators");
    add_cells(sheet, heads, COUNT_OF(heads), sheet->workbook->heading);
    for (size_t i = 0; i < catalogue_count(edition); i++) {
        const struct indicator *indicator = catalogue_at(edition, i);
        const struct wording *kind = word_kind(indicator->kind);
        const struct wording *polarity = word_polarity(indicator->polarity);
        CLEANUP(memory_freep) char *kinds = word_both(kind);
        CLEANUP(memory_freep)
        char *polarities = word_both(polarity);
        CLEANUP(memory_freep) char *scale_de = scale_in(indicator, LANGUAGE_DE);
        CLEANUP(memory_freep) char *scale_en = scale_in(indicator, LANGUAGE_EN);
        const char *const texts[] = {indicator->id, indicator->label.de, indicator->label.en,
                                     kinds,         polarities,          scale_de,
                                     scale_en};

        add_cells(sheet, texts, COUNT_OF(texts), sheet->workbook->text);
    }
}

void sheet_add_methods(struct workbook *workbook, const json_t *release,
                       const struct catalogue *edition)
{
    static const double widths[] = {28, 60, 60, 18, 20, 50, 50};
    struct sheet sheet = sheet_new(workbook, NAME, &title, release);

    for (size_t i = 0; i < COUNT_OF(widths); i++)
        worksheet_set_column(sheet.worksheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
    add_method(&sheet, release);
    add_words(&sheet);
    add_groups(&sheet, release);
    add_inputs(&sheet, release);
    add_indicators(&sheet, edition);
}
