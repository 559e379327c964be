#pragma once

/*
 * Where somebody goes on who has signed in.
 */

#include "common/token.h"

/*
 * The address that was wanted, if it is one of our own pages, so that no link can lead through
 * our sign-in to somebody else's; otherwise (or NULL) the role's first page.
 */
const char *way_on(const char *wanted, enum role role);
