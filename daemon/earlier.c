#include "daemon/earlier.h"

#include <stdlib.h>

#include <jansson.h>

#include "common/decimal.h"
#include "common/memory.h"
#include "common/self_check.h"
#include "daemon/stored.h"

/* The columns of sql/statements/intake_earlier.sql. */
enum column {
    COLUMN_ROUND,
    COLUMN_RECEIVED_ON,
    COLUMN_VALUES,
    COLUMN_STATES,
    COLUMN_COUNT,
    COLUMN_LINKS
};

/* The version as it is stored, in the order of its own edition. */
struct version {
    size_t count;
    int64_t *values; /* owned */
    uint8_t *states; /* owned */
};

static void version_done(struct version *self)
{
    free(self->values);
    free(self->states);
}
DEFINE_CLEANUP_INSIDE(struct version, version_done)

static bool version_read(struct version *self, const PGresult *rows)
{
    self->count = strtoul(PQgetvalue(rows, 0, COLUMN_COUNT), NULL, 10);
    self->values = memory_new(self->count, sizeof *self->values);
    self->states = memory_new(self->count, sizeof *self->states);
    return stored_numbers(PQgetvalue(rows, 0, COLUMN_VALUES), self->count, self->values) &&
           stored_small_numbers(PQgetvalue(rows, 0, COLUMN_STATES), self->count, self->states);
}

/* Takes one answer over, whose value has so many decimals there. */
static void take_over(struct earlier *self, const struct indicator *now,
                      const struct version *version, size_t then, int decimals)
{
    const int64_t unit = decimal_power(decimals);

    if (then >= version->count || version->states[then] != STATE_ANSWERED)
        return;
    self->is_answered[now->position] = true;
    self->values[now->position] =
        decimal_divide((wide)version->values[then] * decimal_power(now->decimals), (wide)unit);
}

static void take_over_linked(struct earlier *self, const struct catalogue *edition,
                             const struct version *version, const json_t *links)
{
    for (size_t i = 0; i < json_array_size(links); i++) {
        const json_t *link = json_array_get(links, i);
        const json_int_t now = json_integer_value(json_array_get(link, 0)) - 1;
        const json_int_t then = json_integer_value(json_array_get(link, 1)) - 1;
        const json_int_t decimals = json_integer_value(json_array_get(link, 2));

        if (now >= 0 && (size_t)now < catalogue_count(edition) && then >= 0)
            take_over(self, catalogue_at(edition, (size_t)now), version, (size_t)then,
                      (int)decimals);
    }
}

struct earlier *earlier_read(const PGresult *rows, const struct catalogue *edition)
{
    CLEANUP(version_donep) struct version version = {0};
    struct earlier *self;
    json_t *links;

    if (PQntuples(rows) == 0 || !version_read(&version, rows))
        return NULL;
    self = memory_new(1, sizeof *self);
    self->round = PQgetvalue(rows, 0, COLUMN_ROUND);
    self->date = PQgetvalue(rows, 0, COLUMN_RECEIVED_ON);
    if (PQgetisnull(rows, 0, COLUMN_LINKS)) {
        for (size_t i = 0; i < catalogue_count(edition); i++)
            take_over(self, catalogue_at(edition, i), &version, i,
                      catalogue_at(edition, i)->decimals);
        return self;
    }
    links = json_loads(PQgetvalue(rows, 0, COLUMN_LINKS), 0, NULL);
    take_over_linked(self, edition, &version, links);
    json_decref(links);
    return self;
}
