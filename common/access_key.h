#pragma once

/*
 * An access key as people type or paste it.
 */

#include "common/compiler.h"
#include "common/token.h"

/*
 * The key without what a mail, a table or a hand adds: blanks of every kind and line breaks,
 * also inside it, and quotation marks around it. For the caller to free; whether it is one says
 * token_is_well_formed().
 */
char *access_key_tidy(const char *text) MUST_CHECK;
