#pragma once

/* One subject over the rounds, and the form to choose another. */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * {"fields", "groups", "series"}: what there is to choose from, and the series {"label",
 * "unit", "group_label", "chart", "points", ...}, null without a trend. The release names the
 * groups; trend, release and edition may each be NULL.
 */
json_t *trend_view(const json_t *trend, const json_t *release, const struct catalogue *edition,
                   const char *group, enum language language) MUST_CHECK;
