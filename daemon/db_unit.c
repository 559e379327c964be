#include "daemon/db_unit.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"

/* The first that fits decides; a text of two characters is a whole class. */
static const struct {
    const char *sqlstate;
    enum error_kind kind;
} kinds[] = {
    {"23", ERROR_CONFLICT},       /* a constraint */
    {"08", ERROR_UNAVAILABLE},    /* the connection */
    {"53", ERROR_UNAVAILABLE},    /* disk, memory or connections ran out */
    {"40001", ERROR_UNAVAILABLE}, /* serialization */
    {"40P01", ERROR_UNAVAILABLE}, /* deadlock */
    {"55P03", ERROR_UNAVAILABLE}, /* lock_timeout */
    {"57014", ERROR_UNAVAILABLE}, /* statement_timeout */
    {"57P01", ERROR_UNAVAILABLE}, /* the server or its backend is being stopped ... */
    {"57P02", ERROR_UNAVAILABLE}, /* ... after a crash */
    {"57P03", ERROR_UNAVAILABLE}, /* ... or is still starting */
    {"57P04", ERROR_UNAVAILABLE},
    {"57P05", ERROR_UNAVAILABLE},
    {DB_STATE_READ_ONLY, ERROR_UNAVAILABLE},
    {DB_STATE_DENIED, ERROR_DENIED},
};

enum error_kind db_error_kind(const char *sqlstate)
{
    if (sqlstate[0] == '\0')
        return ERROR_UNAVAILABLE;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strncmp(sqlstate, kinds[i].sqlstate, strlen(kinds[i].sqlstate)) == 0)
            return kinds[i].kind;
    return ERROR_SYSTEM;
}

int64_t db_clock(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct db_unit *db_unit_new(db_done_fn *done, void *context)
{
    struct db_unit *unit = memory_new(1, sizeof *unit);

    unit->done = done;
    unit->context = context;
    return unit;
}

static void unit_free(struct db_unit *unit)
{
    for (size_t i = 0; i < unit->count; i++) {
        PQclear(unit->results[i]);
        for (size_t j = 0; j < unit->calls[i].count; j++)
            free(unit->calls[i].values[j]);
    }
    free(unit);
}

void db_unit_add_values(struct db_unit *unit, enum statement statement, size_t count,
                        const char *const values[])
{
    struct db_call *call = &unit->calls[unit->count];

    assert(unit->count < DB_UNIT_STATEMENTS_MAX);
    assert(count <= DB_PARAMETERS_MAX);
    call->statement = statement;
    call->count = count;
    for (size_t i = 0; i < count; i++)
        call->values[i] = values[i] == NULL ? NULL : memory_copy_text(values[i]);
    unit->count++;
}

void db_unit_for(struct db_unit *unit, const char *municipality)
{
    assert(strlen(municipality) < sizeof unit->key);
    (void)snprintf(unit->key, sizeof unit->key, "%s", municipality);
}

void db_unit_by(struct db_unit *unit, const char *token, const char *session)
{
    assert(strlen(token) < sizeof unit->token && strlen(session) < sizeof unit->session);
    assert(token[0] != '\0' || session[0] == '\0');
    (void)snprintf(unit->token, sizeof unit->token, "%s", token);
    (void)snprintf(unit->session, sizeof unit->session, "%s", session);
}

void db_unit_share_commit(struct db_unit *unit)
{
    unit->is_shared = true;
}

void db_unit_only_reads(struct db_unit *unit)
{
    unit->only_reads = true;
}

void db_unit_check(const struct db_unit *unit, const struct statement_text *statements,
                   size_t count)
{
    assert(unit->count > 0);
    for (size_t i = 0; i < unit->count; i++) {
        const struct db_call *call = &unit->calls[i];

        assert((size_t)call->statement < count);
        assert((int)call->count == statements[call->statement].parameters);
    }
}

static const char *value_or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

bool db_unit_send(const struct db_unit *unit, PGconn *connection,
                  const struct statement_text *statements)
{
    const char *const begin[] = {unit->key, value_or_null(unit->token),
                                 value_or_null(unit->session)};

    /* Always, also without a key: units that share a commit share a transaction, and none may
     * inherit the key of the one before it. */
    if (PQsendQueryPrepared(connection, DB_KEY_STATEMENT, COUNT_OF(begin), begin, NULL, NULL,
                            0) == 0)
        return false;
    for (size_t i = 0; i < unit->count; i++) {
        const struct db_call *call = &unit->calls[i];

        if (PQsendQueryPrepared(connection, statements[call->statement].name, (int)call->count,
                                (const char *const *)call->values, NULL, NULL, 0) == 0)
            return false;
    }
    return true;
}

void db_unit_reset(struct db_unit *unit)
{
    for (size_t i = 0; i < unit->answered; i++) {
        PQclear(unit->results[i]);
        unit->results[i] = NULL;
    }
    unit->answered = 0;
    unit->is_begun = false;
}

void db_unit_fail(struct db_unit *unit, const struct error *error, const char *sqlstate)
{
    assert(error->kind != ERROR_NONE);
    unit->error = *error;
    (void)snprintf(unit->sqlstate, sizeof unit->sqlstate, "%s", sqlstate);
}

void db_unit_finish(struct db_unit *unit)
{
    const struct db_outcome outcome = {
        .error = unit->error.kind == ERROR_NONE ? NULL : &unit->error,
        .sqlstate = unit->sqlstate,
        .results = unit->results,
    };

    unit->done(&outcome, unit->context);
    unit_free(unit);
}
