/*
 * One connection goes round this circle. connection_enter() is the only function
 * that changes the state, and connection_close() the only one that frees; it is called from the
 * loop's callbacks as the last thing they do, never from inside a call of the service, so a
 * service may reply at any time.
 *
 * In TLS there is SHAKING before IDLE, until the handshake is done.
 *
 *            first byte         head          receive          last byte
 *      IDLE ------------> HEAD ------> ASKED ---------> BODY -----------> ANSWERING
 *       ^                  |           | |  ^            | |                  |
 *       |      refused or  |     early | |  +- too large + | refused or       |
 *       |         too late |     reply | | no body         | too late         | reply
 *       |                  v           v |                 v                  |
 *       |                LEAVING <-----+-|-----------------+------------------+
 *       |                  | written     |                         close      |
 *       |                  v             |                                    |
 *       |              LINGERING         |                                    |
 *       |                                v                                    |
 *       +---------- written -------- REPLYING <-------------------------------+
 *
 * Bytes are looked at in IDLE, HEAD and BODY only. While a reply is owed or on its way they
 * wait in the input, which holds HTTP_INPUT_MAX of them; then the client waits. So there is
 * never more than one exchange and one reply, and replies cannot pile up. When the connection
 * is not to go on, LEAVING and LINGERING throw away what still comes, within bounds: closing at
 * once would make the kernel send a reset, and that takes the reply away from a client who is
 * still sending.
 */

#include "daemon/http/connection.h"

#include <assert.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "common/memory.h"
#include "daemon/http/connection_inside.h"
#include "daemon/http/transport.h"
#include "daemon/log.h"
#include "daemon/metrics.h"

/* --- the end --- */

static void let_go_of_exchange(struct connection *self)
{
    struct exchange *exchange = TAKE(self->exchange);

    if (exchange == NULL)
        return;
    exchange->connection = NULL;
    if (self->state == CONNECTION_BODY)
        exchange_abandon(exchange);
}

static void connection_close(struct connection *self)
{
    struct http_server *server = self->server;
    const struct client_key counted = self->counted;

    assert(!self->is_under_way);
    log_line(LOG_LEVEL_DEBUG, "connection closes connection=%" PRIu64 " in=%s", self->serial,
             connection_state_name(self->state));
    LIST_REMOVE(self, link);
    let_go_of_exchange(self);
    if (self->state == CONNECTION_IDLE) {
        TAILQ_REMOVE(&server->idle, self, idle_link);
        transport_end(self->stream);
    }
    event_free(self->deadline);
    event_free(self->wake);
    bufferevent_free(self->stream);
    parser_free(self->parser);
    free(self);
    server_release(server, &counted);
}

/* --- reading --- */

static bool is_reading(const struct connection *self)
{
    return self->state == CONNECTION_IDLE || self->state == CONNECTION_HEAD ||
           self->state == CONNECTION_BODY;
}

enum fault connection_begin(struct connection *self, struct head *head)
{
    self->keeps_alive = head->keeps_alive;
    self->exchange = exchange_new(self->server, self, self->peer, head);
    self->exchange->arrived_at = self->read_at;
    connection_enter(self, CONNECTION_ASKED);
    return connection_identify(self);
}

static void take_head(struct connection *self)
{
    const struct http_service *service = self->server->service;
    const enum fault fault = connection_begin(self, parser_take_head(self->parser));

    if (fault != FAULT_NONE)
        exchange_refuse(self->exchange, fault);
    else
        service->on_head(self->exchange, service->context);
}

static void take_body(struct connection *self)
{
    const struct http_service *service = self->server->service;

    self->exchange->body = parser_take_body(self->parser);
    self->exchange->arrived_at = self->read_at;
    connection_enter(self, CONNECTION_ANSWERING);
    service->on_body(self->exchange, service->context);
}

static void tell_too_large(struct connection *self)
{
    struct exchange *exchange = self->exchange;

    connection_enter(self, CONNECTION_ASKED);
    if (exchange->on_too_large != NULL)
        exchange->on_too_large(exchange, exchange->limit);
    else
        exchange_refuse(exchange, FAULT_BODY_LONG);
}

/* Reads one piece of the input; false when the parser wants more than there is. */
static bool advance(struct connection *self)
{
    struct evbuffer *input = bufferevent_get_input(self->stream);
    struct evbuffer_iovec piece = {.iov_base = NULL, .iov_len = 0};
    enum parser_event event;
    size_t used;

    (void)evbuffer_peek(input, -1, NULL, &piece, 1);
    if (self->state == CONNECTION_IDLE && piece.iov_len > 0)
        connection_enter(self, CONNECTION_HEAD);
    event = parser_feed(self->parser, piece.iov_base, piece.iov_len, &used);
    evbuffer_drain(input, used);
    switch (event) {
    case PARSER_HUNGRY:
        return evbuffer_get_length(input) > 0;
    case PARSER_HEAD:
        take_head(self);
        return true;
    case PARSER_BODY:
        take_body(self);
        return true;
    case PARSER_TOO_LARGE:
        tell_too_large(self);
        return true;
    case PARSER_REFUSED:
        connection_refuse(self, parser_fault(self->parser));
        return true;
    }
    return false;
}

/* Whether the next bytes will never come, or are not waited for because the server drains. */
static bool is_over(const struct connection *self)
{
    return is_reading(self) && (self->has_ended || (self->state == CONNECTION_IDLE &&
                                                    self->server->listener == NULL));
}

/* Goes on as far as the input allows. May close the connection: the last thing a caller does.
 */
static void proceed(struct connection *self)
{
    self->is_under_way = true;
    while (is_reading(self) && advance(self))
        continue;
    self->is_under_way = false;
    if (is_over(self))
        connection_close(self);
}

/* RFC 9110, 10.1.1: no need to say it when some of the body is there already. */
static void invite_body(struct connection *self)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const struct head *head = self->exchange->head;

    if (head->minor > 0 && head_has_body(head) && head_find(head, "Expect") != NULL &&
        !parser_is_spent(self->parser) &&
        evbuffer_get_length(bufferevent_get_input(self->stream)) == 0)
        bufferevent_write(self->stream, line, sizeof line - 1);
}

void connection_receive(struct connection *connection, size_t limit)
{
    connection_enter(connection, CONNECTION_BODY);
    parser_receive(connection->parser, limit);
    invite_body(connection);
    if (!connection->is_under_way)
        event_active(connection->wake, EV_TIMEOUT, 0);
}

/* --- what the loop calls --- */

static int64_t now_micros(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void on_read(struct bufferevent *stream, void *context)
{
    struct connection *self = context;

    self->read_at = now_micros();
    switch (self->state) {
    case CONNECTION_SHAKING:
        break;
    case CONNECTION_IDLE:
    case CONNECTION_HEAD:
    case CONNECTION_BODY:
        proceed(self);
        break;
    case CONNECTION_ASKED:
    case CONNECTION_ANSWERING:
    case CONNECTION_REPLYING:
        if (evbuffer_get_length(bufferevent_get_input(stream)) >= HTTP_INPUT_MAX)
            connection_stop_reading(self);
        break;
    case CONNECTION_LEAVING:
        connection_throw_away(self);
        if (connection_has_thrown_enough(self))
            (void)bufferevent_disable(stream, EV_READ);
        break;
    case CONNECTION_LINGERING:
        connection_throw_away(self);
        if (connection_has_thrown_enough(self))
            connection_close(self);
        break;
    }
}

static void linger(struct connection *self)
{
    if (self->has_ended || connection_has_thrown_enough(self)) {
        connection_close(self);
        return;
    }
    transport_end(self->stream);
    connection_enter(self, CONNECTION_LINGERING);
}

/* The output is empty. */
static void on_written(struct bufferevent *stream, void *context)
{
    struct connection *self = context;

    (void)stream;
    if (self->state == CONNECTION_REPLYING) {
        parser_next(self->parser);
        connection_enter(self, CONNECTION_IDLE);
        proceed(self);
    } else if (self->state == CONNECTION_LEAVING) {
        linger(self);
    }
}

/*
 * The client has ended its side, which it may do behind its last request and still want the
 * reply, or the connection is broken.
 */
static void on_event(struct bufferevent *stream, short events, void *context)
{
    struct connection *self = context;

    if ((events & BEV_EVENT_CONNECTED) != 0) {
        metrics.tls_handshakes++;
        metrics.tls_clients_known += transport_knows_client(stream);
        connection_enter(self, CONNECTION_IDLE);
        return;
    }
    metrics.tls_handshakes_failed += self->state == CONNECTION_SHAKING;
    if ((events & BEV_EVENT_EOF) == 0 || self->state == CONNECTION_SHAKING) {
        connection_close(self);
        return;
    }
    self->has_ended = true;
    if (is_reading(self))
        proceed(self);
    else if (self->state == CONNECTION_LINGERING)
        connection_close(self);
}

static void on_deadline(evutil_socket_t fd, short events, void *context)
{
    struct connection *self = context;

    (void)fd;
    (void)events;
    switch (self->state) {
    case CONNECTION_HEAD:
    case CONNECTION_BODY:
        connection_refuse(self, FAULT_LATE);
        break;
    case CONNECTION_ASKED:
    case CONNECTION_ANSWERING:
        break; /* has no deadline here */
    case CONNECTION_SHAKING:
        metrics.tls_handshakes_failed++;
        connection_close(self);
        break;
    case CONNECTION_IDLE:
    case CONNECTION_REPLYING:
    case CONNECTION_LEAVING:
    case CONNECTION_LINGERING:
        connection_close(self);
        break;
    }
}

static void on_wake(evutil_socket_t fd, short events, void *context)
{
    (void)fd;
    (void)events;
    proceed(context);
}

/* --- for the server --- */

void connection_open(struct http_server *server, evutil_socket_t fd,
                     const struct sockaddr *address, bool is_proxy)
{
    const int yes = 1;
    struct connection *self = memory_new(1, sizeof *self);

    self->server = server;
    self->serial = ++server->connection_serial;
    self->client = client_key_of(address);
    self->is_proxy = is_proxy;
    if (!is_proxy)
        self->counted = self->client;
    self->is_secure = server->settings->tls != NULL;
    client_print(address, self->peer);
    if (address->sa_family != AF_UNIX)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    self->parser = parser_new();
    self->deadline = event_new(server->base, -1, 0, on_deadline, self);
    self->wake = event_new(server->base, -1, 0, on_wake, self);
    self->stream = transport_new(server->base, fd, server->settings->tls);
    assert(self->deadline != NULL && self->wake != NULL && self->stream != NULL);
    LIST_INSERT_HEAD(&server->connections, self, link);
    bufferevent_setcb(self->stream, on_read, on_written, on_event, self);
    bufferevent_enable(self->stream, EV_READ | EV_WRITE);
    connection_enter(self, self->is_secure ? CONNECTION_SHAKING : CONNECTION_IDLE);
}

void connection_close_all(struct http_server *server, bool is_idle_only)
{
    struct connection *connection = LIST_FIRST(&server->connections);

    while (connection != NULL) {
        struct connection *next = LIST_NEXT(connection, link);

        if (!is_idle_only || connection->state <= CONNECTION_IDLE)
            connection_close(connection);
        connection = next;
    }
}

bool connection_close_idle(struct http_server *server, long spared_ms)
{
    struct connection *longest = TAILQ_FIRST(&server->idle);

    if (longest == NULL || connection_idles_ms(longest) < spared_ms)
        return false;
    connection_close(longest);
    return true;
}
