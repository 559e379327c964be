#pragma once

/*
 * What a run reads: everything that goes into a release, from one snapshot. Belongs to
 * publish.c.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>
#include <libpq-fe.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/error.h"
#include "common/figures/release.h"

struct publish_input {
    const char *round; /* borrowed */
    int number;        /* of the release to be made */
    char published_at[40];
    bool has_news, is_final;
    struct catalogue *edition; /* owned */
    json_t *previous;          /* owned; the last release, or NULL */

    PGresult *participant_rows; /* owned; the texts below point into them */
    PGresult *version_rows;
    struct participant *participants; /* owned */
    size_t participant_count;
    struct contribution *contributions; /* owned */
    size_t contribution_count;
    int64_t *values; /* owned; of all contributions, one after the other */
    uint8_t *states; /* owned; likewise */
};

bool publish_input_read(PGconn *connection, const char *round, struct publish_input *out,
                        struct error *error) MUST_CHECK;
void publish_input_done(struct publish_input *self);
DEFINE_CLEANUP_INSIDE(struct publish_input, publish_input_done)
