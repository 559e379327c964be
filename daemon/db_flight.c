#include "daemon/db_flight.h"

#include <assert.h>
#include <string.h>

#define LOAD_MAX 64 /* units under way, beyond which no group is taken */

void db_flight_init(struct db_flight *flight)
{
    STAILQ_INIT(&flight->groups);
    flight->load = 0;
    flight->has_shared = false;
}

bool db_flight_has_room(const struct db_flight *flight, bool is_shared)
{
    return flight->load < LOAD_MAX && !(is_shared && flight->has_shared);
}

void db_flight_add(struct db_flight *flight, struct db_group *group)
{
    assert(db_flight_has_room(flight, group->is_shared));
    STAILQ_INSERT_TAIL(&flight->groups, group, link);
    flight->load += group->count;
    if (group->is_shared)
        flight->has_shared = true;
}

struct db_group *db_flight_first(const struct db_flight *flight)
{
    return STAILQ_FIRST(&flight->groups);
}

static struct db_group *flight_remove(struct db_flight *flight)
{
    struct db_group *group = STAILQ_FIRST(&flight->groups);

    STAILQ_REMOVE_HEAD(&flight->groups, link);
    flight->load -= group->count;
    if (group->is_shared)
        flight->has_shared = false;
    return group;
}

struct db_group *db_flight_take(struct db_flight *flight, PGresult *result)
{
    assert(!STAILQ_EMPTY(&flight->groups)); /* libpq answers only what was sent */
    return db_group_take(STAILQ_FIRST(&flight->groups), result) ? flight_remove(flight) : NULL;
}

struct db_group *db_flight_lose(struct db_flight *flight, const struct error *reason)
{
    struct db_group *group;

    if (STAILQ_EMPTY(&flight->groups))
        return NULL;
    group = flight_remove(flight);
    db_group_lose(group, reason);
    return group;
}

/*
 * A cancelled wait for a standby ends in success and only this warning: the commit is on this
 * server alone, so nobody may be told that it is safe. It arrives before the sync of its group.
 */
void db_flight_warn(const struct db_flight *flight, const PGresult *notice)
{
    const char *function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    struct error error;

    if (STAILQ_EMPTY(&flight->groups) || function == NULL ||
        strcmp(function, "SyncRepWaitForLSN") != 0)
        return;
    (void)error_set(&error, ERROR_UNAVAILABLE,
                    "the wait for a standby was cut short: committed on one server only");
    db_group_fail(STAILQ_FIRST(&flight->groups), &error, "");
}
