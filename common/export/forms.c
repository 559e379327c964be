#include "common/export/forms.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/export/render.h"

#define SPREADSHEET "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define CSV_UTF_8   "text/csv; charset=utf-8; header=present"
#define SDMX        "application/vnd.sdmx.data+csv;version=2.0.0"

static const struct form forms[] = {
    {
        .name = "json",
        .media_type = "application/json",
        .content_type = "application/json",
        .file_type = "JSON",
        .is_negotiated = true,
        .render = render_json,
    },
    {
        .name = "csv",
        .media_type = "text/csv",
        .content_type = CSV_UTF_8,
        .file_ending = ".csv",
        .file_type = "CSV",
        .standard = "https://www.rfc-editor.org/info/rfc4180",
        .is_negotiated = true,
        .render = render_csv,
    },
    {
        .name = "csv-excel-de",
        .media_type = "text/csv;profile=excel-de",
        .content_type = CSV_UTF_8 "; profile=excel-de",
        .file_ending = "-excel-de.csv",
        .file_type = "CSV",
        .is_negotiated = true,
        .render = render_csv_excel_de,
    },
    {
        .name = "xlsx",
        .media_type = SPREADSHEET,
        .content_type = SPREADSHEET,
        .file_ending = ".xlsx",
        .file_type = "XLSX",
        .is_negotiated = true,
        .render = render_xlsx,
    },
    {
        .name = "sdmx-csv",
        .media_type = SDMX,
        .content_type = SDMX "; charset=utf-8",
        .file_ending = "-sdmx.csv",
        .file_type = "CSV",
        .standard = "https://sdmx.org/standards-2/",
        .is_negotiated = true,
        .render = render_sdmx_csv,
    },
    {
        .name = "dcat",
        .media_type = "application/ld+json",
        .content_type = "application/ld+json",
        .file_type = "JSON_LD",
        .render = render_dcat,
    },
};

size_t form_count(void)
{
    return COUNT_OF(forms);
}

const struct form *form_at(size_t index)
{
    assert(index < COUNT_OF(forms));
    return &forms[index];
}

const struct form *form_named(const char *name)
{
    for (size_t i = 0; i < form_count(); i++)
        if (strcmp(form_at(i)->name, name) == 0)
            return form_at(i);
    return NULL;
}

bool render_json(const json_t *release, const struct catalogue *edition, struct bytes *out,
                 struct error *error)
{
    char *text = json_dumps(release, JSON_COMPACT);

    (void)edition;
    (void)error;
    bytes_add_text(out, text);
    free(text);
    return true;
}
