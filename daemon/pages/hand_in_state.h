#pragma once

/*
 * What is the matter with a municipality's self-check of a round: views from the API's
 * documents.
 */

#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/call.h"
#include "daemon/server.h"
#include "daemon/situation.h"

/*
 * A round as the templates of hand_in/ want it, from a document of /v1/rounds and the versions
 * of it (NULL where state and badge are not shown); now in microseconds since 1970.
 *
 *     id, name, edition, is_planned, is_open, is_closed, is_extended, is_due, has_position
 *     opens, deadline, left    in words; left is "" unless it is open
 *     state {is_none, is_handed_in, is_withdrawn, version, number, received, reason}
 *     badge {kind, icon, label}
 *     draft {saved}            null without one, or when it cannot be handed in now
 */
json_t *hand_in_round_view(const json_t *round, const json_t *versions, int64_t now,
                           enum language language) MUST_CHECK;

/* The entity tag that the next change has to name; "" before the first version. */
void hand_in_etag(const json_t *versions, char out[ETAG_SIZE]);

/* The version that is current, in the list of versions; NULL when none is. */
const json_t *hand_in_current(const json_t *versions);

/* Begins to gather "round" and "versions" of the round that the path names; more may be added.
 */
struct gather *hand_in_gather(struct server *server, struct exchange *exchange /* taken */,
                              gather_done_fn *done, void *context,
                              void (*release)(void *context)) MUST_CHECK;

/* Whether both are there; if not, it is answered with 404: a round in which she takes no part
 * is none of hers. */
bool hand_in_has_round(struct exchange *exchange, const json_t *documents) MUST_CHECK;

/* "/v1/rounds/ROUND/self-checks/KEY" and what is behind it, for the round that the path names;
 * for the caller to free. */
char *hand_in_target(const struct exchange *exchange, const char *rest) MUST_CHECK;
