#include "common/export/render.h"
#include "common/export/sheets.h"
#include "common/export/words.h"
#include "common/memory.h"

struct sheet sheet_new(struct workbook *workbook, const char *name, const struct wording *title,
                       const json_t *release)
{
    struct sheet sheet = {
        .workbook = workbook, .worksheet = workbook_sheet(workbook, name), .name = name};
    const bool is_final = json_is_true(json_object_get(release, "final"));
    CLEANUP(memory_freep) char *titles = word_both(title);
    CLEANUP(memory_freep)
    char *which =
        memory_format("Runde / round %s, Veröffentlichung / release %lld (%s), %s",
                      json_string_value(json_object_get(release, "round")),
                      (long long)json_integer_value(json_object_get(release, "release")),
                      is_final ? "endgültig / final" : "vorläufig / provisional",
                      json_string_value(json_object_get(release, "publishedAt")));

    workbook_text(sheet.worksheet, 0, 0, titles, workbook->title);
    workbook_text(sheet.worksheet, 1, 0, which, workbook->note);
    sheet.row = 3;
    return sheet;
}

/* The sheet of a field, from its figures. */
static void add_field(struct workbook *workbook, const json_t *release,
                      const struct entry *entries, size_t count)
{
    const struct field *field = entries[0].subject.field;
    struct sheet sheet = sheet_new(workbook, field->id, &field->label, release);
    const size_t row = sheet.row;
    struct figure_table table;

    figure_table_set_widths(&sheet);
    sheet.row += CHARTS_ROWS;
    table = figure_table_add(&sheet, entries, count);
    charts_add(&sheet, row, &table);
}

static void add_fields(struct workbook *workbook, const json_t *release,
                       const struct entries *entries)
{
    size_t first = 0, next;

    for (; first < entries->count; first = next) {
        const struct field *field = entries->items[first].subject.field;

        for (next = first + 1; next < entries->count; next++)
            if (entries->items[next].subject.field != field)
                break;
        if (field != NULL)
            add_field(workbook, release, &entries->items[first], next - first);
    }
}

bool render_xlsx(const json_t *release, const struct catalogue *edition, struct bytes *out,
                 struct error *error)
{
    CLEANUP(entries_donep) struct entries entries = {0};
    CLEANUP(workbook_donep) struct workbook workbook = {.fd = -1};

    if (!workbook_init(&workbook, json_string_value(json_object_get(release, "publishedAt")),
                       error))
        return false;
    entries_init(&entries, release, edition);
    sheet_add_overview(&workbook, release, edition, &entries);
    add_fields(&workbook, release, &entries);
    sheet_add_methods(&workbook, release, edition);
    return workbook_finish(&workbook, out, error);
}
