#include "daemon/situation.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/problem.h"

#define TRIES_MAX 5 /* of a change, when others make theirs meanwhile */

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
    COLUMN_JWS,
    COLUMN_IS_WITHDRAWN,
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

bool situation_read(struct situation *self, PGresult *row, struct error *error)
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
    self->is_withdrawn = PQgetvalue(row, 0, COLUMN_IS_WITHDRAWN)[0] == 't';
    self->receipt = text(row, COLUMN_RECEIPT);
    self->jws = text(row, COLUMN_JWS);
    self->receipt_sha256 = digest_from_hex(PQgetvalue(row, 0, COLUMN_RECEIPT_SHA256));
    return true;
}

void situation_done(struct situation *self)
{
    free(self->edition);
    free(self->opens_berlin);
    free(self->closes_berlin);
    free(self->sha256);
    free(self->content);
    free(self->receipt);
    free(self->jws);
    memset(self, 0, sizeof *self);
}

void version_etag(int number, const char *sha256, bool is_withdrawn, char out[ETAG_SIZE])
{
    (void)snprintf(out, ETAG_SIZE, "\"%d-%.16s%s\"", number, sha256,
                   is_withdrawn ? "-withdrawn" : "");
}

void situation_etag(const struct situation *self, char out[ETAG_SIZE])
{
    version_etag(self->number, self->sha256, self->is_withdrawn, out);
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

bool exchange_names(const struct exchange *exchange, const char *etag)
{
    const char *match = exchange_header(exchange, "If-Match");

    return match != NULL && list_has(match, etag);
}

enum precondition exchange_precondition(const struct exchange *exchange, const char *etag)
{
    const char *match = exchange_header(exchange, "If-Match");
    const char *none_match = exchange_header(exchange, "If-None-Match");

    if (etag == NULL)
        return match == NULL ? PRECONDITION_MET : PRECONDITION_STALE;
    if (none_match != NULL && (strcmp(none_match, "*") == 0 || list_has(none_match, etag)))
        return PRECONDITION_STALE;
    if (match == NULL)
        return PRECONDITION_MISSING;
    if (strcmp(match, "*") == 0)
        return PRECONDITION_MET;
    return list_has(match, etag) ? PRECONDITION_MET : PRECONDITION_STALE;
}

enum precondition situation_precondition(const struct situation *self,
                                         const struct exchange *exchange)
{
    char etag[ETAG_SIZE];

    if (self->number == 0)
        return exchange_precondition(exchange, NULL);
    situation_etag(self, etag);
    if (!self->is_withdrawn)
        return exchange_precondition(exchange, etag);
    /* Nothing is current, and yet the request has to name what was withdrawn. */
    if (exchange_header(exchange, "If-Match") == NULL)
        return PRECONDITION_MISSING;
    return exchange_names(exchange, etag) ? PRECONDITION_MET : PRECONDITION_STALE;
}

bool situation_may_try(int *tries, const char *what, struct exchange **exchange)
{
    struct error error;

    if (++*tries <= TRIES_MAX)
        return true;
    error_set(&error, ERROR_UNAVAILABLE, "others keep changing the same %s", what);
    problem_reply_failure(TAKE(*exchange), &error);
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

bool situation_is_in_time(const struct situation *self, struct exchange **exchange)
{
    const int64_t arrived_at = exchange_arrived_at(*exchange);
    const enum language language = exchange_language(*exchange);
    CLEANUP(memory_freep) char *opens = NULL;
    CLEANUP(memory_freep) char *closes = NULL;
    CLEANUP(memory_freep) char *detail = NULL;

    if (arrived_at >= self->opens_at && arrived_at < self->closes_at)
        return true;
    opens = berlin_for_people(self->opens_berlin, language);
    closes = berlin_for_people(self->closes_berlin, language);
    detail = memory_format(
        language == LANGUAGE_EN
            ? "Self-checks are accepted from %s until before %s. Nothing was stored."
            : "Angenommen wird vom %s bis vor dem %s. Es wurde nichts gespeichert.",
        opens, closes);
    problem_reply(TAKE(*exchange),
                  arrived_at < self->opens_at ? PROBLEM_ROUND_NOT_OPEN : PROBLEM_ROUND_CLOSED,
                  detail,
                  json_pack("{s:b, s:s, s:s, s:s}", "stored", 0, "opensAt", self->opens_berlin,
                            "closesAt", self->closes_berlin, "timeZone", "Europe/Berlin"));
    return false;
}

void situation_refuse(const struct situation *self, struct exchange **exchange,
                      enum problem problem)
{
    char etag[ETAG_SIZE] = "";
    json_t *extra = json_pack("{s:b}", "stored", 0);

    if (self->number > 0) {
        situation_etag(self, etag);
        exchange_set_header(*exchange, "ETag", etag);
        (void)json_object_set_new(extra, "currentETag", json_string(etag));
        (void)json_object_set_new(extra, "currentVersion", json_integer(self->number));
    }
    problem_reply(TAKE(*exchange), problem, NULL, extra);
}

bool situation_is_admissible(const struct situation *self, struct exchange **exchange)
{
    switch (situation_precondition(self, *exchange)) {
    case PRECONDITION_MET:
        return situation_is_in_time(self, exchange);
    case PRECONDITION_MISSING:
        situation_refuse(self, exchange, PROBLEM_PRECONDITION_REQUIRED);
        return false;
    case PRECONDITION_STALE:
        situation_refuse(self, exchange, PROBLEM_PRECONDITION_FAILED);
        return false;
    }
    return false;
}
