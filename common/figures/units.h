#pragma once

/*
 * The units of one subject over all releases of a round: one municipality with one value, for
 * as long as it stays unchanged from release to release. A municipality that leaves, or does
 * not answer any more, and comes back with the same value, is a new unit.
 */

#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/figures/disclosure.h"
#include "common/figures/rollcall.h"
#include "common/figures/subject.h"

struct units {
    const struct rollcall *rollcall; /* borrowed */
    struct unit *items;              /* owned; sorted by pool */
    size_t count;
    size_t *at; /* owned; of each release, the unit of each participant, if any */
};

/* Of an indicator, or of the measures for a goal: planned is 1, not planned 0. */
void units_init(struct units *self, const struct rollcall *rollcall,
                const struct subject *subject);
void units_done(struct units *self);
DEFINE_CLEANUP_INSIDE(struct units, units_done)

/* The units of a group in a release. units has room for all participants. */
struct cell units_cell(const struct units *self, size_t release, size_t group, size_t *units);

/*
 * How far values have to lie apart to be different: yes and no; two levels; 10 points of a
 * share; a tenth of the plausible range of a rate; without one, any two different rates.
 */
int64_t units_spread(const struct subject *subject);
