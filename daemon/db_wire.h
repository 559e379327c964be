#pragma once

/*
 * A libpq connection and the event loop's interest in its socket.
 */

#include <stdbool.h>
#include <stddef.h>

#include <event2/event.h>
#include <libpq-fe.h>

#include "common/compiler.h"

struct db_wire {
    struct event_base *base;
    event_callback_fn on_socket;
    PQnoticeReceiver on_notice;
    void *context;      /* for on_socket and on_notice */
    size_t first_host;  /* where in the conninfo's list of hosts the next start begins */
    PGconn *connection; /* owned; NULL unless started */
    struct event *io;   /* owned; on the connection's socket */
    short events;       /* that io waits for */
};

/* Starts to connect; false when that failed at once. To be polled like after
 * PGRES_POLLING_WRITING. */
bool db_wire_start(struct db_wire *wire, const char *conninfo) MUST_CHECK;

/* Closes; started or not. */
void db_wire_stop(struct db_wire *wire);

/* One step of connecting; waits for what the next step needs. */
PostgresPollingStatusType db_wire_poll(struct db_wire *wire);

/* Turns the connection, just connected, into a non-blocking pipeline. False: it is lost. */
bool db_wire_open(struct db_wire *wire) MUST_CHECK;

/* Writes as much as the socket takes, and waits for it to take the rest. False: it is lost. */
bool db_wire_flush(struct db_wire *wire) MUST_CHECK;

/* What libpq has to say, which may be several lines, in one. */
void db_wire_message(const struct db_wire *wire, char *out, size_t size);
