#pragma once

/*
 * What differs between two releases of a round, from the two as they were published and from
 * the counts that the list of releases tells as well.
 *
 * Causes stand beside the figures, not in them: a cause of a single figure would point at those
 * who are in its group and did just that.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/export/words.h"

/* How many municipalities stand behind each cause but the last. */
struct change_counts {
    size_t late, corrected, withdrawn;
    size_t joined, left;
};

/* before is NULL for what the first release changed: all of it, and without a cause. */
json_t *release_changes(const json_t *before, const json_t *after,
                        const struct change_counts *counts) MUST_CHECK;
