#pragma once

/*
 * What the database knows about a municipality's self-check of a round, and what a request that
 * would change it may do: preconditions and the time.
 */

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/digest.h"
#include "common/error.h"
#include "daemon/http/exchange.h"
#include "daemon/problem.h"

#define ETAG_SIZE 48 /* with the NUL */

/* The round, and the version that is current or was withdrawn last. */
struct situation {
    char *edition; /* owned; of the round */
    int64_t opens_at,
        closes_at; /* microseconds since 1970; with this municipality's extension */
    char *opens_berlin, *closes_berlin; /* owned; the same for people */
    int64_t inhabitants;
    int number;        /* of the version, 0 for none */
    bool is_withdrawn; /* so no version is current */
    char *sha256;      /* owned; of its bytes; NULL for none, as the following */
    char *content; /* owned; its canonical form, NULL also when it was erased or withdrawn */
    char *receipt; /* owned */
    char *jws;     /* owned; NULL also when the receipt was not signed */
    struct digest receipt_sha256;
};

/*
 * Reads the row of STATEMENT_INTAKE_CONTEXT. False with ERROR_MISSING when there is no such
 * round or the municipality takes no part in it.
 */
bool situation_read(struct situation *self, PGresult *row, struct error *error) MUST_CHECK;
void situation_done(struct situation *self);

/*
 * The entity tag of a version: "NUMBER-first 16 digits of its SHA-256", in quotes; of one that
 * was withdrawn another, so that a request from before does not match any more.
 */
void version_etag(int number, const char *sha256, bool is_withdrawn, char out[ETAG_SIZE]);

/* The entity tag that the next change has to name; there has to be a version. */
void situation_etag(const struct situation *self, char out[ETAG_SIZE]);

/* Whether If-Match of the request names this tag itself (strong comparison). */
bool exchange_names(const struct exchange *exchange, const char *etag);

/*
 * RFC 9110, 13.1: If-Match and If-None-Match of the request against what is there: its strong
 * entity tag, or NULL for nothing.
 */
enum precondition { PRECONDITION_MET, PRECONDITION_MISSING, PRECONDITION_STALE };
enum precondition exchange_precondition(const struct exchange *exchange, const char *etag);

/* The same against the current version. */
enum precondition situation_precondition(const struct situation *self,
                                         const struct exchange *exchange);

/*
 * Counts a try at a change that somebody else's may come in between of, and says whether it may
 * be made: after a few the exchange is answered with 503 and NULL. what: "self-check".
 */
bool situation_may_try(int *tries, const char *what, struct exchange **exchange) MUST_CHECK;

/*
 * Whether the last byte arrived within [opening, closing) or the municipality's extension. If
 * not, the exchange is answered and NULL.
 */
bool situation_is_in_time(const struct situation *self, struct exchange **exchange) MUST_CHECK;

/* Answers with the problem and the entity tag that the next change has to name. */
void situation_refuse(const struct situation *self, struct exchange **exchange,
                      enum problem problem);

/*
 * Whether the request may change the self-check: its preconditions, then the time. If not, the
 * exchange is answered and NULL.
 */
bool situation_is_admissible(const struct situation *self, struct exchange **exchange)
    MUST_CHECK;
