#pragma once

/*
 * PostgreSQL, spoken one statement after the other, waiting for each answer: for weltoffenctl
 * and for runs, which are processes of their own and have nothing else to do. The daemon itself
 * never waits (db.h).
 */

#include <stdbool.h>
#include <stddef.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "statements.h"

/*
 * Connects within 10 seconds and sets synchronous_commit on. NULL with ERROR_UNAVAILABLE.
 * Release with PQfinish().
 */
PGconn *session_open(const char *conninfo, struct error *error) MUST_CHECK;
void session_closep(PGconn **connection); /* for CLEANUP() */
void result_clearp(PGresult **result);    /* for CLEANUP() */

/*
 * Whether the schema is the one this program was built for; ERROR_MISSING with what to do if
 * not.
 */
bool session_schema_is_right(PGconn *connection, struct error *error) MUST_CHECK;

/*
 * Runs a statement with its parameters as text; NULL stands for SQL NULL. NULL on failure:
 * ERROR_CONFLICT for a broken constraint (SQLSTATE 23xxx), ERROR_INVALID for a value that is
 * none of its type (22xxx), ERROR_UNAVAILABLE without a connection, else ERROR_SYSTEM. Release
 * with PQclear().
 */
PGresult *session_run_values(PGconn *connection, struct error *error, enum statement statement,
                             size_t count, const char *const values[]) MUST_CHECK;
#define session_run(connection, error, statement, ...)                                    \
    session_run_values((connection), (error), (statement),                                \
                       sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), \
                       (const char *const[]){__VA_ARGS__})

/* Runs SQL that has no parameters and returns nothing, e.g. "BEGIN" or a migration. */
bool session_command(PGconn *connection, const char *sql, struct error *error) MUST_CHECK;
