#pragma once

/*
 * How much everybody may still do: a token bucket for each key, in a table of fixed size.
 *
 * A key has its place in one of many sets, chosen by a secret, and a set has few places. When a
 * set is full, a newcomer takes the place of whoever may do most at present, and begins with
 * what that one had left, not with a full bucket. So however many keys somebody comes with, he
 * never gets his own bucket back fuller than he left it plus what time has added to the
 * fullest of its set.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/http/clients.h"

#define LIMIT_TABLE_PLACES 16384 /* keys that are remembered; 640 KB */

/* A key and what it has left. A level may be below 0: then time has to pass. */
struct limit_place {
    struct client_key key;
    double level;     /* at `at` */
    int64_t at_ms;    /* 0: the place is empty */
    unsigned open;    /* what is under way; such a place is not given away */
    unsigned waiting; /* of it, answers that are held back */
};

/* How fast a level rises and how high. */
struct limit_rate {
    double per_ms;
    double burst;
};

struct limit_table;

/* The secret is random; tests choose it. */
struct limit_table *limit_table_new(uint64_t secret);
void limit_table_free(struct limit_table *table);

/*
 * The place of this key, with its level as it is `now_ms` (> 0); a new one if need be. NULL
 * when everything in its set is under way. Valid until the next call.
 */
struct limit_place *limit_table_at(struct limit_table *table, const struct client_key *key,
                                   const struct limit_rate *rate, int64_t now_ms);

/*
 * Wipes out every key whose bucket is full again: it may be somebody's address, and who may do
 * everything is as good as a stranger. May be called as often as one likes; it looks the table
 * through once a minute.
 */
void limit_table_forget(struct limit_table *table, const struct limit_rate *rate,
                        int64_t now_ms);
