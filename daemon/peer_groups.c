#include "daemon/peer_groups.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

/* The columns of sql/statements/group_members.sql. */
enum column { COLUMN_ID, COLUMN_OWNER, COLUMN_LABEL_DE, COLUMN_LABEL_EN, COLUMN_MEMBER };

static bool is_another(const struct own_groups *self, const char *id)
{
    return self->count == 0 || strcmp(self->items[self->count - 1].id, id) != 0;
}

void own_groups_init(struct own_groups *self, const PGresult *rows)
{
    const size_t count = (size_t)PQntuples(rows);

    self->count = 0;
    self->items = memory_new(count, sizeof *self->items);
    self->members = memory_new(count, sizeof *self->members);
    for (int i = 0; i < PQntuples(rows); i++) {
        self->members[i] = PQgetvalue(rows, i, COLUMN_MEMBER);
        if (is_another(self, PQgetvalue(rows, i, COLUMN_ID)))
            self->items[self->count++] = (struct own_group){
                .id = PQgetvalue(rows, i, COLUMN_ID),
                .owner = PQgetvalue(rows, i, COLUMN_OWNER),
                .label = {PQgetvalue(rows, i, COLUMN_LABEL_DE),
                          PQgetvalue(rows, i, COLUMN_LABEL_EN)},
                .members = &self->members[i],
            };
        self->items[self->count - 1].member_count++;
    }
}

void own_groups_done(struct own_groups *self)
{
    self->count = 0;
    free(TAKE(self->items));
    free(TAKE(self->members));
}
