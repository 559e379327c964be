#include "daemon/rounds.h"

#include <stdlib.h>
#include <string.h>

#include "common/figures/groups.h"
#include "common/memory.h"
#include "common/municipality.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/peer_groups.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
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

/* Who is told its own extension and name; NULL for anybody but a municipality. */
static const char *who_asks(const struct exchange *exchange)
{
    return request_role(exchange) == ROLE_MUNICIPALITY ? request_municipality(exchange) : NULL;
}

void rounds_list(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_rounds, exchange);

    db_unit_add(unit, STATEMENT_ROUND_LIST, NULL, releases_seen(exchange), who_asks(exchange));
    db_submit(server->db, unit);
}

void rounds_get(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, reply_document, exchange);

    db_unit_add(unit, STATEMENT_ROUND_LIST, request_capture(exchange, "round"),
                releases_seen(exchange), who_asks(exchange));
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

static struct participant *participants_of(const PGresult *rows)
{
    struct participant *participants =
        memory_new((size_t)PQntuples(rows), sizeof *participants);

    for (int i = 0; i < PQntuples(rows); i++)
        participants[i] = participant_at(rows, i);
    return participants;
}

static json_t *group_to_json(const struct group *group, const struct participant *participants,
                             const PGresult *rows)
{
    int members = 0, handed_in = 0;

    for (int i = 0; i < PQntuples(rows); i++) {
        if (!group_includes(group, &participants[i]))
            continue;
        members++;
        handed_in += has_handed_in(rows, i);
    }
    return json_pack("{s:s, s:{s:s, s:s}, s:i, s:i}", "id", group->id, "label", "de",
                     group->label.de, "en", group->label.en, "members", members, "handedIn",
                     handed_in);
}

static json_t *by_group(const PGresult *rows, const PGresult *member_rows)
{
    CLEANUP(memory_freep) struct participant *participants = participants_of(rows);
    CLEANUP(own_groups_donep) struct own_groups own = {0};
    CLEANUP(groups_freep) struct groups *groups = NULL;
    json_t *list = json_array();

    own_groups_init(&own, member_rows);
    groups = groups_new(participants, (size_t)PQntuples(rows), own.items, own.count);
    for (size_t i = 0; i < groups_count(groups); i++)
        (void)json_array_append_new(list,
                                    group_to_json(groups_at(groups, i), participants, rows));
    return list;
}

/* The columns of sql/statements/participation_progress.sql. */
enum step_column { STEP_COLUMN_DAY, STEP_COLUMN_HANDED_IN };

static json_t *progress_to_json(const PGresult *rows)
{
    json_t *list = json_array();

    for (int i = 0; i < PQntuples(rows); i++)
        (void)json_array_append_new(
            list,
            json_pack(
                "{s:s, s:I}", "day", PQgetvalue(rows, i, STEP_COLUMN_DAY), "handedIn",
                (json_int_t)strtoll(PQgetvalue(rows, i, STEP_COLUMN_HANDED_IN), NULL, 10)));
    return list;
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
    exchange_reply_json(
        exchange, 200, "application/json",
        json_pack("{s:s, s:i, s:i, s:o, s:o, s:o}", "round", request_capture(exchange, "round"),
                  "members", PQntuples(rows), "handedIn", handed_in, "progress",
                  progress_to_json(outcome->results[2]), "groups",
                  by_group(rows, outcome->results[1]), "municipalities", municipalities));
}

void rounds_participation(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_participation, exchange);

    db_unit_add(unit, STATEMENT_PARTICIPATION, request_capture(exchange, "round"));
    db_unit_add(unit, STATEMENT_GROUP_MEMBERS, request_capture(exchange, "round"));
    db_unit_add(unit, STATEMENT_PARTICIPATION_PROGRESS, request_capture(exchange, "round"));
    db_submit(server->db, unit);
}
