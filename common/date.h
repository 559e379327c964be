#pragma once

/*
 * Days as texts: YYYY-MM-DD of the Gregorian calendar, from year 1000 on. As texts they sort in
 * the order of time.
 */

#include <stdbool.h>

#include "common/compiler.h"

/* Whether the text is a day in exactly this form. */
bool date_is_valid(const char *text) MUST_CHECK;
