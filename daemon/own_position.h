#pragma once

/*
 * What a municipality's position is computed from, out of the database
 * (sql/statements/position.sql and group_members.sql).
 */

#include <jansson.h>
#include <libpq-fe.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/error.h"
#include "common/figures/position.h"
#include "daemon/peer_groups.h"

struct own_position {
    const PGresult *row; /* borrowed */
    const char *key;     /* borrowed; whose it is */
    int64_t *values;     /* owned; NULL as long as nothing is handed in */
    uint8_t *states;     /* owned; likewise */
    uint8_t *planned;    /* owned; likewise */
    json_t *content;     /* owned; NULL also once it is erased */
    json_t *release;     /* owned; NULL as long as there is none to be seen */
    struct own_groups made;
    const char **ids; /* owned; of the groups that it is in */
    size_t id_count;
    struct groups *groups; /* owned; the ids are theirs */
};

/* Whether something is handed in. */
bool own_position_is_there(const PGresult *row);

/*
 * Reads the rows, which have to outlive it. False with ERROR_SYSTEM when the version does not
 * fit the edition.
 */
bool own_position_init(struct own_position *self, const PGresult *row, const PGresult *members,
                       const char *key, const struct catalogue *edition, struct error *error)
    MUST_CHECK;
void own_position_done(struct own_position *self);
DEFINE_CLEANUP_INSIDE(struct own_position, own_position_done)

/* What position_compute() wants; of the version that is current. */
struct position_input own_position_input(const struct own_position *self,
                                         const struct catalogue *edition);

/* Columns of the row for who says more than the position. NULL where there is nothing. */
const char *own_position_number(const PGresult *row);
const char *own_position_edition(const PGresult *row);

/* {"release", "publishedAt", "final", "version"}, the version that is in it or null. */
json_t *own_position_release(const struct own_position *self) MUST_CHECK;
