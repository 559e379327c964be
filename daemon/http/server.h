#pragma once

/*
 * The HTTP side of the daemon: listeners and bufferevents of libevent, llhttp as the parser,
 * and the checks that llhttp leaves to its user (check.h). What was measured, and why not
 * evhttp, is written in README.md.
 *
 * Bounds: every number below. Every wait has a deadline of its own that activity does not
 * extend.
 *
 * A connection has one request at a time: the next one is looked at when the reply to the one
 * before it has left. So a client holds at most one exchange, one reply and HTTP_INPUT_MAX
 * bytes.
 *
 * When connections_max is reached, the connection is closed that has waited longest for a next
 * or first request of which nothing has come, so that the next client gets in; a client may
 * find its connection closed at any time between two requests anyway. Only where nobody waits
 * since HTTP_SPARED_MS, clients wait in the kernel's queue until somebody does or a connection
 * ends.
 */

#include <stdbool.h>
#include <stddef.h>

#include <event2/event.h>

#include "common/error.h"
#include "daemon/http/exchange.h"
#include "daemon/http/forwarded.h"

#define HTTP_HEAD_MAX 16384 /* bytes of a request's head, with chunk lines and trailers */
#define HTTP_INPUT_MAX                                                                       \
    65536                   /* bytes that wait unread while a reply is owed or being written \
                             */
#define HTTP_SPARED_MS 1000 /* for who waits less, a request may be on its way already */

struct tls;

struct http_settings {
    const char *listen;            /* "127.0.0.1:8080", "[::1]:8080" or "/path/of/a/socket" */
    size_t connections_max;        /* in all */
    size_t connections_per_client; /* per address; for those behind a proxy: open exchanges */
    long head_ms;                  /* first byte of a request to the end of its head; as long
                                      again until a connection's first byte */
    long body_ms;                  /* exchange_receive() to the last byte of the body */
    long idle_ms;                  /* between two requests; a proxy's also before the first */
    long write_ms;                 /* a reply is taken by the client within this */
    size_t linger_bytes;           /* read and thrown away after an early reply, */
    long linger_ms; /* for at most so long, so that the reply is not reset away */

    const struct tls *tls; /* NULL: plain HTTP; may be exchanged for another while it runs */
    long handshake_ms;     /* accepted to the end of TLS's handshake */

    struct networks proxies; /* whose word for the client's address is taken; beside these
                                every peer of a Unix socket */
    enum forwarded_field forwarded; /* the field that has it */
};

struct http_server;

/*
 * Binds and listens. The settings and the service are borrowed and have to live as long as the
 * server; numbers in the settings may be changed while it runs. SIGPIPE is ignored from here
 * on. Fails with ERROR_SYSTEM in one clear sentence, e.g. when the port is in use.
 */
bool http_server_new(struct event_base *base, const struct http_settings *settings,
                     const struct http_service *service, struct http_server **out,
                     struct error *error) MUST_CHECK;

/* Stops accepting and closes idle connections; the others close behind their reply. */
void http_server_drain(struct http_server *server);

/* Open connections, and exchanges that wait for a reply. */
size_t http_server_connections(const struct http_server *server);
size_t http_server_exchanges(const struct http_server *server);

/* The port it listens on (for a port 0 in the settings the one chosen), 0 for a Unix socket. */
int http_server_port(const struct http_server *server);

/*
 * Closes everything at once. Exchanges that somebody still holds stay valid; replies are
 * dropped, and on_replied is not called for them, since the service may be gone too.
 */
void http_server_free(struct http_server *server);
DEFINE_CLEANUP(struct http_server *, http_server_free)
