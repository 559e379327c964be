#pragma once

/* Units, and the gate that cells of them are tried at. */

#include <stddef.h>
#include <stdint.h>

#include "common/figures/disclosure.h"
#include "tests/support/expect.h"

#define UNITS_MAX 64

/* Units and the gate they go through; everybody is alone, and yes and no take turns, at first.
 */
struct world {
    struct unit units[UNITS_MAX];
    size_t count;
    int64_t spread;
    struct disclosure_rules rules;
    struct disclosure *gate; /* owned; made at the first candidate */
};

static inline struct world world_of(size_t count)
{
    struct world world = {.count = count, .spread = 1, .rules = disclosure_rules_full()};

    for (size_t i = 0; i < count; i++)
        world.units[i] = (struct unit){.pool = i, .value = (int64_t)(i % 2)};
    return world;
}

static inline void world_done(struct world *world)
{
    disclosure_free(world->gate);
}
DEFINE_CLEANUP_INSIDE(struct world, world_done)

static inline void expect_status(const char *name, enum figure_status actual,
                                 enum figure_status expected)
{
    expect_text(name, figure_status_name(actual), figure_status_name(expected));
}
