#pragma once

/*
 * What every page of one release says of it: which it is, whether it is the last word, whether
 * there is a newer one, and where everything else about it is.
 */

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

/* The edition that the document "release" names; borrowed. */
const char *release_head_edition(const json_t *documents);

/*
 * From the documents "release" (or a figure's explanation) and "releases": {"title", "round",
 * "number", "base", "history", "published", "is_final", "versions", "newer", "waiting"}. title
 * is the text with this key, with the rest as its holes.
 */
json_t *release_head(const json_t *documents, const char *title, enum language language)
    MUST_CHECK;
