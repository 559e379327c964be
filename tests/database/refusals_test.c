/*
 * However many kinds of refusals there are, the lines have a bound, and every refusal is
 * counted.
 */

#include "daemon/refusals.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "tests/support/expect.h"

#define KINDS 300 /* more than REFUSALS_MAX */
#define TURNS 2   /* of each */

static char chain[32];

/* What the query gives for this test's chain. */
static char *ask(const char *what)
{
    CLEANUP(memory_freep)
    char *sql = memory_format("SELECT %s FROM audit WHERE chain = '%s/1'", what, chain);
    PGconn *connection = PQconnectdb(getenv("WELTOFFEND_TEST_DATABASE"));
    PGresult *result = PQexec(connection, sql);
    char *value;

    cr_assert(PQresultStatus(result) == PGRES_TUPLES_OK, "%s", PQerrorMessage(connection));
    value = memory_copy_text(PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(connection);
    return value;
}

static void expect_answer(const char *what, const char *wanted)
{
    CLEANUP(memory_freep) char *answer = ask(what);

    expect_text(what, answer, wanted);
}

static struct db *start_db(struct event_base *base)
{
    const struct db_settings settings = {
        .option = "database",
        .conninfo = getenv("WELTOFFEND_TEST_DATABASE"),
        .connections = 1,
        .queue_max = 1000,
        .connect_ms = 5000,
        .wait_ms = 5000,
        .answer_ms = 5000,
        .is_commit_shared = true,
        .chain = chain,
    };

    return db_new(base, &settings);
}

Test(refusals, have_a_bound_and_are_all_counted)
{
    struct event_base *base = event_base_new();
    struct db *db;
    struct refusals *refusals;
    static char routes[KINDS][16];
    const struct timeval patience = {.tv_sec = 20};

    (void)snprintf(chain, sizeof chain, "refusals-%ld", (long)getpid());
    cr_assert(getenv("WELTOFFEND_TEST_DATABASE") != NULL);
    db = start_db(base);
    refusals = refusals_new(base, db);
    for (size_t i = 0; i < (size_t)KINDS * TURNS; i++) {
        (void)snprintf(routes[i % KINDS], sizeof routes[0], "/%zu", i % KINDS);
        refusals_note(refusals, &(struct refusal){.status = 403,
                                                  .role = ROLE_DIRECTOR,
                                                  .method = "GET",
                                                  .route = routes[i % KINDS],
                                                  .token = i < KINDS ? "1" : "2"});
    }
    (void)event_base_loopexit(base, &patience);
    while (!refusals_end(refusals) && !event_base_got_exit(base))
        (void)event_base_loop(base, EVLOOP_ONCE);
    db_free(db);
    refusals_free(refusals);
    event_base_free(base);

    expect_answer("count(*)", "128");
    expect_answer("sum((details ->> 'count')::integer)", "600");
    expect_answer("count(*) FILTER (WHERE (details ->> 'count')::integer = 2)", "127");
    expect_answer("count(*) FILTER (WHERE details ->> 'route' = 'others')", "1");
    expect_answer("string_agg(DISTINCT actor, ',')", "several");
}
