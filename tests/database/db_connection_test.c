/*
 * Connections that are late, lost, hung or refused, and a db that gets over it.
 */

#include "daemon/db_connection.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "daemon/log.h"
#include "daemon/metrics.h"
#include "tests/support/scratch.h"

#define UNITS_MAX 100

enum { ITEM_INSERT, SLEEP, READ_ONLY };

static const struct statement_text statements[] = {
    [ITEM_INSERT] = {"item_insert", 1, "INSERT INTO item (id) VALUES ($1::text::integer)"},
    [SLEEP] = {"sleep", 1, "SELECT pg_sleep($1::text::float8)"},
    [READ_ONLY] = {"read_only", 0,
                   "SELECT set_config('default_transaction_read_only', 'on', false)"},
};

static struct told told[UNITS_MAX];
static struct db_settings settings;
static char *conninfo;

static void open_scratch(void)
{
    scratch_open();
    settings = scratch_settings(statements, COUNT_OF(statements));
    conninfo = scratch_conninfo("");
    settings.conninfo = conninfo;
    log_set_level(LOG_LEVEL_ERROR);
}

static void close_scratch(void)
{
    scratch_close();
    free(conninfo);
}

static void start_db(const char *more)
{
    free(conninfo);
    conninfo = scratch_conninfo(more);
    settings.conninfo = conninfo;
    scratch.db = db_new(scratch.base, &settings);
}

static void submit(size_t slot, int statement, const char *value)
{
    struct db_unit *unit = db_unit_new(on_told, &told[slot]);

    db_unit_add_values(unit, (enum statement)statement, value == NULL ? 0 : 1, &value);
    db_submit(scratch.db, unit);
}

static void expect_outcome(size_t slot, enum error_kind kind, const char *part)
{
    cr_expect(told[slot].times == 1, "unit %zu was told %u times", slot, told[slot].times);
    cr_expect(told[slot].kind == kind && strstr(told[slot].text, part) != NULL,
              "unit %zu: %s: '%s' should contain '%s'", slot, error_kind_name(told[slot].kind),
              told[slot].text, part);
}

/* They are gone when it returns. */
static void kill_backends(void)
{
    CLEANUP(memory_freep)
    char *sql =
        memory_format("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
                      " WHERE application_name = '%s'",
                      scratch.name);

    (void)admin(sql);
}

/* It is not ready, and says so with these words before long. */
static void expect_complaint(const char *part)
{
    const int64_t end = db_clock() + SCRATCH_PATIENCE_MS;
    struct error error = {0};

    while (strstr(error.text, part) == NULL && db_clock() < end) {
        scratch_turn();
        cr_assert(!db_is_ready(scratch.db, &error));
    }
    cr_expect(strstr(error.text, part) != NULL, "'%s' should contain '%s'", error.text, part);
}

/* A private directory for sockets; the caller removes it. */
static void make_directory(char *path)
{
    cr_assert(mkdtemp(path) != NULL);
}

Test(db_connection, a_killed_backend_fails_its_units_and_the_db_heals, .init = open_scratch,
     .fini = close_scratch)
{
    settings.connections = 2;
    start_db("");
    scratch_run_until_connected(2);
    submit(0, SLEEP, "10");
    scratch_run(100);
    expect_number("told", scratch.told, 0);
    kill_backends();
    scratch_run_until_told(1);
    expect_outcome(0, ERROR_UNAVAILABLE, "terminating connection");
    while (metrics.database_losses < 2) /* the idle one may be noticed later */
        scratch_turn();

    submit(1, ITEM_INSERT, "1");
    scratch_run_until_told(2);
    expect_outcome(1, ERROR_NONE, "");
    scratch_run_until_connected(2);
    expect_number("losses", metrics.database_losses, 2);
    expect_number("connects", metrics.database_connects, 4);
}

Test(db_connection, every_unit_is_told_once_however_often_connections_are_killed,
     .init = open_scratch, .fini = close_scratch)
{
    size_t stored = 0;
    char text[24];

    settings.connections = 3;
    start_db("");
    for (size_t i = 0; i < UNITS_MAX; i++) {
        struct db_unit *unit = db_unit_new(on_told, &told[i]);

        (void)snprintf(text, sizeof text, "%zu", i);
        db_unit_add(unit, (enum statement)ITEM_INSERT, text);
        if (i % 2 == 0)
            db_unit_share_commit(unit);
        db_submit(scratch.db, unit);
        scratch_turn();
        if (i % 20 == 19)
            kill_backends();
    }
    scratch_run_until_told(UNITS_MAX);
    for (size_t i = 0; i < UNITS_MAX; i++) {
        cr_expect(told[i].times == 1);
        cr_expect(told[i].kind == ERROR_NONE || told[i].kind == ERROR_UNAVAILABLE, "%s",
                  told[i].text);
        (void)snprintf(text, sizeof text, "%zu", i);
        if (told[i].kind == ERROR_NONE) {
            CLEANUP(memory_freep)
            char *sql = memory_format("SELECT count(*) FROM item WHERE id = %zu", i);

            expect_text("acknowledged and stored", admin(sql), "1");
            stored++;
        }
    }
    cr_expect(stored > UNITS_MAX / 2, "%zu", stored);
}

Test(db_connection, waits_for_a_server_that_appears_later, .init = open_scratch,
     .fini = close_scratch)
{
    char directory[] = "/tmp/db-test-XXXXXX";
    struct error error;
    CLEANUP(memory_freep) char *more = NULL;
    CLEANUP(memory_freep) char *socket = NULL;
    CLEANUP(memory_freep) char *link = NULL;

    make_directory(directory);
    more = memory_format("host=%s port=1", directory);
    link = memory_format("%s/.s.PGSQL.1", directory);
    socket = memory_format("%s/.s.PGSQL.%s", PQhost(scratch.admin), PQport(scratch.admin));
    start_db(more);
    submit(0, ITEM_INSERT, "1");
    scratch_run(500);
    expect_number("told", scratch.told, 0);
    cr_assert(!db_is_ready(scratch.db, &error));
    cr_expect(strstr(error.text, "No such file or directory") != NULL, "%s", error.text);

    cr_assert(symlink(socket, link) == 0);
    scratch_run_until_told(1);
    expect_outcome(0, ERROR_NONE, "");
    (void)unlink(link);
    (void)rmdir(directory);
}

Test(db_connection, refuses_a_unit_at_once_when_too_many_wait, .init = open_scratch,
     .fini = close_scratch)
{
    settings.queue_max = 5;
    start_db("");
    for (size_t i = 0; i < 6; i++)
        submit(i, SLEEP, "0");
    expect_number("told inside db_submit()", scratch.told, 0);
    scratch_turn();
    expect_number("told", scratch.told, 1);
    expect_outcome(5, ERROR_UNAVAILABLE, "too much work waits");
    scratch_run_until_told(6);
    expect_outcome(0, ERROR_NONE, "");
}

Test(db_connection, a_unit_waits_no_longer_than_its_deadline, .init = open_scratch,
     .fini = close_scratch)
{
    int64_t start[2];

    settings.wait_ms = 1500;
    start_db("host=/nowhere");
    start[0] = db_clock();
    submit(0, ITEM_INSERT, "1");
    scratch_run(1000);
    start[1] = db_clock();
    submit(1, ITEM_INSERT, "2");
    scratch_run_until_told(2);
    for (size_t i = 0; i < 2; i++) {
        cr_expect(told[i].at - start[i] >= 1490, "%ld ms", (long)(told[i].at - start[i]));
        expect_outcome(i, ERROR_UNAVAILABLE, "No such file or directory");
    }
    cr_expect(told[0].at <= told[1].at);
}

Test(db_connection, an_answer_that_does_not_come_closes_the_connection, .init = open_scratch,
     .fini = close_scratch)
{
    struct db_unit *unit = db_unit_new(on_told, &told[0]);
    int64_t start;

    settings.answer_ms = 2000;
    start_db("");
    scratch_run_until_ready(true);
    start = db_clock();
    /* Each statement is within statement_timeout; both together are too late. */
    db_unit_add(unit, (enum statement)SLEEP, "1.5");
    db_unit_add(unit, (enum statement)SLEEP, "1.5");
    db_submit(scratch.db, unit);
    submit(1, ITEM_INSERT, "1");
    scratch_run_until_told(2);
    cr_expect(db_clock() - start >= 1990, "%ld ms", (long)(db_clock() - start));
    expect_outcome(0, ERROR_UNAVAILABLE, "no answer from the database within 2000 ms");
    expect_outcome(1, ERROR_UNAVAILABLE, "outcome unknown");
    submit(2, ITEM_INSERT, "2");
    scratch_run_until_told(3);
    expect_outcome(2, ERROR_NONE, "");
}

Test(db_connection, a_read_only_server_is_left_for_another, .init = open_scratch,
     .fini = close_scratch)
{
    start_db("");
    submit(0, READ_ONLY, NULL);
    scratch_run_until_told(1);
    submit(1, ITEM_INSERT, "1");
    scratch_run_until_told(2);
    expect_outcome(1, ERROR_UNAVAILABLE, "read-only");
    submit(2, ITEM_INSERT, "2");
    scratch_run_until_told(3);
    expect_outcome(2, ERROR_NONE, "");
    expect_number("connects", metrics.database_connects, 2);
}

Test(db_connection, is_not_ready_with_another_schema_and_says_what_to_do, .init = open_scratch,
     .fini = close_scratch)
{
    CLEANUP(memory_freep)
    char *lacks = memory_format("the database lacks migration %s; run `weltoffenctl migrate`",
                                migrations[0].name);
    CLEANUP(memory_freep)
    char *changed = memory_format("migration %s of the database is not the one of this program",
                                  migrations[0].name);
    const struct {
        const char *sql;
        const char *complaint;
    } cases[] = {
        {"DROP TABLE migration", "the database has no tables of weltoffend; run "
                                 "`weltoffenctl migrate`"},
        {"CREATE TABLE migration (name text, sha256 text)", lacks},
        {"INSERT INTO migration VALUES ('0000_before', '')",
         "the database has migration 0000_before, which this program does not know"},
        {"DROP TABLE migration; CREATE TABLE migration (name text, sha256 text)", lacks},
        {"UPDATE migration SET sha256 = 'x'", changed},
        {"INSERT INTO migration VALUES ('9999_after', '')",
         "the database has migration 9999_after, which this program does not know"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (i == 4 || i == 5) {
            (void)admin("DROP TABLE migration");
            scratch_migrate();
        }
        (void)admin(cases[i].sql);
        db_free(scratch.db);
        start_db("");
        expect_complaint(cases[i].complaint);
    }
    (void)admin("DELETE FROM migration WHERE name = '9999_after'");
    scratch_run_until_ready(true); /* it is tried again */
}

Test(db_connection, is_not_ready_when_a_statement_does_not_fit_the_schema, .init = open_scratch,
     .fini = close_scratch)
{
    (void)admin("ALTER TABLE item RENAME TO thing");
    start_db("");
    expect_complaint("preparing statements: item_insert: relation \"item\" does");
}

Test(db_connection, is_not_ready_without_synchronous_commit, .init = open_scratch,
     .fini = close_scratch)
{
    CLEANUP(memory_freep)
    char *more = memory_format(
        "options='-c synchronous_commit=off -c search_path=%s,pg_catalog'", scratch.name);

    /* The only way to keep a session from switching it on is to make it call something else. */
    (void)admin("CREATE FUNCTION set_config(text, text, boolean) RETURNS text LANGUAGE sql"
                " AS 'SELECT $2'");
    start_db(more);
    expect_complaint("the database insists on synchronous_commit = off; it has to be on");
}

Test(db_connection, goes_on_to_the_next_host_when_one_hangs, .init = open_scratch,
     .fini = close_scratch)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char directory[] = "/tmp/db-test-XXXXXX";
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CLEANUP(memory_freep) char *more = NULL;

    make_directory(directory);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.%s", directory,
                   PQport(scratch.admin));
    cr_assert(bind(fd, (const struct sockaddr *)&address, sizeof address) == 0);
    cr_assert(listen(fd, 10) == 0); /* and never accept */
    more = memory_format("host=%s,%s", directory, PQhost(scratch.admin));
    settings.connect_ms = 300;
    start_db(more);
    scratch_run_until_ready(true);
    (void)close(fd);
    (void)unlink(address.sun_path);
    (void)rmdir(directory);
}

static void on_ready(bool is_ready, void *context)
{
    char *story = context;

    (void)strcat(story, is_ready ? "+" : "-");
}

Test(db_connection, tells_of_every_change_of_readiness, .init = open_scratch,
     .fini = close_scratch)
{
    char story[16] = "";

    settings.connections = 2;
    start_db("");
    db_on_ready(scratch.db, on_ready, story);
    scratch_run_until_connected(2);
    kill_backends();
    scratch_run_until_ready(false);
    scratch_run_until_connected(2);
    scratch_run(20);
    expect_text("story", story, "+-+");
}

Test(db_connection, freeing_tells_every_unit_that_is_still_here, .init = open_scratch,
     .fini = close_scratch)
{
    settings.connections = 1;
    start_db("");
    scratch_run_until_ready(true);
    submit(0, SLEEP, "5");
    scratch_run(100);
    submit(1, ITEM_INSERT, "1"); /* has not been sent */
    db_free(scratch.db);
    scratch.db = NULL;
    expect_outcome(0, ERROR_UNAVAILABLE, "outcome unknown");
    expect_outcome(1, ERROR_UNAVAILABLE, "stopping");
    expect_number("ready", metrics.database_ready, 0);
    expect_number("open", metrics.database_units_open, 0);
}
