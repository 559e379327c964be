#include "daemon/access.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/log.h"

#define PREFIX_DIGITS 16

/* The columns of sql/statements/token_find.sql. */
enum column { COLUMN_ID, COLUMN_ROLE, COLUMN_MUNICIPALITY, COLUMN_SHA256, COLUMN_IS_NOTED };

struct question {
    struct server *server;        /* borrowed */
    char sha256[DIGEST_HEX_SIZE]; /* of the token that was shown */
    access_fn *found;
    void *context;
};

static void on_noted(const struct db_outcome *outcome, void *context)
{
    (void)context;
    if (outcome->error != NULL)
        log_line(LOG_LEVEL_DEBUG, "the use of a token was not noted reason=%s",
                 log_value(outcome->error->text));
}

/* Nobody waits for it: when a token was used last is for the operator's list only. A unit of
 * its own, so that it neither delays nor weakens the commit of a version. */
void access_note_use(struct server *server, const char *id)
{
    struct db_unit *unit = db_unit_new(on_noted, NULL);

    db_unit_add(unit, STATEMENT_TOKEN_NOTE_USE, id);
    db_submit(server->db, unit);
}

/*
 * The row of the token with this hash, or -1. The database looked for the first 64 of its 256
 * bits; the rest is compared here, in a time that tells nothing of how much of it was right.
 */
static int find_row(const PGresult *rows, const char sha256[DIGEST_HEX_SIZE])
{
    int found = -1;

    for (int i = 0; i < PQntuples(rows); i++)
        if (PQgetlength(rows, i, COLUMN_SHA256) == DIGEST_HEX_SIZE - 1 &&
            CRYPTO_memcmp(PQgetvalue(rows, i, COLUMN_SHA256), sha256, DIGEST_HEX_SIZE - 1) == 0)
            found = i;
    return found;
}

static void on_rows(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct question *self = context;
    struct access_holder holder = {.role = ROLE_NONE};
    const PGresult *rows;
    int row;

    if (outcome->error != NULL) {
        self->found(outcome->error, NULL, self->context);
        return;
    }
    rows = outcome->results[0];
    row = find_row(rows, self->sha256);
    if (row < 0 || !role_read(PQgetvalue(rows, row, COLUMN_ROLE), &holder.role)) {
        self->found(NULL, NULL, self->context);
        return;
    }
    (void)snprintf(holder.token, sizeof holder.token, "%s", PQgetvalue(rows, row, COLUMN_ID));
    (void)snprintf(holder.municipality, sizeof holder.municipality, "%s",
                   PQgetvalue(rows, row, COLUMN_MUNICIPALITY));
    if (PQgetvalue(rows, row, COLUMN_IS_NOTED)[0] != 't')
        access_note_use(self->server, holder.token);
    self->found(NULL, &holder, self->context);
}

void access_find(struct server *server, const char *token, access_fn *found, void *context)
{
    const struct digest digest = token_digest(token);
    struct question *self = memory_new(1, sizeof *self);
    struct db_unit *unit = db_unit_new(on_rows, self);
    char prefix[PREFIX_DIGITS + 1];

    *self = (struct question){.server = server, .found = found, .context = context};
    digest_print(&digest, self->sha256);
    (void)snprintf(prefix, sizeof prefix, "%.*s", PREFIX_DIGITS, self->sha256);
    db_unit_add(unit, STATEMENT_TOKEN_FIND, prefix);
    db_submit(server->db, unit);
}
