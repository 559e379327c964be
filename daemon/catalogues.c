#include "daemon/catalogues.h"

#include <stdio.h>
#include <string.h>

#include "common/digest.h"
#include "common/memory.h"
#include "common/schema.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/editions.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

static void on_edition(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const char *document;
    char etag[DIGEST_HEX_SIZE + 2];

    if (!reply_has_row(exchange, outcome))
        return;
    document = PQgetvalue(outcome->results[0], 0, 0);
    (void)snprintf(etag, sizeof etag, "\"%.32s\"", PQgetvalue(outcome->results[0], 0, 1));
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .etag = etag,
                                     .cache_control = "public, max-age=31536000, immutable"},
                document, strlen(document));
}

void catalogues_list(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, reply_document, exchange);

    db_unit_add_values(unit, STATEMENT_EDITION_LIST, 0, NULL);
    db_submit(server->db, unit);
}

void catalogues_get(struct server *server, struct exchange *exchange)
{
    struct db_unit *unit = request_unit(exchange, on_edition, exchange);

    db_unit_add(unit, STATEMENT_EDITION_FIND, request_capture(exchange, "edition"));
    db_submit(server->db, unit);
}

static void on_catalogue(const struct catalogue *edition, const struct error *error,
                         void *context)
{
    struct exchange *exchange = context;
    CLEANUP(memory_freep) char *text = NULL;
    json_t *schema;

    if (edition == NULL && error->kind == ERROR_MISSING) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    if (edition == NULL) {
        problem_reply_failure(exchange, error);
        return;
    }
    schema = schema_of_self_check(edition);
    text = json_dumps(schema, JSON_COMPACT);
    json_decref(schema);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/schema+json",
                                     .cache_control = "public, max-age=3600"},
                text, strlen(text));
}

void catalogues_schema(struct server *server, struct exchange *exchange)
{
    editions_get(server->editions, request_capture(exchange, "edition"), on_catalogue,
                 exchange);
}
