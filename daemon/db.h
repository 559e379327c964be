#pragma once

/*
 * PostgreSQL, spoken in units, without ever waiting for it.
 *
 * A unit is one or more prepared statements that take effect together or not at all. Units
 * share a few connections in pipeline mode: each is sent without waiting for the answer to the
 * one before it. The sync that ends a unit commits it, so a unit has no BEGIN and no COMMIT,
 * and an error in one unit leaves its neighbours alone.
 *
 *     struct db_unit *unit = db_unit_new(on_context, self);
 *     db_unit_add(unit, STATEMENT_INTAKE_CONTEXT, round, key);
 *     db_submit(db, unit);
 *
 * Units that say db_unit_share_commit() may stand in front of one sync together with others
 * that do: versions that arrive together share a commit. Should one of them fail, the whole
 * group is rolled back and each is sent again on its own, so the failure hits only whom it
 * concerns.
 *
 * Units that say db_unit_only_reads() go to a second pool of connections, of a role that sees
 * what is published and nothing else; it may be connected to a replica. db_read_through() joins
 * the two, and nobody who submits has to know.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>
#include <libpq-fe.h>

#include "common/error.h"
#include "statements.h"

#define DB_UNIT_STATEMENTS_MAX 8
#define DB_PARAMETERS_MAX      20

struct db;
struct db_unit;

/* What became of a unit. Everything in it lives until the callback returns. */
struct db_outcome {
    const struct error *error; /* NULL when the unit is committed */
    const char *sqlstate;      /* of the statement that failed, or "" */
    PGresult *const *results;  /* one per statement, in order; only without an error */
};

/*
 * Called exactly once per submitted unit: from the event loop, never from db_submit().
 * ERROR_UNAVAILABLE means that there was no connection, no answer in time, no room in the
 * queue, or that the connection went away: the unit may or may not have been committed, so a
 * statement that is sent again has to be harmless the second time.
 */
typedef void db_done_fn(const struct db_outcome *outcome, void *context);

struct db_settings {
    const char *option; /* that the conninfo stands in, for the log; outlives the db */
    const char
        *conninfo;      /* as libpq understands it; an address or a socket path, no host name */
    size_t connections; /* 1 to 64 */
    size_t queue_max;   /* units that may wait; one more is refused at once */
    long connect_ms;    /* to connect and prepare, then the attempt is given up */
    long wait_ms;       /* a unit waits this long to be sent */
    long answer_ms;     /* a sent unit is answered within this, or its connection is closed */
    bool is_commit_shared; /* whether db_unit_share_commit() has an effect */
    const char *chain; /* the instance; each session opens the chain CHAIN/NUMBER of the audit
                          (daemon/audit.h); NULL: none */

    /* Prepared on every connection and named by their index; NULL stands for statement_texts.
     */
    const struct statement_text *statements; /* lives longer than the db */
    size_t statement_count;
};

/* The settings' texts are copied. Connecting starts at once and never stops being tried. */
struct db *db_new(struct event_base *base, const struct db_settings *settings);

/* Sends the units of `db` that only read through `reading`. Once, before the first unit. */
void db_read_through(struct db *db, struct db *reading /* taken */);

/*
 * Closes the connections, also those of the pool that is read through. Units that are still
 * here are told ERROR_UNAVAILABLE first. Not from inside one of the callbacks. NULL is fine.
 */
void db_free(struct db *db);

/*
 * Whether at least one connection of each pool is ready: connected, the schema is the one this
 * program was built for, everything prepared. If not, the reason is put into `error` when it is
 * not NULL.
 */
bool db_is_ready(const struct db *db, struct error *error);

/* Likewise, of the pool alone that can write: a replica that is away must not stop runs. */
bool db_can_write(const struct db *db);

/* Tells of every change of db_is_ready() or db_can_write(), from the loop. */
typedef void db_ready_fn(bool is_ready, void *context);
void db_on_ready(struct db *db, db_ready_fn *changed, void *context);

/* Units that wait or are under way, in both pools. */
size_t db_open_units(const struct db *db);

struct db_unit *db_unit_new(db_done_fn *done, void *context);

/* Adds a statement with its parameters as text, copied; NULL stands for SQL NULL. */
void db_unit_add_values(struct db_unit *unit, enum statement statement, size_t count,
                        const char *const values[]);
#define db_unit_add(unit, statement, ...)                                                 \
    db_unit_add_values((unit), (statement),                                               \
                       sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), \
                       (const char *const[]){__VA_ARGS__})

/*
 * Whose rows the unit sees and writes: every unit begins, inside its own transaction, with
 * setting weltoffend.key to this key, or to nothing when this was not called, and the policies
 * of row-level security hold the daemon to it (sql/migrations/0010_access.sql). The key comes
 * from the token (request_unit() of dispatch.h), never from the path, the query or the body.
 */
void db_unit_for(struct db_unit *unit, const char *municipality);

/*
 * Who acts: the ids of a token and of its session, which is "" for a program. When either no
 * longer holds as the unit begins, the unit fails with ERROR_DENIED and nothing of it is done.
 */
void db_unit_by(struct db_unit *unit, const char *token, const char *session);

/* The unit may share a commit with others; its statements must be harmless when sent again. */
void db_unit_share_commit(struct db_unit *unit);

/*
 * The unit reads what is published and nothing else. The role that it is given to may not even
 * look at what a municipality has handed in, and is as late as its replica.
 */
void db_unit_only_reads(struct db_unit *unit);

/* Takes the unit over; it is sent now, or as soon as there is a connection. */
void db_submit(struct db *db, struct db_unit *unit /* taken */);
