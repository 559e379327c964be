#pragma once

/*
 * Peer groups that follow from what a municipality is: all, size bands, kind. (Laender and an
 * operator's own groups stand beside them later: everything behind this header takes a list.)
 *
 * Bands: under 20,000; 20,000 to under 100,000; 100,000 and more; districts too (DISCLOSURE.md,
 * rule 1). A group is fixed at the round's reference date.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/language.h"
#include "common/municipality.h"

/* A participant of the round, as the groups see it. */
struct participant {
    const char *key;
    enum municipality_kind kind;
    int64_t inhabitants; /* at the reference date, > 0 */
};

/* The families of groups, in the order in which they are tried for publication. */
enum group_family { GROUP_ALL, GROUP_BAND, GROUP_KIND };

struct group {
    const char *id; /* "all", "band-1" to "band-3", "kind-gemeinde", "kind-kreis" */
    struct wording label;
    enum group_family family;
    size_t within; /* the next larger group that holds it by definition; "all" is its own */
    bool (*includes)(const struct participant *participant);
};

/* All groups, in the fixed order in which they are tried for publication by kind of group. */
size_t group_count(void);
const struct group *group_at(size_t index);

/*
 * The order in which groups are tried: family by family, in each the largest first, and the
 * fixed order among equals. members and out have group_count() elements.
 *
 * Only numbers of members, which everybody may know, decide it. An order that depended on
 * answers would tell something about them by what it refuses.
 */
void group_order(const size_t *members, size_t *out);
