#include "daemon/intake_version.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/memory.h"
#include "common/receipt.h"
#include "common/self_check.h"
#include "daemon/bytea.h"
#include "daemon/signer.h"

/* PostgreSQL array literals. */
static char *literal_of_values(const int64_t *values, size_t count)
{
    char *text = memory_new(count + 1, 24);
    char *at = text;

    *at++ = '{';
    for (size_t i = 0; i < count; i++)
        at += sprintf(at, "%s%" PRId64, i > 0 ? "," : "", values[i]);
    *at++ = '}';
    return text;
}

static char *literal_of_bytes(const uint8_t *bytes, size_t count)
{
    CLEANUP(memory_freep) int64_t *values = memory_new(count, sizeof *values);

    for (size_t i = 0; i < count; i++)
        values[i] = bytes[i];
    return literal_of_values(values, count);
}

/* Makes the receipt and signs it; its text as it is stored, for the caller to free. */
static char *make_receipt(struct intake *self)
{
    const struct situation *situation = &self->situation;
    const struct signing_key *key = signer_key(self->server->signer);
    const struct receipt receipt = {
        .round = self->round,
        .municipality = self->municipality,
        .edition = catalogue_edition(self->edition),
        .version = situation->number + 1,
        .received_at = exchange_arrived_at(self->exchange),
        .bytes = self->size,
        .sha256 = self->sha256,
        .content = digest_of(self->content, strlen(self->content)),
        .previous = situation->number > 0 ? &situation->receipt_sha256 : NULL,
        .key_id = key == NULL ? NULL : signing_key_kid(key),
    };
    char *text;

    json_decref(self->receipt);
    free(self->jws);
    self->receipt = receipt_to_json(&receipt);
    text = content_print(self->receipt);
    self->jws = key == NULL ? NULL : jws_sign(key, text);
    return text;
}

void intake_version_add(struct intake *self, struct db_unit *unit)
{
    const struct digest content_digest = digest_of(self->content, strlen(self->content));
    char sha256[DIGEST_HEX_SIZE], content_sha256[DIGEST_HEX_SIZE],
        receipt_sha256[DIGEST_HEX_SIZE];
    char number[16], current[16], received_at[24];
    const struct situation *situation = &self->situation;
    struct digest receipt_hash;
    const struct self_check *given = self->self_check;
    CLEANUP(memory_freep) char *bytes = bytea_print(self->bytes, self->size);
    CLEANUP(memory_freep) char *media_type = intake_type_print(&self->type);
    CLEANUP(memory_freep) char *values = literal_of_values(given->values, given->count);
    CLEANUP(memory_freep) char *states = literal_of_bytes(given->states, given->count);
    CLEANUP(memory_freep) char *planned = literal_of_bytes(given->planned, given->goal_count);
    CLEANUP(memory_freep) char *warnings = NULL;
    CLEANUP(memory_freep) char *receipt = make_receipt(self);
    json_t *list = findings_to_json(&self->findings, LANGUAGE_DE);

    receipt_hash = receipt_digest(self->receipt);
    warnings = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    digest_print(&self->sha256, sha256);
    digest_print(&content_digest, content_sha256);
    digest_print(&receipt_hash, receipt_sha256);
    (void)snprintf(number, sizeof number, "%d", situation->number + 1);
    (void)snprintf(current, sizeof current, "%d",
                   situation->is_withdrawn ? 0 : situation->number);
    (void)snprintf(received_at, sizeof received_at, "%" PRId64,
                   exchange_arrived_at(self->exchange));
    db_unit_add(unit, STATEMENT_VERSION_STORE, self->round, self->municipality, number,
                catalogue_edition(self->edition), received_at, media_type, sha256,
                content_sha256, bytes, self->content, values, states, warnings, receipt,
                receipt_sha256, self->jws, current, planned);
}
