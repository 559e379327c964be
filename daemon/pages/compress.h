#pragma once

/*
 * Replies that are packed with gzip on the way, for clients that take it.
 *
 * A page that repeats what a request said and holds a secret beside it gives the secret away to
 * who makes a victim's browser send many requests and sees how long the packed replies are
 * (BREACH). Such requests come from another site, and the browser says so: only what it says
 * was begun here or by its user (Sec-Fetch-Site same-origin or none) is packed. Without that
 * field nothing is. Beside that the cookie of a session does not come from other sites, and
 * what proves that a form is ours is masked anew every time.
 */

#include <stdbool.h>
#include <stddef.h>

#include "daemon/http/exchange.h"

/* Whether the client takes gzip (RFC 9110, 12.5.3). */
bool compress_is_accepted(const struct exchange *exchange);

void compress_reply(struct exchange *exchange /* taken */, int status, const char *media_type,
                    const void *bytes, size_t size);
