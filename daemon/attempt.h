#pragma once

/*
 * Attempts to sign in, and the answer to a failed one in its time (limits.h).
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* Those that wait. */
struct attempts;

/* Both are borrowed. */
struct attempts *attempts_new(struct event_base *base, struct limits *limits);

/* What still waits is answered at once. */
void attempts_free(struct attempts *attempts);

/* Milliseconds of the clock that limits go by. */
int64_t attempt_now(void);

/*
 * Somebody tries to sign in, by token or by access key. When that is false, too many such
 * attempts of this address are under way or waiting, and the exchange is answered: 429. Else
 * the attempt ends with one of the three below.
 */
bool attempt_begin(struct server *server, struct exchange *exchange) MUST_CHECK;

/* It is known who it is. */
void attempt_succeeded(struct server *server, const struct exchange *exchange);

/* Nobody can tell, because the database failed: nothing is forgiven. */
void attempt_undecided(struct server *server, const struct exchange *exchange);

/* Nobody: answers with `answer`, now or later; with 429 when too many wait already. */
void attempt_failed(struct server *server, struct exchange *exchange /* taken */,
                    void (*answer)(struct exchange *exchange));

/* Answers 429, to come again after so many seconds. */
void attempt_refuse(struct exchange *exchange /* taken */, long seconds);
