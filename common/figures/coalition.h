#pragma once

/*
 * Who pools what they know: a Kreis that takes part with its towns that take part; everybody
 * else is alone.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/figures/groups.h"

/*
 * Sorts the participants pool by pool, and in a pool by key. pools[i] becomes the number of the
 * pool of the i-th. knows_coalitions off: everybody is alone.
 */
void coalition_sort(struct participant *participants, size_t count, bool knows_coalitions,
                    size_t *pools);
