#pragma once

/*
 * A place in the sender's own file, as one text, so that readers, judge and findings hand it on
 * without knowing which kind of file it was:
 *
 *     /answers/STR.1.01/level   a pointer (RFC 6901) in JSON; "" is the whole document
 *     line:12/answer            a line of CSV, from 1, and the column by its name
 *     line:12                   the whole line
 *     cell:STR/C7               a sheet of a workbook and a cell
 *     cell:STR                  the whole sheet
 *
 * What lies below a place begins with it and a '/'.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"

/* column may be NULL for the whole line. For the caller to free. */
char *place_line(size_t line, const char *column) MUST_CHECK;

/* cell, e.g. "C7", may be NULL for the whole sheet. A sheet's name holds no '/'. */
char *place_cell(const char *sheet, const char *cell) MUST_CHECK;

/* Whether the place is this one or lies below it. */
bool place_is_within(const char *place, const char *outer);

/*
 * Where a place stands among others of its file: to be compared number by number, the least
 * first. What is within another place comes behind it.
 */
#define PLACE_RANKS 8
struct place_rank {
    size_t at[PLACE_RANKS];
};

/*
 * order says in which order things stand in the file: of JSON the document itself, of CSV the
 * names of the columns, of a workbook those of its sheets; NULL if nobody knows. place may be
 * NULL: before all others.
 */
struct place_rank place_rank(const char *place, json_t *order);
int place_rank_compare(const struct place_rank *left, const struct place_rank *right);

/* Adds pointer, or line and column, or sheet and cell, to a finding's object (API.md). */
void place_to_json(const char *place, json_t *object);
