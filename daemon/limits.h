#pragma once

/*
 * How often somebody may ask, and how failed sign-ins are slowed.
 *
 * Addresses (IPv6: by /64) and tokens have buckets that fill at a rate and hold a burst; each
 * request takes one out. A failed sign-in counts for its address: the first few are answered at
 * once, then each answer waits twice as long as the one before, up to LIMITS_DELAY_MAX_MS, and
 * only a few may wait at a time. Failures are forgiven one a minute, and one for each success.
 *
 * Nobody (see clients.h) is not limited. Time is a parameter: milliseconds of a clock that
 * never goes back, > 0. limit_table.h says what is remembered of how many.
 * Addresses are forgotten when nothing limits them any longer, by limits_address() of anybody
 * in a later minute.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "daemon/http/clients.h"

#define LIMITS_DELAY_MS     250
#define LIMITS_DELAY_MAX_MS 8000
#define LIMITS_FORGIVEN_MS  60000 /* in this time one failure is forgotten */
#define LIMITS_TRIES        4     /* sign-ins of one address that failed often, at a time, */
#define LIMITS_WAITING_MAX  64    /* answers that wait, of all addresses together */
#define LIMITS_NO_ROOM      (-1L) /* no more may wait */

/* May be changed while they are in use. */
struct limits_settings {
    long address_rate, address_burst; /* requests a minute (0: no limit), and at once */
    long token_rate, token_burst;
    long sign_in_failures; /* so many are answered at once */
};

struct limits;

/* The settings are borrowed. */
struct limits *limits_new(const struct limits_settings *settings, uint64_t secret);
void limits_free(struct limits *limits);
DEFINE_CLEANUP(struct limits *, limits_free)

/*
 * Takes one request out of the bucket of an address, or of a token with this id. 0, or after
 * how many seconds to come again.
 */
long limits_address(struct limits *limits, const struct client_key *address, int64_t now_ms);
long limits_token(struct limits *limits, const char *id, int64_t now_ms);

/*
 * A sign-in, by token or by key, begins with limits_try(). When that is false, too many of them
 * are under way or waiting: answer 429, and it has ended. It ends with limits_succeeded(), with
 * limits_undecided() when nobody could say, or with limits_failed() as well, unless that
 * returns more than 0: then the answer is to wait so many milliseconds, and limits_end() ends
 * it. On LIMITS_NO_ROOM answer 429: of those that began together, too many have failed.
 */
bool limits_try(struct limits *limits, const struct client_key *address, int64_t now_ms)
    MUST_CHECK;
void limits_succeeded(struct limits *limits, const struct client_key *address, int64_t now_ms);
void limits_undecided(struct limits *limits, const struct client_key *address, int64_t now_ms);
long limits_failed(struct limits *limits, const struct client_key *address, int64_t now_ms)
    MUST_CHECK;
void limits_end(struct limits *limits, const struct client_key *address, int64_t now_ms);
