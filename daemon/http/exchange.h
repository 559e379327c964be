#pragma once

/*
 * One request and the one reply to it.
 *
 * The connection makes an exchange when a request's head is complete and hands it to the
 * service below. Whoever holds it owes exactly one reply, now or later; every reply function
 * takes the exchange over. A client that has gone away changes nothing for the holder: the
 * reply is dropped.
 *
 *     head complete --> on_head --exchange_receive()--> body complete --> on_body --> reply
 *                          |
 *                          +-- reply (404, 401, 413 ...): the body is never read
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "daemon/http/fault.h"

#define EXCHANGE_TARGET_MAX  2048 /* bytes of the request target */
#define EXCHANGE_HEADERS_MAX 64   /* fields of a request */
#define EXCHANGE_QUERY_MAX   64   /* parameters of a query */

struct client_key;
struct exchange;

/* METHOD_OTHER is one that no path has: such a request is refused. */
enum method { METHOD_GET, METHOD_PUT, METHOD_POST, METHOD_DELETE, METHOD_OTHER };
#define METHODS       4 /* that a path may have */
#define METHODS_KNOWN "GET, HEAD, PUT, POST, DELETE"
const char *method_name(enum method method);

/* What the daemon does with requests. Each function gets the exchange to keep. */
struct http_service {
    /* Whether a TLS handshake with this client may begin; NULL: it always may. */
    bool (*on_handshake)(const struct client_key *client, void *context);
    /* The head is there. Answer with exchange_receive() or a reply, now or later. */
    void (*on_head)(struct exchange *exchange, void *context);
    /* The body is there, whole and within the limit. */
    void (*on_body)(struct exchange *exchange, void *context);
    /*
     * The request is refused for what it is as HTTP, before or behind on_head, but its head was
     * read. Answer at once, with this fault's status or one that says more. NULL: it is
     * answered in the same way as one whose head could not be read, in both languages.
     */
    void (*on_refused)(struct exchange *exchange, enum fault fault, void *context);
    /* The reply is on its way (or was dropped): for logs and metrics. Borrowed. */
    void (*on_replied)(const struct exchange *exchange, int status, size_t bytes,
                       void *context);
    void *context;
};

/* --- the request --- */

enum method exchange_method(const struct exchange *exchange); /* HEAD counts as GET */
/* Decoded, without the query; "" of a request that is refused for its target. */
const char *exchange_path(const struct exchange *exchange);
const char *exchange_target(const struct exchange *exchange); /* as it was sent, not judged */
const char *
exchange_request_id(const struct exchange *exchange);       /* a random UUID, RFC 9562 v4 */
const char *exchange_peer(const struct exchange *exchange); /* address, or "local" */

/*
 * Who asks, for limits: the client's address as the trusted proxy has it or as the socket has
 * it. Nobody (see clients.h) on a Unix socket whose other end says nothing.
 */
const struct client_key *exchange_client(const struct exchange *exchange);

/* Whether the client came by https, to us or to the proxy in front of us. */
bool exchange_is_secure(const struct exchange *exchange);

/* Whether as many exchanges of this client of a proxy are open as it may have: to be refused.
 */
bool exchange_is_crowded(const struct exchange *exchange);

/*
 * The only field of this name (case ignored), or NULL. Several of one name are joined by ", ".
 * Any byte but control characters may stand in it: it need not be UTF-8.
 */
const char *exchange_header(const struct exchange *exchange, const char *name);

/* The n-th value of a query parameter (decoded), or NULL. */
const char *exchange_query(const struct exchange *exchange, const char *name, size_t n);
/* The name of the n-th parameter of the query, or NULL behind the last. */
const char *exchange_query_name(const struct exchange *exchange, size_t n);

/* The query as it was sent, without the '?'; "" when there is none. */
const char *exchange_raw_query(const struct exchange *exchange);

/* The language to answer in: de unless Accept-Language prefers en (RFC 9110, 12.5.4). */
enum language exchange_language(const struct exchange *exchange);
/* Answers in this language, whatever Accept-Language says. */
void exchange_set_language(struct exchange *exchange, enum language language);

/* Whether the request announces a body. */
bool exchange_has_body(const struct exchange *exchange);

/* The body, never NULL behind on_body; a NUL stands behind the last byte. */
const char *exchange_body(const struct exchange *exchange, size_t *size);

/* When the last byte of the request arrived: microseconds since 1970-01-01T00:00:00Z. */
int64_t exchange_arrived_at(const struct exchange *exchange);

/* Monotonic milliseconds since the head was complete. */
long exchange_age_ms(const struct exchange *exchange);

/* What the router and the handler keep with the exchange (see routes.h). Freed with `release`.
 */
void exchange_attach(struct exchange *exchange, void *data, void (*release)(void *));
void *exchange_attached(const struct exchange *exchange);

/* --- answering --- */

/*
 * Reads the body, at most `limit` bytes, then calls on_body, from the loop and never from
 * inside this call. Sends "100 Continue" when the client waits for it. A body that is longer is
 * answered with 413 through on_too_large (NULL: with a plain 413).
 *
 * Until then the exchange is the connection's. If the client leaves or breaks a rule before the
 * body is complete, on_refused is called with the fault; if it has left, the exchange ends and
 * only on_replied is called, with 400. So this is the last thing a caller does with it.
 */
void exchange_receive(struct exchange *exchange, size_t limit,
                      void (*on_too_large)(struct exchange *exchange, size_t limit));

/*
 * Sets a field of the reply; the value is copied. No CR, LF or NUL in it (asserted). It takes
 * the place of an earlier one of this name; only Set-Cookie may come several times.
 */
void exchange_set_header(struct exchange *exchange, const char *name, const char *value);

/* Replies with these bytes (copied); media_type may be NULL when size is 0. */
void exchange_reply(struct exchange *exchange /* taken */, int status, const char *media_type,
                    const void *bytes, size_t size);

/* Replies with a JSON document, compact, followed by a line feed. */
void exchange_reply_json(struct exchange *exchange /* taken */, int status,
                         const char *media_type, json_t *document /* taken */);
