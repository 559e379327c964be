#pragma once

/*
 * What lives as long as the daemon. Handlers borrow it.
 */

#include <stdbool.h>

#include <event2/event.h>

struct config;
struct db;
struct editions;
struct limits;
struct reader;
struct refusals;
struct scheduler;
struct attempts;
struct signer;

struct server {
    struct event_base *base;
    const struct config *config; /* numbers in it may change on SIGHUP */
    struct db *db;
    struct editions *editions;
    struct reader *reader;
    struct refusals *refusals;
    struct scheduler *scheduler;
    struct signer *signer;
    struct limits *limits; /* of addresses, tokens and sign-ins */
    struct attempts *attempts;
    bool is_draining; /* SIGTERM came: no new work */
};
