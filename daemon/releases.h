#pragma once

/*
 * Releases as they were published: stored once, served for ever.
 */

#include <stdbool.h>

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void releases_list(struct server *server, struct exchange *exchange);

/* 302 to the number of the newest one, with the same query. */
void releases_latest(struct server *server, struct exchange *exchange);

/* One release in the form that Accept prefers (common/export/forms.h), whole or filtered by
 * field, goal, indicator and group. */
void releases_get(struct server *server, struct exchange *exchange);

/* Its description for data catalogues. */
void releases_dcat(struct server *server, struct exchange *exchange);

/* How what was published once may be kept. */
#define RELEASE_CACHING "private, immutable, max-age=31536000"

/* "true" for who sees releases under embargo as well, else "false": a parameter of statements.
 */
const char *releases_seen(const struct exchange *exchange);

/* Whether the text is the number of a release: 1 to 999999, without a leading zero. */
bool releases_is_number(const char *text);
