#include "daemon/db_session.h"

#include <stdio.h>
#include <string.h>

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

static const struct {
    const char *sql;
    int parameters; /* 0 or 1: the limit of every wait in ms */
    bool (*judge)(const PGresult *answer, struct error *error);
} questions[] = {
    {SETTINGS_SQL, 1, judge_settings},
    {COMMIT_SQL, 0, judge_commit},
    {SCHEMA_SQL, 0, judge_schema},
};

bool db_session_ask(PGconn *connection, const struct db_settings *settings)
{
    char limit[24];
    const char *const values[] = {limit};

    (void)snprintf(limit, sizeof limit, "%ld", settings->answer_ms);
    for (size_t i = 0; i < COUNT_OF(questions); i++)
        if (PQsendQueryParams(connection, questions[i].sql, questions[i].parameters, NULL,
                              values, NULL, NULL, 0) == 0)
            return false;
    return PQpipelineSync(connection) == 1;
}

bool db_session_judge(size_t index, const PGresult *answer, struct error *error)
{
    if (index >= COUNT_OF(questions)) /* the server is going down and says so unasked */
        return no_answer(answer, "setting up the database session", error);
    return questions[index].judge(answer, error);
}

bool db_session_prepare(PGconn *connection, const struct db_settings *settings)
{
    for (size_t i = 0; i < settings->statement_count; i++)
        if (PQsendPrepare(connection, settings->statements[i].name, settings->statements[i].sql,
                          0, NULL) == 0)
            return false;
    return PQpipelineSync(connection) == 1;
}

bool db_session_is_prepared(size_t index, const PGresult *answer,
                            const struct db_settings *settings, struct error *error)
{
    if (PQresultStatus(answer) == PGRES_COMMAND_OK)
        return true;
    (void)no_answer(
        answer, index < settings->statement_count ? settings->statements[index].name : "all",
        error);
    return error_wrap(error, "preparing statements");
}
