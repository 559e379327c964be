#include "daemon/db_group.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

struct db_group *db_group_new(bool is_shared)
{
    struct db_group *group = memory_new(1, sizeof *group);

    STAILQ_INIT(&group->units);
    group->is_shared = is_shared;
    return group;
}

void db_group_free(struct db_group *group)
{
    if (group == NULL)
        return;
    assert(STAILQ_EMPTY(&group->units));
    free(group);
}

void db_group_add(struct db_group *group, struct db_unit *unit)
{
    assert(group->count == 0 || (group->is_shared && unit->is_shared));
    STAILQ_INSERT_TAIL(&group->units, unit, link);
    group->count++;
}

struct db_unit *db_group_remove(struct db_group *group)
{
    struct db_unit *unit = STAILQ_FIRST(&group->units);

    if (unit == NULL)
        return NULL;
    STAILQ_REMOVE_HEAD(&group->units, link);
    group->count--;
    return unit;
}

bool db_group_send(struct db_group *group, PGconn *connection,
                   const struct statement_text *statements)
{
    const struct db_unit *unit;

    assert(group->count > 0);
    group->next = STAILQ_FIRST(&group->units);
    STAILQ_FOREACH(unit, &group->units, link)
        if (!db_unit_send(unit, connection, statements))
            return false;
    return PQpipelineSync(connection) == 1;
}

/*
 * 0A000 is also what a statement gets that asks for something PostgreSQL does not have; only
 * this function's complaint is cured by preparing again.
 */
static bool is_stale(const char *sqlstate, const char *function)
{
    if (strcmp(sqlstate, DB_STATE_NO_STATEMENT) == 0)
        return true;
    return strcmp(sqlstate, DB_STATE_NOT_SUPPORTED) == 0 && function != NULL &&
           strcmp(function, "RevalidateCachedQuery") == 0;
}

static void fail_by_result(struct db_group *group, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    struct error error;

    if (sqlstate == NULL)
        sqlstate = "";
    (void)error_set(&error, db_error_kind(sqlstate), "database: %s (%s)",
                    message != NULL ? message : "no answer", sqlstate);
    group->is_stale = is_stale(sqlstate, PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION));
    group->is_rolled_back = true;
    db_group_fail(group, &error, sqlstate);
}

bool db_group_take(struct db_group *group, PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        struct db_unit *unit = group->next;

        assert(unit != NULL);  /* libpq answers only what was sent */
        if (!unit->is_begun) { /* the key is set, which has no result of interest */
            unit->is_begun = true;
            PQclear(result);
            return false;
        }
        unit->results[unit->answered++] = result;
        if (unit->answered == unit->count)
            group->next = STAILQ_NEXT(unit, link);
        return false;
    }
    /* After the first failure the rest of the group is only PGRES_PIPELINE_ABORTED. A deferred
     * constraint fails at the sync, when every statement has been answered already. */
    if (status != PGRES_PIPELINE_SYNC && status != PGRES_PIPELINE_ABORTED)
        fail_by_result(group, result);
    PQclear(result);
    assert(status != PGRES_PIPELINE_SYNC || group->next == NULL ||
           group->error.kind != ERROR_NONE);
    return status == PGRES_PIPELINE_SYNC;
}

void db_group_fail(struct db_group *group, const struct error *error, const char *sqlstate)
{
    if (group->error.kind != ERROR_NONE)
        return;
    group->error = *error;
    (void)snprintf(group->sqlstate, sizeof group->sqlstate, "%s", sqlstate);
}

void db_group_lose(struct db_group *group, const struct error *reason)
{
    db_group_fail(group, reason, "");
    group->error.kind = ERROR_UNAVAILABLE;
    group->is_rolled_back = false;
    group->is_stale = false;
}

void db_group_move(struct db_group *group, struct db_queue *queue)
{
    struct db_unit *unit;

    while ((unit = db_group_remove(group)) != NULL) {
        if (group->error.kind != ERROR_NONE)
            db_unit_fail(unit, &group->error, group->sqlstate);
        STAILQ_INSERT_TAIL(queue, unit, link);
    }
}
