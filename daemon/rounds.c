#include "daemon/rounds.h"

#include <stdlib.h>
#include <string.h>

#include "common/figures/groups.h"
#include "common/municipality.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

static void on_rounds(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    json_t *rounds;

    if (outcome->error != NULL) {
        problem_reply_failure(exchange, outcome->error);
        return;
    }
    rounds = json_array();
    for (int i = 0; i < PQntuples(outcome->results[0]); i++)
        (void)json_array_append_new(rounds,
                                    json_loads(PQgetvalue(outcome->results[0], i, 0), 0, NULL));
    exchange_set_header(exchange, "Cache-Control", "private, no-cache");
    exchange_reply_json(exchange, 200, "application/json",
                        json_pack("{s:o}", "rounds", rounds));
}

void rounds_list(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = db_unit_new(on_rounds, exchange);

    db_unit_add(unit, STATEMENT_ROUND_LIST, NULL);
    db_submit(server->db, unit);
}

void rounds_get(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = db_unit_new(reply_document, exchange);

    db_unit_add(unit, STATEMENT_ROUND_LIST, request_capture(exchange, "round"));
    db_submit(server->db, unit);
}

/* --- participation --- */

/* The columns of sql/statements/participation.sql. */
enum column { COLUMN_KEY, COLUMN_NAME, COLUMN_KIND, COLUMN_INHABITANTS, COLUMN_HANDED_IN };

static bool has_handed_in(const PGresult *rows, int row)
{
    return PQgetvalue(rows, row, COLUMN_HANDED_IN)[0] == 't';
}

static struct participant participant_at(const PGresult *rows, int row)
{
    struct participant participant = {
        .key = PQgetvalue(rows, row, COLUMN_KEY),
        .inhabitants = strtoll(PQgetvalue(rows, row, COLUMN_INHABITANTS), NULL, 10),
    };

    if (!municipality_key_read(participant.key, &participant.kind))
        abort(); /* the table's constraint is the same rule */
    return participant;
}

static json_t *by_group(const PGresult *rows)
{
    json_t *groups = json_array();

    for (size_t g = 0; g < group_count(); g++) {
        const struct group *group = group_at(g);
        int members = 0, handed_in = 0;

        for (int i = 0; i < PQntuples(rows); i++) {
            const struct participant participant = participant_at(rows, i);

            if (!group->includes(&participant))
                continue;
            members++;
            handed_in += has_handed_in(rows, i);
        }
        (void)json_array_append_new(groups, json_pack("{s:s, s:{s:s, s:s}, s:i, s:i}", "id",
                                                      group->id, "label", "de", group->label.de,
                                                      "en", group->label.en, "members", members,
                                                      "handedIn", handed_in));
    }
    return groups;
}

static void on_participation(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const PGresult *rows;
    json_t *municipalities;
    int handed_in = 0;

    if (!reply_has_row(exchange, outcome))
        return;
    rows = outcome->results[0];
    municipalities = json_array();
    for (int i = 0; i < PQntuples(rows); i++) {
        handed_in += has_handed_in(rows, i);
        (void)json_array_append_new(
            municipalities,
            json_pack("{s:s, s:s, s:s, s:b}", "key", PQgetvalue(rows, i, COLUMN_KEY), "name",
                      PQgetvalue(rows, i, COLUMN_NAME), "kind",
                      PQgetvalue(rows, i, COLUMN_KIND), "handedIn", has_handed_in(rows, i)));
    }
    exchange_set_header(exchange, "Cache-Control", "private, no-cache");
    exchange_reply_json(exchange, 200, "application/json",
                        json_pack("{s:s, s:i, s:i, s:o, s:o}", "round",
                                  request_capture(exchange, "round"), "members",
                                  PQntuples(rows), "handedIn", handed_in, "groups",
                                  by_group(rows), "municipalities", municipalities));
}

void rounds_participation(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = db_unit_new(on_participation, exchange);

    db_unit_add(unit, STATEMENT_PARTICIPATION, request_capture(exchange, "round"));
    db_submit(server->db, unit);
}
