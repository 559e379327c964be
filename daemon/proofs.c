#include "daemon/proofs.h"

#include <stdlib.h>
#include <string.h>

#include "common/figures/merkle.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
#include "daemon/reply.h"
#include "daemon/stored.h"

/* The columns of sql/statements/proof.sql. */
enum column {
    COLUMN_RELEASE,
    COLUMN_MUNICIPALITY,
    COLUMN_VERSION,
    COLUMN_RECEIPT,
    COLUMN_SALT,
    COLUMN_ROOT,
};

static const char *text_at(const PGresult *rows, size_t row, enum column column)
{
    return PQgetvalue(rows, (int)row, (int)column);
}

static struct digest digest_at(const PGresult *rows, size_t row, enum column column)
{
    struct digest digest;

    if (!stored_digest(text_at(rows, row, column), &digest))
        abort(); /* the table's constraint is the same rule */
    return digest;
}

/* The row of this version of the municipality; count if it is not in the release. */
static size_t find_row(const PGresult *rows, size_t count, const char *key, const char *version)
{
    size_t row = 0;

    while (row < count && strcmp(text_at(rows, row, COLUMN_MUNICIPALITY), key) != 0)
        row++;
    return row < count && strcmp(text_at(rows, row, COLUMN_VERSION), version) == 0 ? row
                                                                                   : count;
}

static json_t *digest_to_json(const struct digest *digest)
{
    char text[DIGEST_HEX_SIZE];

    digest_print(digest, text);
    return json_string(text);
}

static json_t *path_to_json(const PGresult *rows, size_t count, size_t index)
{
    const struct digest release_salt = digest_at(rows, 0, COLUMN_SALT);
    CLEANUP(memory_freep) struct digest *leaves = memory_new(count, sizeof *leaves);
    struct merkle_path path;
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        const struct digest salt =
            merkle_salt(&release_salt, text_at(rows, i, COLUMN_MUNICIPALITY));
        const struct digest receipt = digest_at(rows, i, COLUMN_RECEIPT);

        leaves[i] = merkle_leaf(&salt, &receipt);
    }
    path = merkle_path(leaves, count, index);
    for (size_t i = 0; i < path.count; i++)
        (void)json_array_append_new(list, digest_to_json(&path.nodes[i]));
    return list;
}

static json_t *proof_of(const struct exchange *exchange, const PGresult *rows, size_t count,
                        size_t index)
{
    const struct digest release_salt = digest_at(rows, 0, COLUMN_SALT);
    const struct digest salt =
        merkle_salt(&release_salt, text_at(rows, index, COLUMN_MUNICIPALITY));

    return json_pack(
        "{s:s, s:s, s:I, s:I, s:s, s:s, s:I, s:I, s:o, s:s, s:o}", "round",
        request_capture(exchange, "round"), "municipality", request_capture(exchange, "key"),
        "version", (json_int_t)strtoll(text_at(rows, index, COLUMN_VERSION), NULL, 10),
        "release", (json_int_t)strtoll(text_at(rows, index, COLUMN_RELEASE), NULL, 10),
        "method", MERKLE_METHOD, "merkleRoot", text_at(rows, index, COLUMN_ROOT), "leaves",
        (json_int_t)count, "index", (json_int_t)index, "salt", digest_to_json(&salt),
        "receiptSha256", text_at(rows, index, COLUMN_RECEIPT), "path",
        path_to_json(rows, count, index));
}

static void on_rows(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const PGresult *rows;
    size_t count, index;

    if (!reply_has_row(exchange, outcome))
        return;
    rows = outcome->results[0];
    count = (size_t)PQntuples(rows);
    index = find_row(rows, count, request_capture(exchange, "key"),
                     request_capture(exchange, "version"));
    if (index == count) {
        problem_reply(exchange, PROBLEM_NOT_FOUND,
                      exchange_language(exchange) == LANGUAGE_EN
                          ? "This version is not in the release."
                          : "Diese Fassung ist nicht in der Veröffentlichung.",
                      NULL);
        return;
    }
    exchange_set_header(exchange, "Cache-Control", "private, no-store");
    exchange_reply_json(exchange, 200, "application/json",
                        proof_of(exchange, rows, count, index));
}

void proofs_get(struct server *server, struct exchange *exchange)
{
    const char *release = exchange_query(exchange, "release", 0);
    struct db_unit *unit;

    if (release != NULL &&
        (!releases_is_number(release) || exchange_query(exchange, "release", 1) != NULL)) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    unit = request_unit(exchange, on_rows, exchange);
    db_unit_add(unit, STATEMENT_PROOF, request_capture(exchange, "round"), release);
    request_audit(exchange, unit, AUDIT_PROOF_READ);
    db_unit_share_commit(unit);
    db_submit(server->db, unit);
}
