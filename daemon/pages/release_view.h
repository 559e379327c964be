#pragma once

/*
 * A release as people look at it: the fields of action, their goals and indicators, for up to
 * three groups beside each other. Made of the release's document as it is published.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

#define RELEASE_VIEW_GROUPS_MAX 3

/* What a form calls them: two fields of one name could not be told apart by its reader. In an
 * address to keep, all are called like the first. */
#define RELEASE_VIEW_PARAMETERS "group", "group2", "group3"

/* The groups that a page shows, by the ids of a release; at least one. Borrowed. */
struct group_choice {
    const char *ids[RELEASE_VIEW_GROUPS_MAX];
    size_t count;
};

/*
 * {"groups", "small", "taking_part", "is_one", "is_many", "choosers", "too_small", "radar",
 * "band_swatch", "median_swatch", "mean_swatch", "overview", "fields"}: overview is a row for
 * the whole and for each field; fields are lists of goals with rows. A row is a subject and its
 * figures, one per group.
 */
json_t *release_view(const json_t *release, const struct catalogue *edition,
                     const struct group_choice *choice, enum language language) MUST_CHECK;
