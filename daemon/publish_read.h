#pragma once

/*
 * What a run reads: everything that goes into a release, from one snapshot. Belongs to
 * publish.c.
 *
 * Memory: every version that any release of the round was computed from, once (9 bytes per
 * indicator, so 12 MB for all of Germany with 120 indicators, and as text from PostgreSQL about
 * the same again); 120 bytes per release and version in
 * it; the newest release as it is, and about 300 bytes for each figure of the older ones.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>
#include <libpq-fe.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/error.h"
#include "common/figures/release.h"
#include "daemon/disclosure_key.h"
#include "daemon/peer_groups.h"

struct publish_input {
    int number; /* of the release to be made */
    char published_at[40];
    bool has_news, is_final;
    const char *round;         /* borrowed */
    struct catalogue *edition; /* owned */
    json_t *audit;          /* owned; the audit's heads; NULL in a release older than those */
    const json_t *previous; /* borrowed from earlier: the release before, or NULL */

    PGresult *participant_rows; /* owned; the texts below point into them */
    PGresult *version_rows;
    PGresult *member_rows;
    struct participant *participants; /* owned */
    size_t participant_count;
    struct own_groups own_groups;  /* owned */
    struct contribution *versions; /* owned; of all releases, sorted by key and number */
    size_t version_count;
    const struct contribution *contributions; /* borrowed from included: the current ones */
    size_t contribution_count;
    int64_t *values;  /* owned; of all versions, one after the other */
    uint8_t *states;  /* owned; likewise */
    uint8_t *planned; /* owned; likewise */

    json_t **documents;              /* owned, and what is in it; of the earlier releases */
    struct earlier_release *earlier; /* owned */
    size_t earlier_count;
    struct contribution *included; /* owned; the current versions, then release by release */
};

bool publish_input_read(PGconn *connection, const char *round, struct publish_input *out,
                        struct error *error) MUST_CHECK;

/*
 * The same of a release that is there already, as it was then; has_news means nothing. Fails
 * with ERROR_MISSING if there is none with this number.
 */
bool publish_input_read_again(PGconn *connection, const char *round, int number,
                              struct publish_input *out, struct error *error) MUST_CHECK;
void publish_input_done(struct publish_input *self);
DEFINE_CLEANUP_INSIDE(struct publish_input, publish_input_done)

/* What release_compute() wants, borrowed from the two. */
struct release_input publish_release_input(const struct publish_input *self,
                                           const struct disclosure_key *key);
