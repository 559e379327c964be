/*
 * init and migrate: what a superuser does once, and after an upgrade. All else of the tool
 * works as weltoffend_operator.
 *
 * The lock keeps two callers from migrating at the same time; it goes with the connection.
 */

#include <stdio.h>
#include <string.h>

#include "daemon/config.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"
#include "migrations.h"

/* The key of the lock is the word "migrate" in ASCII. */
static const char prepare_sql[] = "SET client_min_messages = warning;"
                                  "SELECT pg_advisory_lock(x'6d696772617465'::bigint)";

static const char migration_table_sql[] =
    "BEGIN;"
    "SET LOCAL ROLE weltoffend_owner;"
    "CREATE TABLE IF NOT EXISTS migration ("
    "    name text PRIMARY KEY,"
    "    sha256 text NOT NULL,"
    "    applied_at timestamptz NOT NULL DEFAULT now());"
    "GRANT SELECT ON migration TO weltoffend, weltoffend_publishing, weltoffend_operator;"
    "COMMIT";

#define FIRST_WITH_AUDIT "0011_audit" /* the migration that makes it */

static const struct migration *find(const char *name)
{
    for (size_t i = 0; i < MIGRATION_COUNT; i++)
        if (strcmp(migrations[i].name, name) == 0)
            return &migrations[i];
    return NULL;
}

/* Marks what ran here already; all of it has to be what this program has under that name. */
static bool compare(PGconn *connection, bool has_run[MIGRATION_COUNT], struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *rows = session_run_values(connection, error, STATEMENT_MIGRATION_LIST, 0, NULL);

    if (rows == NULL)
        return error_wrap(error, "run weltoffenctl init first");
    for (int i = 0; i < PQntuples(rows); i++) {
        const char *name = PQgetvalue(rows, i, 0);
        const char *day = PQgetvalue(rows, i, 2);
        const struct migration *migration = find(name);

        if (migration == NULL)
            return error_set(error, ERROR_CONFLICT,
                             "the database is newer than this program, which does not know "
                             "migration %s of %s: nothing was done",
                             name, day);
        if (strcmp(PQgetvalue(rows, i, 1), migration->sha256) != 0)
            return error_set(error, ERROR_CONFLICT,
                             "migration %s was changed after it ran on %s: nothing was done",
                             name, day);
        has_run[migration - migrations] = true;
    }
    return true;
}

/* The line of a migration, in a chain that is there from this one on. */
static bool write_line(PGconn *connection, const char *instance,
                       const struct migration *migration, struct error *error)
{
    if (strcmp(migration->name, FIRST_WITH_AUDIT) < 0)
        return true;
    return audit_open(connection, instance, "ctl", error) &&
           ctl_note(connection,
                    &(struct audit_line){.action = AUDIT_SCHEMA_MIGRATED,
                                         .subject = migration->name},
                    json_pack("{s:s, s:s}", "sha256", migration->sha256, "version",
                              WELTOFFEND_VERSION),
                    error);
}

/* The migration, the note that it ran and its line take effect together; an error closes the
 * connection, which rolls all of it back. */
static bool apply(PGconn *connection, const char *instance, const struct migration *migration,
                  struct error *error)
{
    CLEANUP(result_clearp) PGresult *noted = NULL;

    if (!session_command(connection, "BEGIN; SET LOCAL ROLE weltoffend_owner", error) ||
        !session_command(connection, migration->sql, error))
        return error_wrap(error, "migration %s", migration->name);
    noted = session_run(connection, error, STATEMENT_MIGRATION_NOTE, migration->name,
                        migration->sha256);
    if (noted == NULL || !write_line(connection, instance, migration, error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "migration %s", migration->name);
    return true;
}

static bool migrate(const struct ctl *ctl, PGconn *connection, struct error *error)
{
    struct config config;
    bool has_run[MIGRATION_COUNT] = {false};
    bool is_up_to_date = true;

    if (!ctl_settings(ctl, &config, error) || !compare(connection, has_run, error))
        return false;
    /* Migrations grant to roles, one of which may be newer than the database. */
    if (!session_command(connection, roles_sql, error))
        return error_wrap(error, "making the roles");
    for (size_t i = 0; i < MIGRATION_COUNT; i++) {
        if (has_run[i])
            continue;
        if (!apply(connection, config.instance, &migrations[i], error))
            return false;
        (void)printf("applied %s\n", migrations[i].name);
        is_up_to_date = false;
    }
    if (is_up_to_date)
        (void)printf("the database is up to date\n");
    return true;
}

/* These two commands do not fall back on the operator's database: its role may not do this. */
static PGconn *open_named(struct ctl *ctl, struct error *error)
{
    if (!arguments_read(ctl, NULL, 0, error))
        return NULL;
    if (ctl->database == NULL) {
        misuse(ctl, error, "%s needs --database", ctl->command->name);
        return NULL;
    }
    return session_open(ctl->database, error);
}

bool ctl_init(struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = open_named(ctl, error);

    if (connection == NULL || !session_command(connection, prepare_sql, error))
        return false;
    if (!session_command(connection, roles_sql, error))
        return error_wrap(error, "making the roles");
    if (!session_command(connection, migration_table_sql, error))
        return error_wrap(error, "making the table of migrations");
    return migrate(ctl, connection, error);
}

bool ctl_migrate(struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = open_named(ctl, error);

    return connection != NULL && session_command(connection, prepare_sql, error) &&
           migrate(ctl, connection, error);
}
