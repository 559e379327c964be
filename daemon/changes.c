#include "daemon/changes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/export/changes.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
#include "daemon/reply.h"

/* The columns of sql/statements/changes.sql. */
enum column {
    COLUMN_AFTER,
    COLUMN_BEFORE,
    COLUMN_LATE,
    COLUMN_CORRECTED,
    COLUMN_WITHDRAWN,
    COLUMN_JOINED,
    COLUMN_LEFT,
};

static size_t count_at(const PGresult *row, enum column column)
{
    return strtoul(PQgetvalue(row, 0, (int)column), NULL, 10);
}

static void on_releases(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    CLEANUP(memory_freep) char *text = NULL;
    struct change_counts counts;
    json_t *before = NULL, *after, *document;
    const PGresult *row;

    if (!reply_has_row(exchange, outcome))
        return;
    row = outcome->results[0];
    counts = (struct change_counts){
        .late = count_at(row, COLUMN_LATE),
        .corrected = count_at(row, COLUMN_CORRECTED),
        .withdrawn = count_at(row, COLUMN_WITHDRAWN),
        .joined = count_at(row, COLUMN_JOINED),
        .left = count_at(row, COLUMN_LEFT),
    };
    after = reply_read_bytea(PQgetvalue(row, 0, COLUMN_AFTER));
    if (!PQgetisnull(row, 0, COLUMN_BEFORE))
        before = reply_read_bytea(PQgetvalue(row, 0, COLUMN_BEFORE));
    document = release_changes(before, after, &counts);
    text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    json_decref(before);
    json_decref(after);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = RELEASE_CACHING},
                text, strlen(text));
}

/* Whether ?since= names a release before this one, or the nothing before the first. */
static bool is_earlier(const char *since, long number)
{
    return strcmp(since, "0") == 0 ||
           (releases_is_number(since) && strtol(since, NULL, 10) < number);
}

void changes_get(struct server *server, struct exchange *exchange)
{
    const char *number = request_capture(exchange, "number");
    const char *since = exchange_query(exchange, "since", 0);
    CLEANUP(memory_freep) char *before = NULL;
    struct db_unit *unit;

    if (!releases_is_number(number)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    if (since != NULL && !is_earlier(since, strtol(number, NULL, 10))) {
        problem_reply_parameter(
            exchange, "since",
            &(struct wording){"die Nummer einer früheren Veröffentlichung, oder 0",
                              "the number of an earlier release, or 0"});
        return;
    }
    before = since != NULL ? memory_copy_text(since)
                           : memory_format("%ld", strtol(number, NULL, 10) - 1);
    unit = request_unit(exchange, on_releases, exchange);
    db_unit_add(unit, STATEMENT_CHANGES, request_capture(exchange, "round"), number, before,
                releases_seen(exchange));
    db_submit(server->db, unit);
}
