#include "daemon/position.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/figures/groups.h"
#include "common/figures/position.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/peer_groups.h"
#include "daemon/problem.h"
#include "daemon/reply.h"
#include "daemon/stored.h"

/* The columns of sql/statements/position.sql. */
enum column {
    COLUMN_NUMBER,
    COLUMN_EDITION,
    COLUMN_VALUES,
    COLUMN_STATES,
    COLUMN_PLANNED,
    COLUMN_CONTENT,
    COLUMN_INHABITANTS,
    COLUMN_PARENT,
    COLUMN_INCLUDED,
    COLUMN_RELEASE,
};

/* A position in the making. */
struct lookup {
    struct server *server;
    struct exchange *exchange; /* owned, until a reply takes it */
    PGresult *row;             /* owned; copies of what the database answered */
    PGresult *member_rows;     /* owned; of the operator's own groups */
};

/* The self-check of the row. */
struct own {
    int64_t *values;  /* owned */
    uint8_t *states;  /* owned */
    uint8_t *planned; /* owned */
    json_t *content;  /* owned; NULL once it is erased */
    json_t *release;  /* owned; NULL as long as there is none */
};

static void lookup_free(struct lookup *self)
{
    if (self == NULL)
        return;
    assert(self->exchange == NULL); /* every path replied */
    PQclear(self->row);
    PQclear(self->member_rows);
    free(self);
}
DEFINE_CLEANUP(struct lookup *, lookup_free)

static const char *text_at(const PGresult *row, enum column column)
{
    return PQgetisnull(row, 0, (int)column) ? NULL : PQgetvalue(row, 0, (int)column);
}

static bool own_init(struct own *self, const PGresult *row, const struct catalogue *edition)
{
    const size_t count = catalogue_count(edition);
    const size_t goals = catalogue_goal_count(edition);
    const char *content = text_at(row, COLUMN_CONTENT);
    const char *release = text_at(row, COLUMN_RELEASE);

    self->values = memory_new(count, sizeof *self->values);
    self->states = memory_new(count, sizeof *self->states);
    self->planned = memory_new(goals, sizeof *self->planned);
    self->content = content == NULL ? NULL : json_loads(content, 0, NULL);
    self->release = release == NULL ? NULL : reply_read_bytea(release);
    return stored_numbers(text_at(row, COLUMN_VALUES), count, self->values) &&
           stored_small_numbers(text_at(row, COLUMN_STATES), count, self->states) &&
           stored_small_numbers(text_at(row, COLUMN_PLANNED), goals, self->planned);
}

static void own_done(struct own *self)
{
    free(TAKE(self->values));
    free(TAKE(self->states));
    free(TAKE(self->planned));
    json_decref(TAKE(self->content));
    json_decref(TAKE(self->release));
}
DEFINE_CLEANUP_INSIDE(struct own, own_done)

/* The release, as far as it is not about figures; null as long as there is none. */
static json_t *release_head(const json_t *release, const char *included)
{
    json_t *version =
        included == NULL ? json_null() : json_integer(strtoll(included, NULL, 10));

    if (release == NULL) {
        json_decref(version);
        return json_null();
    }
    return json_pack("{s:O, s:O, s:O, s:o}", "release", json_object_get(release, "release"),
                     "publishedAt", json_object_get(release, "publishedAt"), "final",
                     json_object_get(release, "final"), "version", version);
}

/* The position without its head. */
static json_t *compute(const struct lookup *self, const struct own *own,
                       const struct catalogue *edition)
{
    struct participant participant = {
        .key = request_capture(self->exchange, "key"),
        .inhabitants = strtoll(text_at(self->row, COLUMN_INHABITANTS), NULL, 10),
        .parent = text_at(self->row, COLUMN_PARENT),
    };
    CLEANUP(own_groups_donep) struct own_groups made = {0};
    CLEANUP(groups_freep) struct groups *groups = NULL;
    CLEANUP(memory_freep) const char **ids = NULL;
    struct position_input input = {
        .edition = edition,
        .values = own->values,
        .states = own->states,
        .planned = own->planned,
        .content = own->content,
        .release = own->release,
    };

    if (!municipality_key_read(participant.key, &participant.kind))
        abort(); /* the table's constraint is the same rule */
    own_groups_init(&made, self->member_rows);
    groups = groups_new(&participant, 1, made.items, made.count);
    ids = memory_new(groups_count(groups), sizeof *ids);
    for (size_t i = 0; i < groups_count(groups); i++)
        if (group_includes(groups_at(groups, i), &participant))
            ids[input.group_count++] = groups_at(groups, i)->id;
    input.groups = ids;
    return position_compute(&input);
}

static void on_edition(const struct catalogue *edition, const struct error *error,
                       void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;
    CLEANUP(own_donep) struct own own = {0};
    struct error reason;
    json_t *document, *position;

    if (edition == NULL) {
        problem_reply_failure(TAKE(self->exchange), error);
        return;
    }
    if (!own_init(&own, self->row, edition)) {
        error_set(&reason, ERROR_SYSTEM, "version %s of %s does not fit its edition",
                  text_at(self->row, COLUMN_NUMBER), request_capture(self->exchange, "key"));
        problem_reply_failure(TAKE(self->exchange), &reason);
        return;
    }
    position = compute(self, &own, edition);
    document = json_pack("{s:s, s:s, s:I, s:s, s:o}", "round",
                         request_capture(self->exchange, "round"), "municipality",
                         request_capture(self->exchange, "key"), "version",
                         (json_int_t)strtoll(text_at(self->row, COLUMN_NUMBER), NULL, 10),
                         "edition", text_at(self->row, COLUMN_EDITION), "release",
                         release_head(own.release, text_at(self->row, COLUMN_INCLUDED)));
    (void)json_object_update(document, position);
    json_decref(position);
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(TAKE(self->exchange), 200, "application/json", document);
}

static void on_rows(const struct db_outcome *outcome, void *context)
{
    CLEANUP(lookup_freep) struct lookup *self = context;

    if (!reply_has_row(self->exchange, outcome)) {
        (void)TAKE(self->exchange);
        return;
    }
    self->row = PQcopyResult(outcome->results[0], PG_COPYRES_TUPLES);
    self->member_rows = PQcopyResult(outcome->results[1], PG_COPYRES_TUPLES);
    if (self->row == NULL || self->member_rows == NULL)
        abort(); /* out of memory */
    editions_get(self->server->editions, PQgetvalue(self->row, 0, COLUMN_EDITION), on_edition,
                 self);
    (void)TAKE(self); /* on_edition() has it now */
}

void position_get(struct server *server, struct exchange *exchange)
{
    struct lookup *self = memory_new(1, sizeof *self);
    struct db_unit *unit = db_unit_new(on_rows, self);

    self->server = server;
    self->exchange = exchange;
    db_unit_add(unit, STATEMENT_POSITION, request_capture(exchange, "round"),
                request_capture(exchange, "key"));
    db_unit_add(unit, STATEMENT_GROUP_MEMBERS, request_capture(exchange, "round"));
    db_submit(server->db, unit);
}
