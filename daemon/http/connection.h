#pragma once

/*
 * One client's connection: takes requests from it one after the other and gives the replies.
 */

#include <stdbool.h>
#include <stddef.h>

#include <event2/util.h>

#include "common/compiler.h"
#include "daemon/http/clients.h"
#include "daemon/http/response.h"

struct connection;
struct http_server;

/*
 * Takes the socket over. The server's list has the connection until it closes itself. A proxy
 * is asked for whom it speaks, and is not counted.
 */
void connection_open(struct http_server *server, evutil_socket_t fd,
                     const struct sockaddr *address, bool is_proxy);

/* Closes all connections, or those on which nothing is under way. Not from a service's call. */
void connection_close_all(struct http_server *server, bool is_idle_only);

/*
 * Closes the connection that has waited longest for a request of which nothing has come. False
 * when there is none, or it has waited less than spared_ms. Not from a service's call.
 */
bool connection_close_idle(struct http_server *server, long spared_ms) MUST_CHECK;

/* Reads the body of the open exchange; from the loop, never from inside this call. */
void connection_receive(struct connection *connection, size_t limit);

/* Sends the reply to the open exchange, which ends with it. Returns the bytes of body. */
size_t connection_reply(struct connection *connection, struct response *response);
