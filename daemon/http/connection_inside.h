#pragma once

/*
 * The inside of a connection, for its source files only. connection.c has the drawing.
 */

#include <stdint.h>
#include <sys/queue.h>

#include <event2/bufferevent.h>
#include <event2/event.h>

#include "daemon/http/connection.h"
#include "daemon/http/exchange_inside.h"
#include "daemon/http/parser.h"
#include "daemon/http/server_inside.h"

enum connection_state {
    CONNECTION_SHAKING,   /* TLS's handshake is under way */
    CONNECTION_IDLE,      /* nothing of a request has come */
    CONNECTION_HEAD,      /* some of a head has come */
    CONNECTION_ASKED,     /* the service has the head and owes a decision */
    CONNECTION_BODY,      /* some of a body has come */
    CONNECTION_ANSWERING, /* the service has the body and owes a reply */
    CONNECTION_REPLYING,  /* the reply is being written, then the next request may come */
    CONNECTION_LEAVING,   /* the last reply is being written */
    CONNECTION_LINGERING, /* it is written; the client may read it before we close */
};

/*
 * exchange is NULL but in ASKED, BODY and ANSWERING. In ASKED and ANSWERING the service holds
 * it and may outlive us with it; in BODY nobody else knows of it. The server's list of those
 * who idle has exactly those in IDLE.
 */
struct connection {
    LIST_ENTRY(connection) link;
    TAILQ_ENTRY(connection) idle_link;
    int64_t idle_since_ms; /* monotonic */
    struct http_server *server;
    uint64_t serial;
    enum connection_state state;
    struct bufferevent *stream; /* owned, with the socket */
    struct event *deadline;     /* owned; of the present state */
    struct event *wake;         /* owned; made active to go on from the loop */
    struct parser *parser;      /* owned */
    struct exchange *exchange;
    int64_t read_at;           /* when the last bytes came, microseconds since 1970; 0: none */
    size_t thrown;             /* bytes thrown away since the last reply was due */
    bool has_ended;            /* the client sends nothing more, but may still read */
    bool is_full;              /* not read because too much waits in the input */
    bool is_under_way;         /* proceed() is running */
    bool keeps_alive;          /* the open exchange's client would go on afterwards */
    bool is_secure;            /* in TLS */
    bool is_proxy;             /* whose word for the client is taken */
    struct client_key client;  /* whose address this is */
    struct client_key counted; /* the same, or nobody for a proxy */
    char peer[CLIENT_NAME_SIZE];
};

/* The only way into a state: the deadline of the state begins to run. */
void connection_enter(struct connection *self, enum connection_state state);

/* How long the connection has been in IDLE, where it has to be, in milliseconds. */
int64_t connection_idles_ms(const struct connection *self) MUST_CHECK;
const char *connection_state_name(enum connection_state state);

/*
 * Lets the client wait until a state is entered in which bytes are looked at. Not done with a
 * watermark of the bufferevent: libevent 2.1 calls back without end while its input is full.
 */
void connection_stop_reading(struct connection *self);

/*
 * The head becomes the open exchange, which the service has to be given. What to refuse it for
 * because of who asks, or FAULT_NONE.
 */
enum fault connection_begin(struct connection *self, struct head *head /* taken */);

/* Answers a request that breaks a rule or comes too late, whether or not it is an exchange. */
void connection_refuse(struct connection *self, enum fault fault);

/*
 * Finds out who asks, which behind a proxy the proxy says, and counts it. What to refuse the
 * open exchange for, or FAULT_NONE.
 */
enum fault connection_identify(struct connection *self);

/* Throws away what has come; has_thrown_enough() once that is more than the settings allow. */
void connection_throw_away(struct connection *self);
bool connection_has_thrown_enough(const struct connection *self);
