#pragma once

/* The few words and numbers inside charts, in the reader's language. */

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

/* A released number with the language's decimal mark, for the caller to free; NULL gives NULL.
 */
char *chart_words_number(const char *number, enum language language) MUST_CHECK;

/* The same of millionths. */
char *chart_words_scaled(int64_t millionths, enum language language) MUST_CHECK;

/* Why a figure with this status has no numbers; NULL if it has. */
const char *chart_words_refusal(const char *status, enum language language);

/* What stands under a round of a trend, for the caller to free: its n, or why there is none. */
char *chart_words_note(const json_t *point, enum language language) MUST_CHECK;
