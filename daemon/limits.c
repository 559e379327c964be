#include "daemon/limits.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/limit_table.h"

#define MINUTE_MS 60000

/* More are not counted, so that nobody waits for hours until they are forgiven. */
#define FAILURES_MAX 20

struct limits {
    const struct limits_settings *settings; /* borrowed */
    struct limit_table *addresses;          /* owned, as are */
    struct limit_table *tokens;
    struct limit_table *sign_ins; /* the level: failures that are still answered at once */
    unsigned waiting;             /* answers that are held back */
};

struct limits *limits_new(const struct limits_settings *settings, uint64_t secret)
{
    struct limits *self = memory_new(1, sizeof *self);

    self->settings = settings;
    self->addresses = limit_table_new(secret);
    self->tokens = limit_table_new(secret + 1);
    self->sign_ins = limit_table_new(secret + 2);
    return self;
}

void limits_free(struct limits *limits)
{
    if (limits == NULL)
        return;
    limit_table_free(limits->addresses);
    limit_table_free(limits->tokens);
    limit_table_free(limits->sign_ins);
    free(limits);
}

/* --- requests --- */

/* Without a rate everybody may do everything. */
static struct limit_rate rate_of(long rate, long burst)
{
    return (struct limit_rate){.per_ms = (double)rate / MINUTE_MS,
                               .burst = rate == 0 ? 0 : (double)burst};
}

static struct limit_rate rate_of_sign_ins(const struct limits *self)
{
    return (struct limit_rate){.per_ms = 1.0 / LIMITS_FORGIVEN_MS,
                               .burst = (double)self->settings->sign_in_failures};
}

static long take(struct limit_table *table, const struct client_key *key,
                 const struct limit_rate *rate, int64_t now_ms)
{
    struct limit_place *place;

    if (rate->burst == 0)
        return 0;
    place = limit_table_at(table, key, rate, now_ms);
    assert(place != NULL); /* nothing is under way in these tables */
    if (place->level >= 1) {
        place->level -= 1;
        return 0;
    }
    return (long)((1 - place->level) / rate->per_ms / 1000) + 1;
}

long limits_address(struct limits *limits, const struct client_key *address, int64_t now_ms)
{
    const struct limits_settings *settings = limits->settings;
    const struct limit_rate rate = rate_of(settings->address_rate, settings->address_burst);
    const struct limit_rate of_sign_ins = rate_of_sign_ins(limits);

    limit_table_forget(limits->addresses, &rate, now_ms);
    limit_table_forget(limits->sign_ins, &of_sign_ins, now_ms);
    return client_is_counted(address) ? take(limits->addresses, address, &rate, now_ms) : 0;
}

/* Ids are given by the database, so nobody chooses one that folds into another's key. */
static struct client_key key_of_id(const char *id)
{
    struct client_key key = {{0}};

    for (size_t i = 0; id[i] != '\0'; i++)
        key.bytes[i % CLIENT_KEY_SIZE] ^= (uint8_t)id[i];
    return key;
}

long limits_token(struct limits *limits, const char *id, int64_t now_ms)
{
    const struct client_key key = key_of_id(id);
    const struct limit_rate rate =
        rate_of(limits->settings->token_rate, limits->settings->token_burst);

    return take(limits->tokens, &key, &rate, now_ms);
}

/* --- sign-ins --- */

static struct limit_place *sign_ins_of(struct limits *self, const struct client_key *address,
                                       int64_t now_ms)
{
    const struct limit_rate rate = rate_of_sign_ins(self);

    return limit_table_at(self->sign_ins, address, &rate, now_ms);
}

static bool has_failed_often(const struct limit_place *place)
{
    return place->level < 1;
}

bool limits_try(struct limits *limits, const struct client_key *address, int64_t now_ms)
{
    struct limit_place *place;

    if (!client_is_counted(address))
        return true;
    place = sign_ins_of(limits, address, now_ms);
    if (place == NULL)
        return false;
    if (has_failed_often(place) &&
        (place->open >= LIMITS_TRIES || limits->waiting >= LIMITS_WAITING_MAX))
        return false;
    place->open++;
    return true;
}

/* It ends, and what it has shown moves the level. */
static void settle(struct limits *limits, const struct client_key *address, int64_t now_ms,
                   double by)
{
    struct limit_place *place;

    if (!client_is_counted(address))
        return;
    place = sign_ins_of(limits, address, now_ms);
    assert(place != NULL && place->open > 0);
    place->level += by; /* limit_table_at() keeps it below the burst */
    place->open--;
}

void limits_succeeded(struct limits *limits, const struct client_key *address, int64_t now_ms)
{
    settle(limits, address, now_ms, 1);
}

void limits_undecided(struct limits *limits, const struct client_key *address, int64_t now_ms)
{
    settle(limits, address, now_ms, 0);
}

long limits_failed(struct limits *limits, const struct client_key *address, int64_t now_ms)
{
    struct limit_place *place;
    long delay = LIMITS_DELAY_MS;

    if (!client_is_counted(address))
        return 0;
    place = sign_ins_of(limits, address, now_ms);
    assert(place != NULL && place->open > 0);
    place->level -= place->level > -FAILURES_MAX ? 1 : 0;
    if (place->level >= 0) {
        place->open--;
        return 0;
    }
    if (place->waiting >= LIMITS_TRIES || limits->waiting >= LIMITS_WAITING_MAX) {
        place->open--;
        return LIMITS_NO_ROOM;
    }
    place->waiting++;
    limits->waiting++;
    for (long n = 1; (double)n < -place->level && delay < LIMITS_DELAY_MAX_MS; n++)
        delay *= 2;
    return delay;
}

void limits_end(struct limits *limits, const struct client_key *address, int64_t now_ms)
{
    struct limit_place *place = sign_ins_of(limits, address, now_ms);

    assert(place != NULL && place->open > 0 && place->waiting > 0 && limits->waiting > 0);
    place->open--;
    place->waiting--;
    limits->waiting--;
}
