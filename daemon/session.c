#include "daemon/session.h"

#include <assert.h>
#include <string.h>

#include "migrations.h"

void session_closep(PGconn **connection)
{
    PQfinish(*connection);
}

void result_clearp(PGresult **result)
{
    PQclear(*result);
}

/* libpq ends its messages with a line feed, and some have several lines: the first one counts.
 */
static int first_line(const char *message)
{
    return (int)strcspn(message, "\n");
}

static bool fail(struct error *error, const PGconn *connection, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    enum error_kind kind = ERROR_SYSTEM;

    if (PQstatus(connection) != CONNECTION_OK || state == NULL)
        kind = ERROR_UNAVAILABLE;
    else if (strncmp(state, "23", 2) == 0)
        kind = ERROR_CONFLICT;
    else if (strncmp(state, "22", 2) == 0)
        kind = ERROR_INVALID;
    if (message == NULL)
        message = PQerrorMessage(connection);
    return error_set(error, kind, "%.*s", first_line(message), message);
}

PGconn *session_open(const char *conninfo, struct error *error)
{
    const char *const names[] = {"dbname",          "connect_timeout", "application_name",
                                 "client_encoding", "options",         NULL};
    const char *const values[] = {
        conninfo, "10", "weltoffend", "UTF8", "-c synchronous_commit=on -c timezone=UTC", NULL};
    CLEANUP(session_closep) PGconn *connection = PQconnectdbParams(names, values, 1);

    if (PQstatus(connection) != CONNECTION_OK) {
        const char *message = PQerrorMessage(connection);

        error_set(error, ERROR_UNAVAILABLE, "database: %.*s", first_line(message), message);
        return NULL;
    }
    return TAKE(connection);
}

bool session_schema_is_right(PGconn *connection, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *result =
        PQexec(connection, "SELECT name, sha256 FROM migration ORDER BY name COLLATE \"C\"");

    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return error_set(error, ERROR_MISSING,
                         "the database has no schema of ours: run weltoffenctl init");
    if (PQntuples(result) < MIGRATION_COUNT)
        return error_set(error, ERROR_MISSING,
                         "the database is older than this program: run weltoffenctl migrate");
    for (int i = 0; i < PQntuples(result); i++)
        if (i >= MIGRATION_COUNT || strcmp(PQgetvalue(result, i, 0), migrations[i].name) != 0 ||
            strcmp(PQgetvalue(result, i, 1), migrations[i].sha256) != 0)
            return error_set(error, ERROR_MISSING,
                             "the database is not of this program's version: migration %s",
                             PQgetvalue(result, i, 0));
    return true;
}

PGresult *session_run_values(PGconn *connection, struct error *error, enum statement statement,
                             size_t count, const char *const values[])
{
    CLEANUP(result_clearp) PGresult *result = NULL;

    assert((int)count == statement_texts[statement].parameters);
    result = PQexecParams(connection, statement_texts[statement].sql, (int)count, NULL, values,
                          NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK &&
        PQresultStatus(result) != PGRES_COMMAND_OK) {
        fail(error, connection, result);
        return NULL;
    }
    return TAKE(result);
}

bool session_command(PGconn *connection, const char *sql, struct error *error)
{
    CLEANUP(result_clearp) PGresult *result = PQexec(connection, sql);
    const ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    return fail(error, connection, result);
}
