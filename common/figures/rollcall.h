#pragma once

/*
 * Who takes part, who is in which group and pool, and who handed in what by which release:
 * settled once for all subjects of a release. Participants are sorted, so that the order in
 * which anything came is forgotten.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/figures/release.h"

struct rollcall {
    struct participant *participants; /* owned; a copy, pool by pool, in a pool by key */
    size_t *pools;                    /* owned; of each participant */
    size_t count;                     /* of participants */

    struct groups *groups; /* owned */
    size_t group_count;
    size_t *order;         /* owned; the groups as they are tried for publication */
    size_t **members;      /* owned; of each group, its participants in their order */
    size_t *member_counts; /* owned */
    size_t *waiting;       /* owned; of each group, the members who have not handed in by now */

    size_t releases; /* the earlier ones, then the one to be made */
    const struct contribution *
        *present; /* owned; of each release, one per participant or NULL */
};

struct rollcall *rollcall_new(const struct release_input *input) MUST_CHECK;
void rollcall_free(struct rollcall *self);
DEFINE_CLEANUP(struct rollcall *, rollcall_free)

/* The version of a participant in a release, counted from 0, or NULL. */
const struct contribution *rollcall_contribution(const struct rollcall *self, size_t release,
                                                 size_t participant);

/* A copy of the list sorted by key, for the caller to free. */
struct contribution *contributions_sorted(const struct contribution *contributions,
                                          size_t count) MUST_CHECK;
