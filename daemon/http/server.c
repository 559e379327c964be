#include "daemon/http/server.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>

#include <event2/util.h>

#include "common/memory.h"
#include "daemon/http/connection.h"
#include "daemon/http/exchange_inside.h"
#include "daemon/http/server_inside.h"
#include "daemon/metrics.h"

#define LOOK_MICROS 100000 /* how often somebody to close is looked for when it is full */

static bool has_room(const struct http_server *server)
{
    return server->connection_count < server->settings->connections_max;
}

static bool has_room_for(const struct http_server *server, const struct client_key *client)
{
    return has_room(server) &&
           (!client_is_counted(client) ||
            clients_count(&server->clients, client) < server->settings->connections_per_client);
}

/* A peer that is not counted itself, but those it names. */
static bool speaks_for_others(const struct http_server *server, const struct sockaddr *socket)
{
    struct address address;

    return !address_of_socket(socket, &address) ||
           networks_have(&server->settings->proxies, &address);
}

/* A handshake costs more than a request, so the service may have had enough of this client. */
static bool is_welcome(const struct http_server *server, const struct client_key *client)
{
    return server->settings->tls == NULL || server->service->on_handshake == NULL ||
           server->service->on_handshake(client, server->service->context);
}

/* For the next one, so that it is there before they come. */
static void make_room(struct http_server *server)
{
    const struct timeval wait = {.tv_sec = 0, .tv_usec = LOOK_MICROS};

    while (!has_room(server) && connection_close_idle(server, HTTP_SPARED_MS))
        metrics.connections_refused++;
    if (has_room(server))
        return;
    listener_pause(server->listener);
    event_add(server->room, &wait);
}

static void on_look(evutil_socket_t fd, short events, void *context)
{
    (void)fd;
    (void)events;
    make_room(context);
}

static void on_accepted(evutil_socket_t fd, const struct sockaddr *address, void *context)
{
    struct http_server *server = context;
    const bool is_proxy = speaks_for_others(server, address);
    const struct client_key client =
        is_proxy ? (struct client_key){{0}} : client_key_of(address);

    if (!has_room_for(server, &client) || !is_welcome(server, &client)) {
        metrics.connections_refused++;
        evutil_closesocket(fd);
        return;
    }
    metrics.connections_accepted++;
    metrics.connections_open++;
    server->connection_count++;
    if (client_is_counted(&client))
        clients_add(&server->clients, &client);
    connection_open(server, fd, address, is_proxy);
    make_room(server);
}

void server_release(struct http_server *server, const struct client_key *client)
{
    assert(server->connection_count > 0);
    metrics.connections_open--;
    server->connection_count--;
    if (client_is_counted(client))
        clients_remove(&server->clients, client);
    if (server->listener != NULL && has_room(server))
        listener_resume(server->listener);
}

bool http_server_new(struct event_base *base, const struct http_settings *settings,
                     const struct http_service *service, struct http_server **out,
                     struct error *error)
{
    CLEANUP(http_server_freep) struct http_server *self = memory_new(1, sizeof *self);

    self->base = base;
    self->settings = settings;
    self->service = service;
    LIST_INIT(&self->connections);
    TAILQ_INIT(&self->idle);
    LIST_INIT(&self->exchanges);
    self->room = event_new(base, -1, 0, on_look, self);
    assert(self->room != NULL);
    if (!listener_new(base, settings->listen, on_accepted, self, &self->listener, error))
        return false;
    self->port = listener_port(self->listener);
    (void)signal(SIGPIPE, SIG_IGN);
    *out = TAKE(self);
    return true;
}

void http_server_drain(struct http_server *server)
{
    listener_free(TAKE(server->listener));
    event_del(server->room);
    connection_close_all(server, true);
}

size_t http_server_connections(const struct http_server *server)
{
    return server->connection_count;
}

size_t http_server_exchanges(const struct http_server *server)
{
    return server->exchange_count;
}

int http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_free(struct http_server *server)
{
    struct exchange *exchange;

    if (server == NULL)
        return;
    listener_free(TAKE(server->listener));
    connection_close_all(server, false);
    while ((exchange = LIST_FIRST(&server->exchanges)) != NULL) {
        LIST_REMOVE(exchange, link);
        exchange->server = NULL;
    }
    event_free(server->room);
    clients_done(&server->clients);
    clients_done(&server->forwarded);
    free(server);
}
