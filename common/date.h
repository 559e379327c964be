#pragma once

/*
 * Days as texts: YYYY-MM-DD of the Gregorian calendar, from year 1000 on. As texts they sort in
 * the order of time.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "common/language.h"

/* Whether the text is a day in exactly this form. */
bool date_is_valid(const char *text) MUST_CHECK;

/* As a reader expects it inside a sentence, for the caller to free: "11.05.2026", in English
 * "11 May 2026". What is no day comes out as it is. */
char *date_in_words(const char *text, enum language language) MUST_CHECK;
