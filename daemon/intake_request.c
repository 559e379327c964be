#include "daemon/intake_request.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/gunzip.h"
#include "common/memory.h"
#include "daemon/intake.h"
#include "daemon/intake_reply.h"
#include "daemon/problem.h"

bool intake_takes_media_type(struct exchange *exchange, const struct config *config,
                             size_t *limit)
{
    const struct intake_type type = intake_type_read(exchange_header(exchange, "Content-Type"));

    if (type.format == NULL || intake_encoding_read(exchange_header(
                                   exchange, "Content-Encoding")) == ENCODING_UNKNOWN) {
        intake_reply_media_type(exchange);
        return false;
    }
    *limit = type.format->limit(config);
    return true;
}

bool intake_read_query(struct intake *self)
{
    const char *value = exchange_query(self->exchange, "dry-run", 0);

    if (value == NULL || strcmp(value, "true") == 0 || strcmp(value, "false") == 0) {
        self->is_dry_run = value != NULL && value[0] == 't';
        return true;
    }
    problem_reply(
        TAKE(self->exchange), PROBLEM_UNKNOWN_PARAMETER, NULL,
        json_pack("{s:s, s:[ss]}", "parameter", "dry-run", "accepted", "true", "false"));
    return false;
}

bool exchange_digest_matches(struct exchange **exchange)
{
    const char *field = exchange_header(*exchange, "Content-Digest");
    const char *value = field == NULL ? NULL : strstr(field, "sha-256=:");
    unsigned char expected[4 * ((DIGEST_SIZE + 2) / 3) + 1];
    const char *body;
    struct digest digest;
    size_t size;

    if (value == NULL)
        return true; /* none, or of a kind that RFC 9530 lets us ignore */
    body = exchange_body(*exchange, &size);
    digest = digest_of(body, size);
    (void)EVP_EncodeBlock(expected, digest.bytes, DIGEST_SIZE);
    value += strlen("sha-256=:");
    if (strncmp(value, (const char *)expected, sizeof expected - 1) == 0 &&
        value[sizeof expected - 1] == ':')
        return true;
    problem_reply(TAKE(*exchange), PROBLEM_DIGEST_MISMATCH, NULL,
                  json_pack("{s:b}", "stored", 0));
    return false;
}

bool intake_digest_matches(struct intake *self)
{
    return exchange_digest_matches(&self->exchange);
}

/* Sets unpacked, or answers. */
static bool unpack_gzip(struct intake *self, const char *body, size_t size)
{
    const size_t limit = self->type.format->limit(self->server->config);

    switch (gunzip(body, size, limit, &self->unpacked, &self->size)) {
    case GUNZIP_FINE:
        return true;
    case GUNZIP_TOO_LARGE:
        problem_reply_too_large(TAKE(self->exchange), limit);
        return false;
    case GUNZIP_BROKEN:
        problem_reply_fault(TAKE(self->exchange),
                            &(struct read_fault){.reason = UNREADABLE_GZIP_DAMAGED});
        return false;
    }
    return false;
}

bool intake_unpack(struct intake *self)
{
    const char *body;
    size_t size;

    if (self->bytes != NULL)
        return true; /* another try */
    body = exchange_body(self->exchange, &size);
    switch (intake_encoding_read(exchange_header(self->exchange, "Content-Encoding"))) {
    case ENCODING_NONE:
        self->bytes = body;
        self->size = size;
        break;
    case ENCODING_GZIP:
        if (!unpack_gzip(self, body, size))
            return false;
        self->bytes = self->unpacked;
        break;
    case ENCODING_UNKNOWN: /* intake_takes_media_type() refused it */
        abort();
    }
    self->sha256 = digest_of(self->bytes, self->size);
    return true;
}

bool intake_is_in_time(struct intake *self)
{
    return situation_is_in_time(&self->situation, &self->exchange);
}
