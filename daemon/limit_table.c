#include "daemon/limit_table.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

#define WAYS 8 /* places of a set */
#define SETS (LIMIT_TABLE_PLACES / WAYS)

#define FORGET_EVERY_MS 60000

struct limit_table {
    uint64_t secret;
    int64_t forgot_ms; /* when all places were last looked through */
    struct limit_place places[SETS][WAYS];
};

/* The finisher of MurmurHash3: every bit of the input moves every bit of the result. */
static uint64_t mix(uint64_t value)
{
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccd;
    value ^= value >> 33;
    value *= 0xc4ceb9fe1a85ec53;
    return value ^ value >> 33;
}

static struct limit_place *set_of(struct limit_table *self, const struct client_key *key)
{
    uint64_t halves[2];

    memcpy(halves, key->bytes, sizeof halves);
    return self->places[mix(mix(halves[0] ^ self->secret) + halves[1] + self->secret) % SETS];
}

static double level_at(const struct limit_place *place, const struct limit_rate *rate,
                       int64_t now_ms)
{
    const int64_t passed = now_ms > place->at_ms ? now_ms - place->at_ms : 0;
    const double level = place->level + (double)passed * rate->per_ms;

    return level < rate->burst ? level : rate->burst;
}

struct limit_table *limit_table_new(uint64_t secret)
{
    struct limit_table *self = memory_new(1, sizeof *self);

    self->secret = mix(secret);
    return self;
}

void limit_table_free(struct limit_table *table)
{
    free(table);
}

void limit_table_forget(struct limit_table *table, const struct limit_rate *rate,
                        int64_t now_ms)
{
    if (now_ms - table->forgot_ms < FORGET_EVERY_MS)
        return;
    table->forgot_ms = now_ms;
    for (size_t set = 0; set < SETS; set++)
        for (size_t i = 0; i < WAYS; i++) {
            struct limit_place *place = &table->places[set][i];

            if (place->open == 0 && level_at(place, rate, now_ms) >= rate->burst)
                *place = (struct limit_place){0};
        }
}

struct limit_place *limit_table_at(struct limit_table *table, const struct client_key *key,
                                   const struct limit_rate *rate, int64_t now_ms)
{
    struct limit_place *set = set_of(table, key);
    struct limit_place *fullest = NULL;
    double most = 0;

    for (size_t i = 0; i < WAYS; i++) {
        struct limit_place *place = &set[i];
        const double level = place->at_ms == 0 ? rate->burst : level_at(place, rate, now_ms);

        if (place->at_ms != 0 && memcmp(&place->key, key, sizeof *key) == 0) {
            fullest = place;
            most = level;
            break;
        }
        if (place->open == 0 && (fullest == NULL || level > most)) {
            fullest = place;
            most = level;
        }
    }
    if (fullest == NULL)
        return NULL;
    fullest->key = *key;
    fullest->level = most;
    fullest->at_ms = now_ms;
    return fullest;
}
