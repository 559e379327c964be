#pragma once

/*
 * The inside of a server, for the files of this folder only.
 */

#include <stdint.h>
#include <sys/queue.h>

#include "daemon/http/clients.h"
#include "daemon/http/listener.h"
#include "daemon/http/server.h"

struct connection;

/* connections_open and exchanges_open of the metrics are the sums of these counts. */
struct http_server {
    struct event_base *base;
    const struct http_settings *settings;
    const struct http_service *service;
    struct listener *listener; /* owned; NULL once it drains */
    int port;
    struct clients clients;   /* and their connections */
    struct clients forwarded; /* clients behind proxies, and their exchanges */
    LIST_HEAD(, connection) connections;
    TAILQ_HEAD(, connection) idle; /* those of them who idle, since longest first */
    struct event *room;            /* owned; looks again for room while there is none */
    size_t connection_count;
    uint64_t connection_serial;      /* the last connection's number, for the log */
    LIST_HEAD(, exchange) exchanges; /* that wait for a reply, also without a connection */
    size_t exchange_count;
    bool has_warned; /* of a proxy that does not name its clients: once is enough */
};

/* A connection is over: another may take its place. */
void server_release(struct http_server *server, const struct client_key *client);
