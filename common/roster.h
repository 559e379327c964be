#pragma once

/*
 * The roster file: who takes part from when to when, in CSV (RFC 4180; ';' or ',' as the
 * delimiter, UTF-8 with or without a byte order mark). Columns, in any order:
 *
 *     key               AGS of a Gemeinde or key of a Kreis, as text
 *     name              short name
 *     official_name
 *     parent            key of the Kreis a Gemeinde belongs to, or empty
 *     valid_from        first day on which this key and name hold (YYYY-MM-DD)
 *     valid_to          first day on which they no longer hold, or empty
 *     population        official number of inhabitants
 *     population_date   its day
 *     joined            first day of participation in the programme
 *     left              first day after it, or empty
 *     letter_of_intent  the day it was signed, or empty
 *     note              free text, not imported; the column may be missing
 *
 * A key may stand on several lines with other days of its population or other validity.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/mistake.h"

#define ROSTER_LINES_MAX 20000 /* all of Germany has 10,751 Gemeinden and 294 Kreise */
#define ROSTER_BYTES_MAX 8388608

/*
 * Reads the file. Returns a list of objects, one per line, whose members are the columns' names
 * (empty ones are null, population a number, "kind" and "land" derived from the key are added),
 * ready for the statement that imports it; NULL when there is a mistake. Places are
 * "line 3, column key".
 */
json_t *roster_read(const char *bytes, size_t size, struct mistakes *mistakes) MUST_CHECK;
