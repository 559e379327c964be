#pragma once

/*
 * A schema of its own in the test database, and a db that sees only this one.
 *
 * The database is the one that WELTOFFEND_TEST_DATABASE names: a conninfo of a superuser, in
 * the form of "name=value" pairs. Each test is a process of its own, so the schema is named
 * after it and everything here is static.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>
#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/db_unit.h"
#include "daemon/metrics.h"
#include "migrations.h"
#include "tests/support/expect.h"

#define SCRATCH_PATIENCE_MS 60000
#define SCRATCH_REVOKED     "666" /* the only token that does not hold here */

/* Instead of the one that migration 0022 makes. */
#define SCRATCH_MUST_HOLD                                                        \
    "CREATE FUNCTION token_must_hold(token bigint, session bigint) RETURNS void" \
    " LANGUAGE plpgsql STABLE AS $$ BEGIN IF token = " SCRATCH_REVOKED " THEN"   \
    " RAISE EXCEPTION 'it no longer holds' USING ERRCODE = 'WO401'; END IF; END $$"

static struct {
    char name[32]; /* of the schema, and the application_name of its db */
    PGconn *admin;
    struct event_base *base;
    struct db *db;
    size_t told; /* callbacks so far */
} scratch;

/* What a unit's callback was told. */
struct told {
    unsigned times;
    int64_t at; /* by db_clock(), the last time */
    enum error_kind kind;
    char sqlstate[6];
    char text[ERROR_TEXT_MAX];
    char value[256]; /* first column of the last statement's first row, or "" */
};

/* Runs SQL as the superuser; returns the first value of the last statement, or "". */
static inline const char *admin(const char *sql)
{
    static char value[256];
    PGresult *result = PQexec(scratch.admin, sql);
    const ExecStatusType status = PQresultStatus(result);

    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
              PQerrorMessage(scratch.admin));
    (void)snprintf(value, sizeof value, "%s",
                   PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return value;
}

static inline void scratch_migrate(void)
{
    (void)admin("CREATE TABLE migration (name text, sha256 text)");
    for (size_t i = 0; i < MIGRATION_COUNT; i++) {
        CLEANUP(memory_freep)
        char *sql = memory_format("INSERT INTO migration VALUES ('%s', '%s')",
                                  migrations[i].name, migrations[i].sha256);

        (void)admin(sql);
    }
}

static inline void scratch_open(void)
{
    const char *conninfo = getenv("WELTOFFEND_TEST_DATABASE");
    CLEANUP(memory_freep) char *sql = NULL;

    cr_assert(conninfo != NULL, "WELTOFFEND_TEST_DATABASE is not set");
    (void)snprintf(scratch.name, sizeof scratch.name, "scratch_%ld", (long)getpid());
    scratch.admin = PQconnectdb(conninfo);
    cr_assert(PQstatus(scratch.admin) == CONNECTION_OK, "%s", PQerrorMessage(scratch.admin));
    sql = memory_format("SET client_min_messages = warning;"
                        "DROP SCHEMA IF EXISTS %s CASCADE; CREATE SCHEMA %s;"
                        "SET search_path = %s; CREATE TABLE item (id integer PRIMARY KEY);%s",
                        scratch.name, scratch.name, scratch.name, SCRATCH_MUST_HOLD);
    (void)admin(sql);
    scratch_migrate();
    scratch.base = event_base_new();
}

static inline void scratch_close(void)
{
    CLEANUP(memory_freep) char *sql = memory_format("DROP SCHEMA %s CASCADE", scratch.name);

    db_free(scratch.db);
    if (scratch.base != NULL)
        event_base_free(scratch.base);
    if (PQstatus(scratch.admin) == CONNECTION_OK)
        (void)admin(sql);
    PQfinish(scratch.admin);
}

/* The test database, seen through the schema; `more` is added to the conninfo. To be freed. */
static inline char *scratch_conninfo(const char *more)
{
    return memory_format("%s application_name=%s options='-c search_path=%s' %s",
                         getenv("WELTOFFEND_TEST_DATABASE"), scratch.name, scratch.name, more);
}

static inline struct db_settings scratch_settings(const struct statement_text *statements,
                                                  size_t count)
{
    return (struct db_settings){
        .option = "database",
        .connections = 1,
        .queue_max = 1000,
        .connect_ms = 5000,
        .wait_ms = 10000,
        .answer_ms = 10000,
        .is_commit_shared = true,
        .statements = statements,
        .statement_count = count,
    };
}

/* One turn of the loop, of at most 10 ms. */
static inline void scratch_turn(void)
{
    const struct timeval tick = {.tv_usec = 10000};

    (void)event_base_loopexit(scratch.base, &tick);
    (void)event_base_loop(scratch.base, EVLOOP_ONCE);
}

static inline void scratch_run(long ms)
{
    const int64_t end = db_clock() + ms;

    while (db_clock() < end)
        scratch_turn();
}

/* Runs the loop until that many units have been told since the start. */
static inline void scratch_run_until_told(size_t count)
{
    const int64_t end = db_clock() + SCRATCH_PATIENCE_MS;

    while (scratch.told < count && db_clock() < end)
        scratch_turn();
    cr_assert(scratch.told == count, "%zu units of %zu were told", scratch.told, count);
}

static inline void scratch_run_until_ready(bool is_ready)
{
    const int64_t end = db_clock() + SCRATCH_PATIENCE_MS;
    struct error error = {0};

    while (db_is_ready(scratch.db, &error) != is_ready && db_clock() < end)
        scratch_turn();
    cr_assert(db_is_ready(scratch.db, NULL) == is_ready, "%s", error.text);
}

static inline void scratch_run_until_connected(size_t connections)
{
    const int64_t end = db_clock() + SCRATCH_PATIENCE_MS;

    while (metrics.database_ready != connections && db_clock() < end)
        scratch_turn();
    cr_assert(metrics.database_ready == connections, "%zu connections",
              (size_t)metrics.database_ready);
}

static inline void on_told(const struct db_outcome *outcome, void *context)
{
    struct told *told = context;

    scratch.told++;
    told->times++;
    told->at = db_clock();
    told->value[0] = '\0';
    (void)snprintf(told->sqlstate, sizeof told->sqlstate, "%s", outcome->sqlstate);
    told->kind = outcome->error == NULL ? ERROR_NONE : outcome->error->kind;
    (void)snprintf(told->text, sizeof told->text, "%s",
                   outcome->error == NULL ? "" : outcome->error->text);
    for (size_t i = 0;
         outcome->error == NULL && i < DB_UNIT_STATEMENTS_MAX && outcome->results[i] != NULL;
         i++)
        if (PQntuples(outcome->results[i]) > 0)
            (void)snprintf(told->value, sizeof told->value, "%s",
                           PQgetvalue(outcome->results[i], 0, 0));
}
