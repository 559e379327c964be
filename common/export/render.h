#pragma once

/*
 * A release in each of its forms; see forms.h. Each is a pure function of the document and its
 * edition, so the same release always gives the same bytes (on the same version of the
 * libraries that write it, where there is one).
 */

#include "common/export/forms.h"

/* The document itself, compact. */
form_render_fn render_json;

/*
 * The figures as a table. Machine: RFC 4180 with ',' and a decimal point. Excel: ';', decimal
 * comma, UTF-8 with a byte order mark. The columns are those of columns.h. Texts that a
 * spreadsheet would take for a formula are guarded; numbers are left alone.
 */
form_render_fn render_csv;
form_render_fn render_csv_excel_de;

/*
 * A workbook for people: an overview with a radar chart, a sheet for each field with charts,
 * and the methods and definitions, with labels in German and English. Numbers are numbers,
 * texts are texts, whatever they begin with.
 */
form_render_fn render_xlsx;

/* SDMX-CSV 2.0: a line for each statistic of each figure, also for those that are not there. */
form_render_fn render_sdmx_csv;

/* A description for data catalogues: DCAT-AP as JSON-LD. */
form_render_fn render_dcat;
