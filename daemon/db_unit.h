#pragma once

/*
 * A unit of db.h from the inside: its calls on the way out, its results on the way back.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/db.h"

/* SQLSTATEs on which more than an error kind depends. */
#define DB_STATE_NO_STATEMENT  "26000" /* the session does not know a prepared statement */
#define DB_STATE_NOT_SUPPORTED "0A000" /* also: a cached plan's result changed its columns */
#define DB_STATE_READ_ONLY     "25006" /* the server has become a standby */
#define DB_STATE_NO_TABLE      "42P01"
#define DB_STATE_DENIED        "WO401" /* of token_must_hold() */

/* What every unit begins with; prepared beside the statements. $1: its key, or ""; $2, $3: the
 * ids of the token and the session it acts for, or NULL. */
#define DB_KEY_STATEMENT "unit_key"
#define DB_KEY_SQL       "SELECT set_config('weltoffend.key', $1, true), token_must_hold($2, $3)"
#define DB_KEY_SIZE      16 /* with the NUL; an official key has 5 or 8 digits */
#define DB_ID_SIZE       24 /* with the NUL */

struct db_call {
    enum statement statement;
    size_t count;
    char *values[DB_PARAMETERS_MAX]; /* owned; NULL stands for SQL NULL */
};

struct db_unit {
    STAILQ_ENTRY(db_unit) link;
    db_done_fn *done;
    void *context;
    int64_t deadline; /* while it waits: when it is refused; of db_clock() */
    bool is_shared;   /* may share a commit */
    bool only_reads;  /* what is published */
    bool is_repeated; /* was sent again after its statements were prepared anew */
    bool is_begun;    /* its key is set: the answer to that came, those to its calls follow */
    char key[DB_KEY_SIZE];                       /* of the municipality it is for, or "" */
    char token[DB_ID_SIZE], session[DB_ID_SIZE]; /* by whom, or "" */
    size_t count;                                /* of calls */
    size_t answered;                             /* <= count; results[0..answered) are set */
    struct db_call calls[DB_UNIT_STATEMENTS_MAX];
    PGresult *results[DB_UNIT_STATEMENTS_MAX]; /* owned */
    struct error error;                        /* kind is ERROR_NONE until it failed */
    char sqlstate[6];
};

STAILQ_HEAD(db_queue, db_unit);

/* What becomes of a unit whose statement failed with this SQLSTATE; "" is libpq's own failure.
 */
enum error_kind db_error_kind(const char *sqlstate);

/* A monotonic clock in milliseconds. */
int64_t db_clock(void);

/* Asserts that the calls fit the statements' parameters. */
void db_unit_check(const struct db_unit *unit, const struct statement_text *statements,
                   size_t count);

/* Puts the key and the calls into the connection's pipeline, without a sync. False: the
 * connection is lost.
 */
bool db_unit_send(const struct db_unit *unit, PGconn *connection,
                  const struct statement_text *statements) MUST_CHECK;

/* Forgets results, so that the unit can be sent again. */
void db_unit_reset(struct db_unit *unit);

void db_unit_fail(struct db_unit *unit, const struct error *error, const char *sqlstate);

/* Tells whoever submitted it and releases it. */
void db_unit_finish(struct db_unit *unit /* taken */);
