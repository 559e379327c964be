#include "daemon/pages/pending_upload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/audit.h"
#include "daemon/bytea.h"
#include "daemon/dispatch.h"

/* The columns of sql/statements/pending_upload_find.sql. */
enum column { COLUMN_BYTES, COLUMN_SHA256, COLUMN_MEDIA_TYPE, COLUMN_NAME };

void pending_upload_done(struct pending_upload *self)
{
    free(self->bytes);
    free(self->media_type);
    free(self->name);
    *self = (struct pending_upload){0};
}

void pending_upload_store(struct server *server, const struct exchange *exchange,
                          const char *round, const struct pending_upload *upload,
                          db_done_fn *done, void *context)
{
    const struct digest digest = digest_of(upload->bytes, upload->size);
    struct db_unit *unit = request_unit(exchange, done, context);
    CLEANUP(memory_freep) char *bytes = bytea_print(upload->bytes, upload->size);
    char sha256[DIGEST_HEX_SIZE];

    digest_print(&digest, sha256);
    db_unit_add_values(unit, STATEMENT_PENDING_UPLOAD_EXPIRE, 0, NULL);
    audit_add(unit, &(struct audit_line){.action = AUDIT_PENDING_UPLOADS_EXPIRED,
                                         .actor = "daemon",
                                         .is_dependent = true});
    db_unit_add(unit, STATEMENT_PENDING_UPLOAD_STORE, round, request_municipality(exchange),
                bytes, sha256, upload->media_type, upload->name);
    request_audit(exchange, unit, AUDIT_PENDING_UPLOAD_KEPT);
    db_submit(server->db, unit);
}

void pending_upload_find(struct server *server, const struct exchange *exchange,
                         const char *round, db_done_fn *done, void *context)
{
    struct db_unit *unit = request_unit(exchange, done, context);

    db_unit_add(unit, STATEMENT_PENDING_UPLOAD_FIND, round, request_municipality(exchange));
    request_audit(exchange, unit, AUDIT_PENDING_UPLOAD_READ);
    db_submit(server->db, unit);
}

bool pending_upload_read(const struct db_outcome *outcome, struct pending_upload *out)
{
    PGresult *row = outcome->results[0];

    if (PQntuples(row) == 0)
        return false;
    out->bytes = bytea_read(PQgetvalue(row, 0, COLUMN_BYTES), &out->size);
    out->media_type = memory_copy_text(PQgetvalue(row, 0, COLUMN_MEDIA_TYPE));
    out->name = memory_copy_text(PQgetvalue(row, 0, COLUMN_NAME));
    (void)snprintf(out->sha256, sizeof out->sha256, "%s", PQgetvalue(row, 0, COLUMN_SHA256));
    return true;
}

void pending_upload_delete(struct server *server, const struct exchange *exchange,
                           const char *round, const char *sha256, db_done_fn *done,
                           void *context)
{
    struct db_unit *unit = request_unit(exchange, done, context);

    db_unit_add(unit, STATEMENT_PENDING_UPLOAD_DELETE, round, request_municipality(exchange),
                sha256);
    request_audit(exchange, unit, AUDIT_PENDING_UPLOAD_DROPPED);
    db_submit(server->db, unit);
}
