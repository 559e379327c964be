#pragma once

/*
 * What the API says of a self-check, in words for a coordinator: lists for tables.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * What somebody wrote into a field of several lines as one: line breaks (one each, however the
 * browser sent them) and other control characters as blanks. For the caller to free.
 */
char *words_one_line(const char *text) MUST_CHECK;

/* Where a finding is: "Blatt Strategie, Zelle C7". For the caller to free. */
char *words_place(const json_t *finding, enum language language) MUST_CHECK;

/* An answer in its canonical form, or null: "3 – Beschlossen". For the caller to free. */
char *words_answer(const json_t *answer, const struct indicator *indicator,
                   const struct catalogue *edition, enum language language) MUST_CHECK;

/*
 * Findings as rows: code, is_error, place, indicator {id, label} or null, received, is_empty,
 * detail, remedy; id is different for every row.
 */
json_t *words_findings(const json_t *findings, const struct catalogue *edition,
                       enum language language) MUST_CHECK;

/* Changes as rows: id, label, from, to. */
json_t *words_changes(const json_t *changes, const struct catalogue *edition,
                      enum language language) MUST_CHECK;

/* A measure, its goal by name: "STR.1 Strategie: Ergebnis – Maßnahme". For the caller to free.
 */
char *words_measure(const json_t *measure, const struct catalogue *edition,
                    enum language language) MUST_CHECK;

/*
 * What becomes of the measures: from, to (how many), are_same, are_all_gone, is_long, groups: a
 * list of {title, rows: texts} of those removed, changed and added, empty ones left out.
 */
json_t *words_measures(const json_t *measures, const struct catalogue *edition,
                       enum language language) MUST_CHECK;
