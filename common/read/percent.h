#pragma once

/*
 * Percent escapes (RFC 3986, 2.1), decoded in one place, so that all of the daemon means the
 * same by the same bytes.
 */

#include <stdbool.h>

#include "common/compiler.h"

enum percent_use {
    PERCENT_PATH,  /* refuses escaped dots and slashes; '+' is a plus */
    PERCENT_QUERY, /* '+' is a blank */
    PERCENT_FORM,  /* likewise, and tab, CR and LF may be escaped: a text of several lines */
};

/*
 * Decodes in place. False for a character that has to be escaped, a broken escape, a control
 * character, and what is not UTF-8; the text is of no use then.
 */
bool percent_decode(char *text, enum percent_use use) MUST_CHECK;

/* The text escaped so that it can stand in a path or a query as one word; for the caller to
 * free. */
char *percent_encode(const char *text) MUST_CHECK;
