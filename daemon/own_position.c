#include "daemon/own_position.h"

#include <stdlib.h>
#include <string.h>

#include "common/figures/groups.h"
#include "common/memory.h"
#include "common/municipality.h"
#include "daemon/reply.h"
#include "daemon/stored.h"

/* The columns of sql/statements/position.sql. */
enum column {
    COLUMN_NUMBER,
    COLUMN_EDITION,
    COLUMN_VALUES,
    COLUMN_STATES,
    COLUMN_PLANNED,
    COLUMN_CONTENT,
    COLUMN_INHABITANTS,
    COLUMN_PARENT,
    COLUMN_INCLUDED,
    COLUMN_RELEASE,
};

static const char *text_at(const PGresult *row, enum column column)
{
    return PQgetisnull(row, 0, (int)column) ? NULL : PQgetvalue(row, 0, (int)column);
}

bool own_position_is_there(const PGresult *row)
{
    return text_at(row, COLUMN_NUMBER) != NULL;
}

const char *own_position_number(const PGresult *row)
{
    return text_at(row, COLUMN_NUMBER);
}

const char *own_position_edition(const PGresult *row)
{
    return text_at(row, COLUMN_EDITION);
}

static bool read_version(struct own_position *self, const struct catalogue *edition)
{
    const size_t count = catalogue_count(edition);
    const size_t goals = catalogue_goal_count(edition);
    const char *content = text_at(self->row, COLUMN_CONTENT);

    if (!own_position_is_there(self->row))
        return true;
    self->values = memory_new(count, sizeof *self->values);
    self->states = memory_new(count, sizeof *self->states);
    self->planned = memory_new(goals, sizeof *self->planned);
    self->content = content == NULL ? NULL : json_loads(content, 0, NULL);
    return stored_numbers(text_at(self->row, COLUMN_VALUES), count, self->values) &&
           stored_small_numbers(text_at(self->row, COLUMN_STATES), count, self->states) &&
           stored_small_numbers(text_at(self->row, COLUMN_PLANNED), goals, self->planned);
}

static void find_groups(struct own_position *self, const PGresult *members)
{
    struct participant participant = {
        .key = self->key,
        .inhabitants = strtoll(text_at(self->row, COLUMN_INHABITANTS), NULL, 10),
        .parent = text_at(self->row, COLUMN_PARENT),
    };

    if (!municipality_key_read(participant.key, &participant.kind))
        abort(); /* the table's constraint is the same rule */
    own_groups_init(&self->made, members);
    self->groups = groups_new(&participant, 1, self->made.items, self->made.count);
    self->ids = memory_new(groups_count(self->groups), sizeof *self->ids);
    for (size_t i = 0; i < groups_count(self->groups); i++)
        if (group_includes(groups_at(self->groups, i), &participant))
            self->ids[self->id_count++] = groups_at(self->groups, i)->id;
}

bool own_position_init(struct own_position *self, const PGresult *row, const PGresult *members,
                       const char *key, const struct catalogue *edition, struct error *error)
{
    const char *release = text_at(row, COLUMN_RELEASE);

    self->row = row;
    self->key = key;
    self->release = release == NULL ? NULL : reply_read_bytea(release);
    find_groups(self, members);
    if (read_version(self, edition))
        return true;
    return error_set(error, ERROR_SYSTEM, "version %s of %s does not fit its edition",
                     own_position_number(row), key);
}

void own_position_done(struct own_position *self)
{
    free(TAKE(self->values));
    free(TAKE(self->states));
    free(TAKE(self->planned));
    json_decref(TAKE(self->content));
    json_decref(TAKE(self->release));
    free(TAKE(self->ids));
    groups_free(TAKE(self->groups));
    own_groups_done(&self->made);
}

struct position_input own_position_input(const struct own_position *self,
                                         const struct catalogue *edition)
{
    return (struct position_input){
        .edition = edition,
        .values = self->values,
        .states = self->states,
        .planned = self->planned,
        .content = self->content,
        .release = self->release,
        .groups = self->ids,
        .group_count = self->id_count,
    };
}

json_t *own_position_release(const struct own_position *self)
{
    const char *included = text_at(self->row, COLUMN_INCLUDED);
    json_t *version =
        included == NULL ? json_null() : json_integer(strtoll(included, NULL, 10));

    if (self->release == NULL) {
        json_decref(version);
        return json_null();
    }
    return json_pack("{s:O, s:O, s:O, s:o}", "release",
                     json_object_get(self->release, "release"), "publishedAt",
                     json_object_get(self->release, "publishedAt"), "final",
                     json_object_get(self->release, "final"), "version", version);
}
