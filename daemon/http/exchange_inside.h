#pragma once

/*
 * The inside of an exchange, for the files of this folder only.
 */

#include <sys/queue.h>

#include "daemon/http/body.h"
#include "daemon/http/clients.h"
#include "daemon/http/exchange.h"
#include "daemon/http/head.h"
#include "daemon/http/inner.h"
#include "daemon/http/request_id.h"

struct connection;
struct http_server;

/* Between exchange_new() and its reply it stands in the server's list. */
struct exchange {
    LIST_ENTRY(exchange) link;
    struct http_server *server;    /* NULL once it was freed */
    struct connection *connection; /* NULL once it was closed */
    struct head *head;             /* owned */
    struct body body;              /* owned */
    char id[REQUEST_ID_SIZE];
    char peer[CLIENT_NAME_SIZE];
    int64_t arrived_at; /* microseconds since 1970 */
    long head_at;       /* monotonic milliseconds */
    bool is_received;   /* exchange_receive() was called, with */
    size_t limit;       /* this and */
    void (*on_too_large)(struct exchange *exchange, size_t limit); /* this, or NULL */
    char *fields;                    /* owned; of the reply, each with its CR LF; or NULL */
    bool has_language;               /* exchange_set_language() was called, with */
    enum language language;          /* this */
    const struct http_service *asks; /* of an exchange without a client: whom to hand it to, */
    inner_reply_fn *replied;         /* and who wants the reply */
    void *replied_context;
    struct client_key client; /* who asks; of a proxy's client what it says */
    bool is_counted;          /* among the server's forwarded clients */
    bool is_crowded;          /* or there were too many of this one's */
    bool is_secure;           /* the client came by https */
    void *attached;           /* owned through release */
    void (*release)(void *);
};

/* Takes the head over. The connection hands it to the service. */
struct exchange *exchange_new(struct http_server *server, struct connection *connection,
                              const char *peer, struct head *head /* taken */);

/* Lets the service reply to the fault, or replies with its problem document. */
void exchange_refuse(struct exchange *exchange /* taken */, enum fault fault);

/* The client went away before the body was complete: nobody holds the exchange. */
void exchange_abandon(struct exchange *exchange /* taken */);
