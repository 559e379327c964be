#pragma once

/*
 * What a client would rather have (RFC 9110, 12.4 and 12.5).
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/language.h"

/*
 * Each function reads one field, NULL where there is none. What is malformed is not wanted, but
 * for a quality without a digit in front of its point, which old Java writes, and decimals
 * behind the third, which are not looked at.
 */

/* The language an Accept-Language field asks for; de unless it prefers en. */
enum language accept_language(const char *field);

/*
 * Picks the offer (media types, best first) that an Accept field prefers; -1 if it takes none.
 * A parameter of an offer, as in "text/csv;profile=excel-de", has to be asked for.
 */
int accept_type(const char *field, const char *const offers[], size_t count) MUST_CHECK;

/* Whether an Accept-Encoding field takes this coding, by its name or with all others. */
bool accept_takes_coding(const char *field, const char *coding) MUST_CHECK;
