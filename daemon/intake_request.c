#include "daemon/intake_request.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "daemon/intake.h"
#include "daemon/problem.h"

/* The columns of sql/statements/intake_context.sql. */
enum column {
    COLUMN_EDITION,
    COLUMN_OPENS_AT,
    COLUMN_CLOSES_AT,
    COLUMN_OPENS_BERLIN,
    COLUMN_CLOSES_BERLIN,
    COLUMN_INHABITANTS,
    COLUMN_NUMBER,
    COLUMN_SHA256,
    COLUMN_CONTENT,
    COLUMN_CONTENT_SHA256,
    COLUMN_RECEIPT,
    COLUMN_RECEIPT_SHA256,
};

static char *text(const PGresult *row, enum column column)
{
    if (PQgetisnull(row, 0, (int)column))
        return NULL;
    return memory_copy_text(PQgetvalue(row, 0, (int)column));
}

static int64_t number(const PGresult *row, enum column column)
{
    return strtoll(PQgetvalue(row, 0, (int)column), NULL, 10);
}

static struct digest digest_from_hex(const char *hex)
{
    struct digest digest = {0};
    size_t size = 0;

    (void)OPENSSL_hexstr2buf_ex(digest.bytes, sizeof digest.bytes, &size, hex, '\0');
    return digest;
}

bool intake_situation_read(struct situation *self, PGresult *row, struct error *error)
{
    if (PQntuples(row) == 0 || PQgetisnull(row, 0, COLUMN_INHABITANTS))
        return error_set(error, ERROR_MISSING, "no such round or participant");
    self->edition = text(row, COLUMN_EDITION);
    self->opens_at = number(row, COLUMN_OPENS_AT);
    self->closes_at = number(row, COLUMN_CLOSES_AT);
    self->opens_berlin = text(row, COLUMN_OPENS_BERLIN);
    self->closes_berlin = text(row, COLUMN_CLOSES_BERLIN);
    self->inhabitants = number(row, COLUMN_INHABITANTS);
    if (PQgetisnull(row, 0, COLUMN_NUMBER))
        return true;
    self->number = (int)number(row, COLUMN_NUMBER);
    self->sha256 = text(row, COLUMN_SHA256);
    self->content = text(row, COLUMN_CONTENT);
    self->receipt = text(row, COLUMN_RECEIPT);
    self->receipt_sha256 = digest_from_hex(PQgetvalue(row, 0, COLUMN_RECEIPT_SHA256));
    return true;
}

void intake_situation_done(struct situation *self)
{
    free(self->edition);
    free(self->opens_berlin);
    free(self->closes_berlin);
    free(self->sha256);
    free(self->content);
    free(self->receipt);
    memset(self, 0, sizeof *self);
}

void intake_etag(int version, const char *sha256, char out[ETAG_SIZE])
{
    (void)snprintf(out, ETAG_SIZE, "\"%d-%.16s\"", version, sha256);
}

/* Whether a list of entity tags holds this one. Weak ones never match (strong comparison). */
static bool list_has(const char *list, const char *etag)
{
    const size_t length = strlen(etag);

    while (*list != '\0') {
        list += strspn(list, " \t,");
        if (strncmp(list, etag, length) == 0 && strchr(" \t,", list[length]) != NULL)
            return true; /* strchr() finds the NUL as well */
        list += strcspn(list, ",");
    }
    return false;
}

enum precondition intake_precondition(const struct exchange *exchange,
                                      const struct situation *situation)
{
    const char *match = exchange_header(exchange, "If-Match");
    const char *none_match = exchange_header(exchange, "If-None-Match");
    char etag[ETAG_SIZE];

    if (situation->number == 0)
        return match == NULL ? PRECONDITION_MET : PRECONDITION_STALE;
    intake_etag(situation->number, situation->sha256, etag);
    if (none_match != NULL && (strcmp(none_match, "*") == 0 || list_has(none_match, etag)))
        return PRECONDITION_STALE;
    if (match == NULL)
        return PRECONDITION_MISSING;
    return strcmp(match, "*") == 0 || list_has(match, etag) ? PRECONDITION_MET
                                                            : PRECONDITION_STALE;
}

bool intake_takes_media_type(struct exchange *exchange)
{
    const char *type = exchange_header(exchange, "Content-Type");
    const char *encoding = exchange_header(exchange, "Content-Encoding");
    const size_t length = type == NULL ? 0 : strcspn(type, "; \t");

    if (length == strlen("application/json") &&
        strncasecmp(type, "application/json", length) == 0 &&
        (encoding == NULL || strcasecmp(encoding, "identity") == 0))
        return true;
    problem_reply(exchange, PROBLEM_MEDIA_TYPE, NULL,
                  json_pack("{s:b, s:[s], s:[s]}", "stored", 0, "accepted", "application/json",
                            "acceptedEncodings", "identity"));
    return false;
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

bool intake_digest_matches(struct intake *self)
{
    const char *field = exchange_header(self->exchange, "Content-Digest");
    const char *value = field == NULL ? NULL : strstr(field, "sha-256=:");
    unsigned char expected[4 * ((DIGEST_SIZE + 2) / 3) + 1];

    if (value == NULL)
        return true; /* none, or of a kind that RFC 9530 lets us ignore */
    (void)EVP_EncodeBlock(expected, self->sha256.bytes, DIGEST_SIZE);
    value += strlen("sha-256=:");
    if (strncmp(value, (const char *)expected, sizeof expected - 1) == 0 &&
        value[sizeof expected - 1] == ':')
        return true;
    problem_reply(TAKE(self->exchange), PROBLEM_DIGEST_MISMATCH, NULL,
                  json_pack("{s:b}", "stored", 0));
    return false;
}

/* "2026-05-31T23:59" as "31.05.2026, 23:59 Uhr". */
static char *berlin_for_people(const char *wall_clock, enum language language)
{
    if (language == LANGUAGE_EN)
        return memory_format("%.10s %s (Europe/Berlin)", wall_clock, wall_clock + 11);
    return memory_format("%.2s.%.2s.%.4s, %s Uhr", wall_clock + 8, wall_clock + 5, wall_clock,
                         wall_clock + 11);
}

bool intake_is_in_time(struct intake *self)
{
    const struct situation *situation = &self->situation;
    const int64_t arrived_at = exchange_arrived_at(self->exchange);
    const enum language language = exchange_language(self->exchange);
    CLEANUP(memory_freep) char *opens = NULL;
    CLEANUP(memory_freep) char *closes = NULL;
    CLEANUP(memory_freep) char *detail = NULL;

    if (arrived_at >= situation->opens_at && arrived_at < situation->closes_at)
        return true;
    opens = berlin_for_people(situation->opens_berlin, language);
    closes = berlin_for_people(situation->closes_berlin, language);
    detail = memory_format(
        language == LANGUAGE_EN
            ? "Self-checks are accepted from %s until before %s. Nothing was stored."
            : "Angenommen wird vom %s bis vor dem %s. Es wurde nichts gespeichert.",
        opens, closes);
    problem_reply(
        TAKE(self->exchange),
        arrived_at < situation->opens_at ? PROBLEM_ROUND_NOT_OPEN : PROBLEM_ROUND_CLOSED,
        detail,
        json_pack("{s:b, s:s, s:s, s:s}", "stored", 0, "opensAt", situation->opens_berlin,
                  "closesAt", situation->closes_berlin, "timeZone", "Europe/Berlin"));
    return false;
}
