/*
 * Whose rows a unit sees: the key is the unit's own, whoever shares its connection or its
 * commit.
 */

#include "daemon/db.h"
#include "tests/support/scratch.h"

#define UNITS_MAX 128

enum { KEY, KEY_AND_INSERT, DEALLOCATE };

static const struct statement_text statements[] = {
    [KEY] = {"key", 0,
             "SELECT concat(current_setting('weltoffend.key', true), '/', txid_current())"},
    [KEY_AND_INSERT] = {"key_and_insert", 1,
                        "INSERT INTO item (id) VALUES ($1::text::integer)"
                        " RETURNING current_setting('weltoffend.key')"},
    [DEALLOCATE] = {"deallocate", 0, "DEALLOCATE ALL"},
};

static struct told told[UNITS_MAX];

static void start_db(void)
{
    struct db_settings settings = scratch_settings(statements, COUNT_OF(statements));
    CLEANUP(memory_freep) char *conninfo = NULL;

    scratch_open();
    conninfo = scratch_conninfo("");
    settings.conninfo = conninfo;
    settings.connections = 1;
    scratch.db = db_new(scratch.base, &settings);
    scratch_run_until_connected(1);
}

static void submit(size_t slot, int statement, const char *value, const char *key,
                   bool is_shared)
{
    struct db_unit *unit = db_unit_new(on_told, &told[slot]);

    db_unit_add_values(unit, (enum statement)statement, value == NULL ? 0 : 1, &value);
    if (key != NULL)
        db_unit_for(unit, key);
    if (is_shared)
        db_unit_share_commit(unit);
    db_submit(scratch.db, unit);
}

static void insert_by(size_t slot, const char *value, const char *token)
{
    struct db_unit *unit = db_unit_new(on_told, &told[slot]);

    db_unit_add(unit, (enum statement)KEY_AND_INSERT, value);
    db_unit_by(unit, token, "");
    db_unit_share_commit(unit);
    db_submit(scratch.db, unit);
}

static void expect_key(size_t slot, const char *key)
{
    cr_expect(told[slot].kind == ERROR_NONE, "unit %zu: %s", slot, told[slot].text);
    told[slot].value[strcspn(told[slot].value, "/")] = '\0';
    expect_text("key", told[slot].value, key);
}

Test(db_key, is_the_units_own_and_gone_after_it, .fini = scratch_close)
{
    start_db();
    submit(0, KEY, NULL, "12054000", false);
    submit(1, KEY, NULL, NULL, false);
    submit(2, KEY, NULL, "05334", false);
    scratch_run_until_told(3);
    expect_key(0, "12054000");
    expect_key(1, "");
    expect_key(2, "05334");
}

Test(db_key, is_not_inherited_by_a_unit_that_shares_the_commit, .fini = scratch_close)
{
    const char *const keys[] = {"12054000", NULL, "05334"};

    start_db();
    for (size_t i = 0; i < 60; i++)
        submit(i, KEY, NULL, keys[i % 3], true);
    scratch_run_until_told(60);
    /* They did share one: else this test would say nothing. */
    expect_text("transactions", strchr(told[59].value, '/'), strchr(told[0].value, '/'));
    for (size_t i = 0; i < 60; i++)
        expect_key(i, keys[i % 3] == NULL ? "" : keys[i % 3]);
}

Test(db_key, goes_with_a_unit_that_is_sent_again, .fini = scratch_close)
{
    start_db();
    submit(0, KEY_AND_INSERT, "1", "12054000", true);
    submit(1, KEY_AND_INSERT, "2", "05334", true);
    submit(2, KEY_AND_INSERT, "1", "03256022", true); /* rolls the three back */
    scratch_run_until_told(3);
    expect_key(0, "12054000");
    expect_key(1, "05334");
    cr_expect(told[2].kind == ERROR_CONFLICT);

    submit(3, DEALLOCATE, NULL, NULL, false);
    submit(4, KEY, NULL, "12054000", false);
    scratch_run_until_told(5);
    expect_key(4, "12054000");
}

Test(db_key, is_refused_to_a_token_that_no_longer_holds_and_to_nobody_else,
     .fini = scratch_close)
{
    start_db();
    insert_by(0, "1", "17");
    insert_by(1, "2", SCRATCH_REVOKED);
    insert_by(2, "3", "18");
    insert_by(3, "4", "");
    scratch_run_until_told(4);
    cr_expect(told[1].kind == ERROR_DENIED, "%s", told[1].text);
    for (size_t i = 0; i < 4; i++)
        cr_expect(i == 1 || told[i].kind == ERROR_NONE, "unit %zu: %s", i, told[i].text);
    expect_text("stored", admin("SELECT string_agg(id::text, ' ' ORDER BY id) FROM item"),
                "1 3 4");
}
