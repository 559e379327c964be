#pragma once

/*
 * The groups under way on one connection, sent and not answered, in the order of sending.
 * PostgreSQL answers in the same order, so the first owns the next result.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/db_group.h"

struct db_flight {
    struct db_groups groups; /* owned */
    size_t load;             /* units in groups */
    bool has_shared;         /* one of the groups is shared; it never is more than one */
};

void db_flight_init(struct db_flight *flight);

/*
 * Whether one more group should be sent. Beyond a certain number of units they wait better
 * where any connection can take them. Of shared groups there is one at a time: what arrives
 * meanwhile gathers for the next.
 */
bool db_flight_has_room(const struct db_flight *flight, bool is_shared);

void db_flight_add(struct db_flight *flight, struct db_group *group /* taken */);

/* The group that is to be answered next, or NULL. */
struct db_group *db_flight_first(const struct db_flight *flight);

/* Takes the next result. Returns its group, now the caller's, when it is complete, else NULL.
 */
struct db_group *db_flight_take(struct db_flight *flight, PGresult *result /* taken */)
    MUST_CHECK;

/* The connection is lost: the first group, now the caller's and failed; NULL if there is none.
 */
struct db_group *db_flight_lose(struct db_flight *flight, const struct error *reason)
    MUST_CHECK;

/* Takes note of a warning of the server. */
void db_flight_warn(const struct db_flight *flight, const PGresult *notice);
