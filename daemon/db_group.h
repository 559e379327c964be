#pragma once

/*
 * A group: the units that stand in front of one sync and are committed or rolled back by it.
 * Most groups are a single unit.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/db_unit.h"

#define DB_GROUP_UNITS_MAX 64

struct db_group {
    STAILQ_ENTRY(db_group) link;
    struct db_queue units; /* owned; never empty while the group flies */
    size_t count;          /* of units */
    bool is_shared;        /* its units said db_unit_share_commit() */
    int64_t deadline;      /* when it has to be answered; of db_clock() */
    struct db_unit *next;  /* whose result is expected next; NULL when all have theirs */
    struct error error;    /* of the first failure; kind is ERROR_NONE until then */
    char sqlstate[6];      /* of it */
    bool is_rolled_back;   /* a statement failed and the sync came: sending again is safe */
    bool is_stale;         /* it failed because the session's statements are out of date */
};

STAILQ_HEAD(db_groups, db_group);

struct db_group *db_group_new(bool is_shared);

/* The group has no units any more. */
void db_group_free(struct db_group *group);

void db_group_add(struct db_group *group, struct db_unit *unit /* taken */);

/* The first unit, which is the caller's from then on; NULL when there is none left. */
struct db_unit *db_group_remove(struct db_group *group);

/* Puts all statements and the sync into the connection's pipeline. False: it is lost. */
bool db_group_send(struct db_group *group, PGconn *connection,
                   const struct statement_text *statements) MUST_CHECK;

/* Takes the group's next result; true when it was the sync, so that the verdict is final. */
bool db_group_take(struct db_group *group, PGresult *result /* taken */) MUST_CHECK;

/* The first failure counts. */
void db_group_fail(struct db_group *group, const struct error *error, const char *sqlstate);

/* The connection is gone: whatever was heard of the group until now, its outcome is unknown. */
void db_group_lose(struct db_group *group, const struct error *reason);

/* Puts every unit, as failed as the group is, at the end of the queue. */
void db_group_move(struct db_group *group, struct db_queue *queue);
