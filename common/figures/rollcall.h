#pragma once

/*
 * Who handed something in and who is in which group: settled once for all indicators of a
 * release. From here on contributions are sorted by key, so that the order in which they came
 * is forgotten.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/figures/release.h"

struct rollcall {
    struct contribution *contributions; /* owned; a copy, sorted by key */
    size_t count;                       /* of contributions */
    size_t groups;
    size_t *members; /* owned; of each group, all participants, whether they handed in or not */
    size_t *order;   /* owned; the groups as they are tried for publication */
    bool *inside;    /* owned; whether a contribution is in a group, count of them per group */
};

struct rollcall *rollcall_new(const struct release_input *input) MUST_CHECK;
void rollcall_free(struct rollcall *self);
DEFINE_CLEANUP(struct rollcall *, rollcall_free)

bool rollcall_is_in(const struct rollcall *self, size_t contribution, size_t group);

/* A copy of the list sorted by key, for the caller to free. */
struct contribution *contributions_sorted(const struct contribution *contributions,
                                          size_t count) MUST_CHECK;
