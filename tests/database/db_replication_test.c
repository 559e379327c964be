/*
 * A commit that is on no standby must not be acknowledged. The settings of the whole server are
 * changed for it, so this is a program of its own with a single test.
 */

#include "daemon/db.h"
#include "tests/support/scratch.h"

static const struct statement_text statements[] = {
    {"item_insert", 1, "INSERT INTO item (id) VALUES ($1::text::integer)"},
};

static struct told told[3];

static void submit(size_t slot, const char *value, bool is_shared)
{
    struct db_unit *unit = db_unit_new(on_told, &told[slot]);

    db_unit_add(unit, (enum statement)0, value);
    if (is_shared)
        db_unit_share_commit(unit);
    db_submit(scratch.db, unit);
}

static void forget_standby(void)
{
    (void)admin("ALTER SYSTEM RESET synchronous_standby_names");
    (void)admin("SELECT pg_reload_conf()");
}

static void finish(void)
{
    if (PQstatus(scratch.admin) == CONNECTION_OK)
        forget_standby();
    scratch_close();
}

/* Ends the wait of our backend for the standby once it waits. */
static bool cancel_wait(void)
{
    CLEANUP(memory_freep)
    char *sql = memory_format("SELECT bool_or(pg_cancel_backend(pid)) FROM pg_stat_activity"
                              " WHERE application_name = '%s' AND wait_event = 'SyncRep'",
                              scratch.name);

    return strcmp(admin(sql), "t") == 0;
}

Test(db_replication, a_cancelled_wait_for_a_standby_is_not_acknowledged, .fini = finish)
{
    struct db_settings settings = scratch_settings(statements, COUNT_OF(statements));
    const int64_t end = db_clock() + SCRATCH_PATIENCE_MS;
    CLEANUP(memory_freep) char *conninfo = NULL;

    scratch_open();
    conninfo = scratch_conninfo("");
    settings.conninfo = conninfo;
    scratch.db = db_new(scratch.base, &settings);
    scratch_run_until_ready(true);
    (void)admin("SET synchronous_commit = local"); /* for ourselves */
    (void)admin("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    (void)admin("SELECT pg_reload_conf()");
    scratch_run(300);

    submit(0, "1", true);
    submit(1, "2", true);
    scratch_run(300);
    expect_number("told while it waits", scratch.told, 0);
    while (!cancel_wait() && db_clock() < end)
        scratch_turn();
    scratch_run_until_told(2);
    expect_number("kind", told[0].kind, ERROR_UNAVAILABLE);
    expect_number("kind", told[1].kind, ERROR_UNAVAILABLE);
    cr_expect(strstr(told[0].text, "standby") != NULL, "%s", told[0].text);
    expect_text("rows", admin("SELECT count(*) FROM item"), "2"); /* committed all the same */
    expect_number("retries", metrics.database_retries, 0);

    forget_standby();
    scratch_run(300);
    submit(2, "3", false);
    scratch_run_until_told(3);
    expect_number("kind", told[2].kind, ERROR_NONE);
}
