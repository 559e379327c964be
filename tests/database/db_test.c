/*
 * Units and groups, against a healthy server. db_connection_test.c has the other kind.
 */

#include "daemon/db.h"

#include "daemon/metrics.h"
#include "tests/support/scratch.h"

#define UNITS_MAX 300

enum {
    ITEM_INSERT,
    ITEM_COUNT,
    ECHO,
    SLEEP,
    GATE,
    LATE_INSERT,
    SETTINGS,
    DEALLOCATE,
    ITEM_LIST,
    ROGUE
};

static const struct statement_text statements[] = {
    [ITEM_INSERT] = {"item_insert", 1, "INSERT INTO item (id) VALUES ($1::text::integer)"},
    [ITEM_COUNT] = {"item_count", 0, "SELECT count(*) FROM item"},
    [ECHO] = {"echo", 2, "SELECT concat($1::text, '/', $2::text, '/', $2::text IS NULL)"},
    [SLEEP] = {"sleep", 1, "SELECT pg_sleep($1::text::float8)"},
    [GATE] = {"gate", 1, "SELECT pg_advisory_xact_lock_shared($1::text::bigint)"},
    [LATE_INSERT] = {"late_insert", 1, "INSERT INTO late (id) VALUES ($1::text::integer)"},
    [SETTINGS] = {"settings", 0,
                  "SELECT concat_ws(' ', current_setting('synchronous_commit'),"
                  " current_setting('statement_timeout'), current_setting('lock_timeout'),"
                  " current_setting('idle_in_transaction_session_timeout'),"
                  " current_setting('timezone'), current_setting('client_encoding'))"},
    [DEALLOCATE] = {"deallocate", 0, "DEALLOCATE ALL"},
    [ITEM_LIST] = {"item_list", 0, "SELECT * FROM item"},
    [ROGUE] = {"rogue", 0, "SELECT rogue()"},
};

static struct told told[UNITS_MAX];

static void start_db(size_t connections, const char *more)
{
    struct db_settings settings = scratch_settings(statements, COUNT_OF(statements));
    CLEANUP(memory_freep) char *conninfo = NULL;

    scratch_open();
    (void)admin("CREATE TABLE late (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED);"
                "CREATE FUNCTION rogue() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE 'no such thing' USING ERRCODE = '0A000'; END $$");
    conninfo = scratch_conninfo(more);
    settings.conninfo = conninfo;
    settings.connections = connections;
    scratch.db = db_new(scratch.base, &settings);
    scratch_run_until_connected(connections);
}

/* Submits a unit of one statement, whose outcome goes to told[slot]. */
static void submit(size_t slot, int statement, const char *value, bool is_shared)
{
    struct db_unit *unit = db_unit_new(on_told, &told[slot]);

    db_unit_add_values(unit, (enum statement)statement, value == NULL ? 0 : 1, &value);
    if (is_shared)
        db_unit_share_commit(unit);
    db_submit(scratch.db, unit);
}

static void submit_number(size_t slot, int statement, size_t number, bool is_shared)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%zu", number);
    submit(slot, statement, text, is_shared);
}

/* Whoever submits GATE with our process id waits until it is open again. */
static void shut_gate(void)
{
    CLEANUP(memory_freep)
    char *sql = memory_format("SELECT pg_advisory_lock(%ld)", (long)getpid());

    (void)admin(sql);
}

static void open_gate(void)
{
    (void)admin("SELECT pg_advisory_unlock_all()");
}

static bool are_at_gate(size_t count)
{
    CLEANUP(memory_freep)
    char *sql = memory_format("SELECT count(*) = %zu FROM pg_stat_activity"
                              " WHERE application_name = '%s' AND wait_event = 'advisory'",
                              count, scratch.name);

    return strcmp(admin(sql), "t") == 0;
}

static void expect_outcome(size_t slot, enum error_kind kind, const char *sqlstate)
{
    cr_expect(told[slot].times == 1, "unit %zu was told %u times", slot, told[slot].times);
    cr_expect(told[slot].kind == kind, "unit %zu: %s: %s", slot,
              error_kind_name(told[slot].kind), told[slot].text);
    expect_text("SQLSTATE", told[slot].sqlstate, sqlstate);
}

Test(db, a_unit_of_two_statements_takes_effect_as_a_whole_or_not_at_all, .fini = scratch_close)
{
    static const struct {
        const char *first;
        const char *second;
        enum error_kind kind;
        const char *sqlstate;
        const char *count;
    } cases[] = {
        {"1", "1", ERROR_CONFLICT, "23505", "0"},
        {"1", "x", ERROR_SYSTEM, "22P02", "0"},
        {"1", "2", ERROR_NONE, "", "2"},
        {"3", "2", ERROR_CONFLICT, "23505", "2"},
    };

    start_db(1, "");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct db_unit *unit = db_unit_new(on_told, &told[i]);

        db_unit_add(unit, (enum statement)ITEM_INSERT, cases[i].first);
        db_unit_add(unit, (enum statement)ITEM_INSERT, cases[i].second);
        db_submit(scratch.db, unit);
        scratch_run_until_told(i + 1);
        expect_outcome(i, cases[i].kind, cases[i].sqlstate);
        expect_text("count", admin("SELECT count(*) FROM item"), cases[i].count);
    }
}

Test(db, an_error_leaves_the_neighbours_in_the_pipeline_alone, .fini = scratch_close)
{
    start_db(1, "");
    submit(0, ITEM_INSERT, "1", false);
    submit(1, ITEM_INSERT, "1", false);
    submit(2, ITEM_INSERT, "2", false);
    submit(3, ITEM_COUNT, NULL, false);
    expect_number("told inside db_submit()", scratch.told, 0);
    expect_number("open units", db_open_units(scratch.db), 4);
    scratch_run_until_told(4);
    expect_outcome(0, ERROR_NONE, "");
    expect_outcome(1, ERROR_CONFLICT, "23505");
    expect_outcome(2, ERROR_NONE, "");
    expect_outcome(3, ERROR_NONE, "");
    expect_text("count", told[3].value, "2");
    expect_number("open units", db_open_units(scratch.db), 0);
    expect_number("metrics", metrics.database_units_open, 0);
}

Test(db, carries_parameters_as_they_are, .fini = scratch_close)
{
    struct db_unit *unit = db_unit_new(on_told, &told[0]);

    start_db(1, "");
    db_unit_add(unit, (enum statement)ECHO, "Möckern '\"\\ $1", NULL);
    db_submit(scratch.db, unit);
    scratch_run_until_told(1);
    expect_outcome(0, ERROR_NONE, "");
    expect_text("value", told[0].value, "Möckern '\"\\ $1//t");
}

Test(db, a_session_is_durable_bounded_and_in_utc, .fini = scratch_close)
{
    static const struct {
        const char *more;
        const char *settings;
    } cases[] = {
        {"options='-c synchronous_commit=off -c search_path=%s'", "on 10s 5s 10s UTC UTF8"},
        {"options='-c synchronous_commit=local -c timezone=Asia/Tokyo -c search_path=%s'",
         "on 10s 5s 10s UTC UTF8"},
        {"client_encoding=latin1 options='-c synchronous_commit=remote_apply -c search_path=%s'",
         "remote_apply 10s 5s 10s UTC UTF8"},
    };
    struct db_settings settings = scratch_settings(statements, COUNT_OF(statements));

    start_db(1, "");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char more[128];
        CLEANUP(memory_freep) char *conninfo = NULL;
        const char *marker = strstr(cases[i].more, "%s");

        (void)snprintf(more, sizeof more, "%.*s%s'", (int)(marker - cases[i].more),
                       cases[i].more, scratch.name);
        conninfo = scratch_conninfo(more);
        settings.conninfo = conninfo;
        db_free(scratch.db);
        scratch.db = db_new(scratch.base, &settings);
        submit(i, SETTINGS, NULL, false);
        scratch_run_until_told(i + 1);
        expect_text(cases[i].more, told[i].value, cases[i].settings);
    }
}

Test(db, units_that_arrive_together_share_commits, .fini = scratch_close)
{
    uint64_t before;

    start_db(2, "");
    before = metrics.database_commits;
    for (size_t i = 0; i < UNITS_MAX; i++)
        submit_number(i, ITEM_INSERT, i, true);
    scratch_run_until_told(UNITS_MAX);
    for (size_t i = 0; i < UNITS_MAX; i++)
        expect_outcome(i, ERROR_NONE, "");
    expect_text("count", admin("SELECT count(*) FROM item"), "300");
    expect_number("commits", metrics.database_commits - before, (UNITS_MAX + 63) / 64);
    expect_number("units", metrics.database_units, UNITS_MAX);
    expect_text("transactions", admin("SELECT count(DISTINCT xmin::text) FROM item"), "5");
}

Test(db, units_that_arrive_meanwhile_gather_for_the_next_commit, .fini = scratch_close)
{
    start_db(2, "");
    shut_gate();
    submit_number(0, GATE, (size_t)getpid(), true);
    scratch_turn();
    submit_number(1, GATE, (size_t)getpid(), true);
    scratch_turn();
    for (size_t i = 0; i < 20; i++) {
        submit_number(2 + i, ITEM_INSERT, i, true);
        scratch_turn();
    }
    open_gate();
    scratch_run_until_told(22);
    expect_number("commits", metrics.database_commits, 3);
}

Test(db, shares_no_commits_when_it_is_told_not_to, .fini = scratch_close)
{
    struct db_settings settings = scratch_settings(statements, COUNT_OF(statements));
    CLEANUP(memory_freep) char *conninfo = NULL;

    start_db(1, "");
    db_free(scratch.db);
    conninfo = scratch_conninfo("");
    settings.conninfo = conninfo;
    settings.is_commit_shared = false;
    scratch.db = db_new(scratch.base, &settings);
    for (size_t i = 0; i < 100; i++)
        submit_number(i, ITEM_INSERT, i, true);
    scratch_run_until_told(100);
    expect_number("commits", metrics.database_commits, 100);
    expect_text("transactions", admin("SELECT count(DISTINCT xmin::text) FROM item"), "100");
}

Test(db, a_poisoned_unit_fails_alone_and_its_group_is_saved, .fini = scratch_close)
{
    static const struct {
        int statement;
        const char *value;
        enum error_kind kind;
        const char *sqlstate;
    } poisons[] = {
        {ITEM_INSERT, "nonsense", ERROR_SYSTEM, "22P02"},
        {LATE_INSERT, "1", ERROR_CONFLICT, "23505"}, /* fails at the commit */
    };
    size_t slot = 0;

    start_db(1, "");
    (void)admin("INSERT INTO late VALUES (1)");
    for (size_t i = 0; i < COUNT_OF(poisons); i++) {
        const size_t first = slot;

        for (size_t j = 0; j < 10; j++, slot++)
            if (j == 4)
                submit(slot, poisons[i].statement, poisons[i].value, true);
            else
                submit_number(slot, ITEM_INSERT, slot, true);
        scratch_run_until_told(slot);
        for (size_t j = first; j < slot; j++)
            if (j == first + 4)
                expect_outcome(j, poisons[i].kind, poisons[i].sqlstate);
            else
                expect_outcome(j, ERROR_NONE, "");
        expect_number("retries", metrics.database_retries, slot);
    }
    expect_text("count", admin("SELECT count(*) FROM item"), "18");
}

Test(db, a_constraint_that_fails_at_the_commit_is_a_conflict, .fini = scratch_close)
{
    start_db(1, "");
    submit(0, LATE_INSERT, "1", false);
    submit(1, LATE_INSERT, "1", false);
    submit(2, LATE_INSERT, "2", false);
    scratch_run_until_told(3);
    expect_outcome(0, ERROR_NONE, "");
    expect_outcome(1, ERROR_CONFLICT, "23505");
    expect_outcome(2, ERROR_NONE, "");
}

Test(db, units_are_spread_over_connections, .fini = scratch_close)
{
    const int64_t end = db_clock() + 4000; /* before the gate is too much for a statement */

    start_db(4, "");
    shut_gate();
    for (size_t i = 0; i < 4; i++)
        submit_number(i, GATE, (size_t)getpid(), false);
    while (!are_at_gate(4) && db_clock() < end)
        scratch_turn();
    cr_expect(are_at_gate(4), "they do not wait side by side");
    open_gate();
    scratch_run_until_told(4);
}

Test(db, prepares_again_when_the_session_has_forgotten_or_outlived_a_statement,
     .fini = scratch_close)
{
    start_db(3, "");
    for (size_t i = 0; i < 3; i++)
        submit(i, DEALLOCATE, NULL, false);
    scratch_run_until_told(3);
    submit(3, ITEM_COUNT, NULL, false);
    scratch_run_until_told(4);
    expect_outcome(3, ERROR_NONE, "");
    scratch_run_until_connected(3);
    expect_number("connects", metrics.database_connects, 6);

    for (size_t i = 4; i < 7; i++)
        submit(i, ITEM_LIST, NULL, false); /* now every session has a plan */
    scratch_run_until_told(7);
    (void)admin("ALTER TABLE item ADD COLUMN name text");
    submit(7, ITEM_LIST, NULL, false);
    scratch_run_until_told(8);
    expect_outcome(7, ERROR_NONE, "");
}

Test(db, an_error_that_only_looks_stale_is_told_at_once, .fini = scratch_close)
{
    start_db(1, "");
    submit(0, ROGUE, NULL, false);
    scratch_run_until_told(1);
    expect_outcome(0, ERROR_SYSTEM, "0A000");
    expect_number("connects", metrics.database_connects, 1);
}

/* Submits once more from inside the callback, as a repeating caller would. */
static void on_told_submit(const struct db_outcome *outcome, void *context)
{
    on_told(outcome, context);
    submit(1, ITEM_COUNT, NULL, false);
}

Test(db, a_callback_may_submit, .fini = scratch_close)
{
    struct db_unit *unit = db_unit_new(on_told_submit, &told[0]);

    start_db(1, "");
    db_unit_add(unit, (enum statement)ITEM_INSERT, "1");
    db_submit(scratch.db, unit);
    scratch_run_until_told(2);
    expect_text("count", told[1].value, "1");
}

/* A second pool, to be told from the first by its limits. */
static void start_reading(void)
{
    struct db_settings settings = scratch_settings(statements, COUNT_OF(statements));
    CLEANUP(memory_freep) char *conninfo = scratch_conninfo("");

    settings.option = "database_read";
    settings.conninfo = conninfo;
    settings.answer_ms = 8000;
    db_read_through(scratch.db, db_new(scratch.base, &settings));
}

static void submit_reading(size_t slot, int statement, const char *value, db_done_fn *done)
{
    struct db_unit *unit = db_unit_new(done, &told[slot]);

    db_unit_add_values(unit, (enum statement)statement, value == NULL ? 0 : 1, &value);
    db_unit_only_reads(unit);
    db_submit(scratch.db, unit);
}

Test(db, what_only_reads_goes_to_the_other_pool, .fini = scratch_close)
{
    start_db(1, "");
    start_reading();
    cr_expect(!db_is_ready(scratch.db, NULL));
    cr_expect(db_can_write(scratch.db));
    scratch_run_until_ready(true);
    submit(0, SETTINGS, NULL, false);
    submit_reading(1, SETTINGS, NULL, on_told);
    expect_number("open units", db_open_units(scratch.db), 2);
    scratch_run_until_told(2);
    expect_text("writes", told[0].value, "on 10s 5s 10s UTC UTF8");
    expect_text("reads", told[1].value, "on 8s 4s 8s UTC UTF8");
    expect_number("open units", db_open_units(scratch.db), 0);
}

Test(db, without_another_pool_reading_is_done_by_the_one, .fini = scratch_close)
{
    start_db(1, "");
    submit_reading(0, SETTINGS, NULL, on_told);
    scratch_run_until_told(1);
    expect_text("reads", told[0].value, "on 10s 5s 10s UTC UTF8");
}

static void on_told_submit_reading(const struct db_outcome *outcome, void *context)
{
    on_told(outcome, context);
    submit_reading(3, ITEM_COUNT, NULL, on_told);
}

Test(db, closing_tells_both_pools_whatever_one_leads_to_in_the_other, .fini = scratch_close)
{
    struct db_unit *unit = db_unit_new(on_told_submit_reading, &told[2]);

    start_db(1, "");
    start_reading();
    scratch_run_until_ready(true);
    submit_reading(0, SLEEP, "60", on_told_submit); /* leads to 1, which may write */
    db_unit_add(unit, (enum statement)SLEEP, "60");
    db_submit(scratch.db, unit);
    scratch_run(50);
    db_free(scratch.db);
    scratch.db = NULL;
    for (size_t i = 0; i < 4; i++)
        expect_outcome(i, ERROR_UNAVAILABLE, "");
    expect_number("metrics", metrics.database_units_open, 0);
}
