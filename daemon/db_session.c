#include "daemon/db_session.h"

#include <stdio.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db_unit.h"
#include "migrations.h"

#define MIGRATE "run `weltoffenctl migrate`"

/* remote_apply promises more than on and stays; everything else promises less. */
#define SETTINGS_SQL                                                                   \
    "SELECT set_config('synchronous_commit',"                                          \
    "                  CASE current_setting('synchronous_commit')"                     \
    "                  WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)," \
    "       set_config('statement_timeout', $1, false),"                               \
    "       set_config('lock_timeout', ($1::text::bigint / 2)::text, false),"          \
    "       set_config('idle_in_transaction_session_timeout', $1, false),"             \
    "       set_config('timezone', 'UTC', false),"                                     \
    "       set_config('datestyle', 'ISO, YMD', false)"
#define COMMIT_SQL "SHOW synchronous_commit"
#define SCHEMA_SQL "SELECT name, sha256 FROM migration ORDER BY name COLLATE \"C\""

/* Behind the look at the schema, which says what to do if there is no such function. */
#define CHAIN_SQL "SELECT audit_open($1)"

static bool no_answer(const PGresult *answer, const char *what, struct error *error)
{
    const char *message = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);

    return error_set(error, ERROR_UNAVAILABLE, "%s: %s", what,
                     message != NULL ? message : "no answer");
}

static bool judge_settings(const PGresult *answer, struct error *error)
{
    if (PQresultStatus(answer) != PGRES_TUPLES_OK)
        return no_answer(answer, "setting up the database session", error);
    return true;
}

/* Without it a crash of the server could lose what was acknowledged with a receipt. */
static bool judge_commit(const PGresult *answer, struct error *error)
{
    const char *value;

    if (PQresultStatus(answer) != PGRES_TUPLES_OK)
        return no_answer(answer, "reading synchronous_commit", error);
    value = PQgetvalue(answer, 0, 0);
    if (strcmp(value, "on") != 0 && strcmp(value, "remote_apply") != 0)
        return error_set(error, ERROR_UNAVAILABLE,
                         "the database insists on synchronous_commit = %s; it has to be on",
                         value);
    return true;
}

static bool judge_schema(const PGresult *answer, struct error *error)
{
    const char *sqlstate = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    int count;

    if (sqlstate != NULL && strcmp(sqlstate, DB_STATE_NO_TABLE) == 0)
        return error_set(error, ERROR_UNAVAILABLE,
                         "the database has no tables of weltoffend; " MIGRATE);
    if (PQresultStatus(answer) != PGRES_TUPLES_OK)
        return no_answer(answer, "reading the table migration", error);

    count = PQntuples(answer);
    for (int i = 0; i < MIGRATION_COUNT; i++) {
        const struct migration *wanted = &migrations[i];

        if (i >= count || strcmp(PQgetvalue(answer, i, 0), wanted->name) > 0)
            return error_set(error, ERROR_UNAVAILABLE,
                             "the database lacks migration %s; " MIGRATE, wanted->name);
        if (strcmp(PQgetvalue(answer, i, 0), wanted->name) < 0)
            break; /* the database has one more: told below */
        if (strcmp(PQgetvalue(answer, i, 1), wanted->sha256) != 0)
            return error_set(error, ERROR_UNAVAILABLE,
                             "migration %s of the database is not the one of this program; "
                             "`weltoffenctl migrate` of another version ran",
                             wanted->name);
    }
    for (int i = 0; i < count; i++)
        if (i >= MIGRATION_COUNT || strcmp(PQgetvalue(answer, i, 0), migrations[i].name) != 0)
            return error_set(error, ERROR_UNAVAILABLE,
                             "the database has migration %s, which this program does not know; "
                             "`weltoffenctl migrate` of a newer version ran",
                             PQgetvalue(answer, i, 0));
    return true;
}

static bool judge_chain(const PGresult *answer, struct error *error)
{
    if (PQresultStatus(answer) != PGRES_TUPLES_OK)
        return no_answer(answer, "opening a chain of the audit", error);
    return true;
}

enum parameter { PARAMETER_NONE, PARAMETER_LIMIT, PARAMETER_CHAIN };

static const struct {
    const char *sql;
    enum parameter parameter;
    bool (*judge)(const PGresult *answer, struct error *error);
} questions[] = {
    {SETTINGS_SQL, PARAMETER_LIMIT, judge_settings}, /* of every wait, in ms */
    {COMMIT_SQL, PARAMETER_NONE, judge_commit},
    {SCHEMA_SQL, PARAMETER_NONE, judge_schema},
    {CHAIN_SQL, PARAMETER_CHAIN, judge_chain}, /* the last one: not asked without a chain */
};

bool db_session_ask(PGconn *connection, const struct db_settings *settings, size_t number)
{
    const size_t count = COUNT_OF(questions) - (settings->chain == NULL ? 1 : 0);
    char limit[24];
    CLEANUP(memory_freep)
    char *chain =
        memory_format("%s/%zu", settings->chain == NULL ? "" : settings->chain, number);

    (void)snprintf(limit, sizeof limit, "%ld", settings->answer_ms);
    for (size_t i = 0; i < count; i++) {
        const char *const value = questions[i].parameter == PARAMETER_CHAIN ? chain : limit;

        if (PQsendQueryParams(connection, questions[i].sql,
                              questions[i].parameter == PARAMETER_NONE ? 0 : 1, NULL, &value,
                              NULL, NULL, 0) == 0)
            return false;
    }
    return PQpipelineSync(connection) == 1;
}

bool db_session_judge(size_t index, const PGresult *answer, struct error *error)
{
    if (index >= COUNT_OF(questions)) /* the server is going down and says so unasked */
        return no_answer(answer, "setting up the database session", error);
    return questions[index].judge(answer, error);
}

/* In a transaction of its own: to prepare a statement locks its tables, and who held those of
 * all would wait for round_create() while that waits for him. */
static bool prepare(PGconn *connection, const char *name, const char *sql)
{
    return PQsendPrepare(connection, name, sql, 0, NULL) == 1 &&
           PQpipelineSync(connection) == 1;
}

bool db_session_prepare(PGconn *connection, const struct db_settings *settings)
{
    if (!prepare(connection, DB_KEY_STATEMENT, DB_KEY_SQL))
        return false;
    for (size_t i = 0; i < settings->statement_count; i++)
        if (!prepare(connection, settings->statements[i].name, settings->statements[i].sql))
            return false;
    return true;
}

bool db_session_is_ready(size_t answered, const struct db_settings *settings)
{
    return answered > settings->statement_count;
}

bool db_session_is_prepared(size_t index, const PGresult *answer,
                            const struct db_settings *settings, struct error *error)
{
    if (PQresultStatus(answer) == PGRES_COMMAND_OK)
        return true;
    if (index == 0) /* of db_unit_send() */
        (void)no_answer(answer, DB_KEY_STATEMENT, error);
    else
        (void)no_answer(
            answer,
            index <= settings->statement_count ? settings->statements[index - 1].name : "all",
            error);
    return error_wrap(error, "preparing statements");
}
