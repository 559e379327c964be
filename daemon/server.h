#pragma once

/*
 * What lives as long as the daemon. Handlers borrow it.
 */

#include <stdbool.h>

#include <event2/event.h>

struct config;
struct db;
struct editions;
struct reader;
struct scheduler;
struct signer;

struct server {
    struct event_base *base;
    const struct config *config; /* numbers in it may change on SIGHUP */
    struct db *db;
    struct editions *editions;
    struct reader *reader;
    struct scheduler *scheduler;
    struct signer *signer;
    bool is_draining; /* SIGTERM came: no new work */
};
