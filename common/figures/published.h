#pragma once

/*
 * Numbers as they stand in a release, read back exactly: what is said about published figures
 * (a change, a difference, a place beside quartiles) is worked out from these and nothing else.
 */

#include "common/compiler.h"

struct published {
    wide value; /* scaled by places */
    int places; /* behind the decimal point as it was written */
};

/* "-12.50" is -1250 with 2 places. The text is a release's own. */
struct published published_read(const char *text);

/* Negative, 0 or positive, as for strcmp(). */
int published_compare(struct published left, struct published right);

/* left - right, exact to the last digit of either, for the caller to free. */
char *published_subtract(struct published left, struct published right) MUST_CHECK;
