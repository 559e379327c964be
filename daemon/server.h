#pragma once

/*
 * What lives as long as the daemon. Handlers borrow it.
 */

#include <stdbool.h>

#include <event2/event.h>

struct config;
struct db;
struct editions;
struct scheduler;

struct server {
    struct event_base *base;
    const struct config *config; /* numbers in it may change on SIGHUP */
    struct db *db;
    struct editions *editions;
    struct scheduler *scheduler;
    bool is_draining; /* SIGTERM came: no new work */
};
