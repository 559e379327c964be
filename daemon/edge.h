#pragma once

/*
 * The edge: what the configuration says of TLS, proxies and limits, in force.
 */

#include "common/compiler.h"
#include "common/error.h"
#include "daemon/config.h"
#include "daemon/http/server.h"

struct edge;
struct limits;

/*
 * Fails with ERROR_INVALID, in one sentence, when plain HTTP would leave the machine unasked,
 * or when a file of TLS cannot be used. The configuration is borrowed.
 */
bool edge_new(const struct config *config, struct edge **out, struct error *error) MUST_CHECK;
void edge_free(struct edge *edge);
DEFINE_CLEANUP(struct edge *, edge_free)

/*
 * The configuration has changed, or the files have. Files that cannot be used leave the
 * certificate as it was: false, and the error says why. Everything else is in force anyway.
 */
bool edge_reload(struct edge *edge, struct error *error) MUST_CHECK;

/* Fills in what the edge decides of the public listener; again after each reload. */
void edge_settle(const struct edge *edge, struct http_settings *settings);

struct limits *edge_limits(struct edge *edge);
