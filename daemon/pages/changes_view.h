#pragma once

/* What differs between a release and the one before, for one group. */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * From .../changes and the release itself: {"is_first_one", "since", "causes", "note",
 * "compared", "changed", "group_label", "groups", "rows"}; rows of {"label", "href", "before",
 * "after"} are the group's. The first release changed everything, so none are listed for it.
 */
json_t *changes_view(const json_t *changes, const json_t *release,
                     const struct catalogue *edition, const char *group, enum language language)
    MUST_CHECK;
