#pragma once

/*
 * The peer groups of a round: all, size bands, kinds, Laender, and an operator's own.
 *
 * Bands: under 20,000; 20,000 to under 100,000; 100,000 and more; districts too (DISCLOSURE.md,
 * rule 1). Who is in a group is fixed at the round's reference date. A Land is there if at
 * least one participant lies in it; all other fixed groups are there always.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/language.h"
#include "common/municipality.h"

/* A participant of the round, as groups and disclosure control see it. */
struct participant {
    const char *key;
    enum municipality_kind kind;
    int64_t inhabitants; /* at the reference date, > 0 */
    const char *parent;  /* the key of its Kreis, whether or not that takes part; or NULL */
    const char *name;    /* or NULL where nobody needs it */
};

/* A group that an operator has made for a round, standing from its first release on. */
struct own_group {
    const char *id; /* small letters, digits, hyphens; none that a fixed group could have */
    const char *owner;
    struct wording label;
    const char *const *members; /* keys of participants, sorted by strcmp() */
    size_t member_count;
};

/* The families of groups, in the order in which they are tried for publication. */
enum group_family { GROUP_ALL, GROUP_BAND, GROUP_KIND, GROUP_LAND, GROUP_OWN };

/* "all", "band", "kind", "land", "own". */
const char *group_family_name(enum group_family family);

/* Its texts live as long as what groups_new() was given. */
struct group {
    const char *id; /* "all", "band-1" to "band-3", "kind-gemeinde", "kind-kreis", "land-01" to
                       "land-16", an operator's own */
    struct wording label;
    enum group_family family;
    enum municipality_kind kind; /* of a kind */
    size_t within; /* the next larger group that holds it by definition; "all" is its own */
    int64_t from, below;         /* inhabitants of a band */
    const char *land;            /* of a Land: the first two digits of its keys */
    const struct own_group *own; /* borrowed; NULL unless an operator's own */
};

/* Whether the participant is a member; the one rule of who is in which group. */
bool group_includes(const struct group *group, const struct participant *participant);

struct groups;

/* The groups of a round. Borrows the own groups, which have to outlive it. */
struct groups *groups_new(const struct participant *participants, size_t participant_count,
                          const struct own_group *own, size_t own_count) MUST_CHECK;
void groups_free(struct groups *self);
DEFINE_CLEANUP(struct groups *, groups_free)

/* All groups in their fixed order: family by family, own groups sorted by id. */
size_t groups_count(const struct groups *self);
const struct group *groups_at(const struct groups *self, size_t index);

/*
 * The order in which groups are tried: family by family, in each the largest first, and the
 * fixed order among equals. members and out have groups_count() elements.
 *
 * Only numbers of members, which everybody may know, decide it. An order that depended on
 * answers would tell something about them by what it refuses.
 */
void groups_order(const struct groups *self, const size_t *members, size_t *out);
