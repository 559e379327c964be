#pragma once

/*
 * One connection to PostgreSQL in pipeline mode. It connects by itself, again and again; its
 * owner gives it groups of units while it is ready, and gets each back exactly once.
 */

#include <stdbool.h>
#include <stddef.h>

#include <event2/event.h>

#include "common/error.h"
#include "daemon/db.h"
#include "daemon/db_group.h"

struct db_connection;

/* What a connection tells its owner, who must not free it or send from inside. */
struct db_connection_owner {
    /* The connection became ready, ceased to be, or failed to become. */
    void (*changed)(const struct db_connection *connection, void *context);

    /* The group's verdict is final: group->error tells. Takes the group. */
    void (*answered)(struct db_connection *connection, struct db_group *group, void *context);

    void *context;
};

/* The settings live longer than the connection, and so does the owner's context. */
struct db_connection *db_connection_new(struct event_base *base, size_t number,
                                        const struct db_settings *settings,
                                        const struct db_connection_owner *owner);

/* Groups under way are handed back as failed. */
void db_connection_free(struct db_connection *self);

bool db_connection_is_ready(const struct db_connection *self);

/* Why the connection is not ready. */
const struct error *db_connection_error(const struct db_connection *self);

/* Whether it takes a group now: db_flight_has_room() of a ready connection. */
bool db_connection_has_room(const struct db_connection *self, bool is_shared);

/* Units under way. */
size_t db_connection_load(const struct db_connection *self);

/* Only while it has room. */
void db_connection_send(struct db_connection *self, struct db_group *group /* taken */);

/* Takes no more groups, lets those under way finish, then connects anew. */
void db_connection_renew(struct db_connection *self, const struct error *reason);
