/*
 * The daemon without what every unit pays for being guarded: no unit begins with its key, and
 * no line of the audit is sent. For uploads.py to compare with; row-level security, which needs
 * the key, has to be off in its database. The linker puts these in the place of the functions
 * that they wrap.
 */

#include "daemon/audit.h"
#include "daemon/db_group.h"
#include "daemon/db_unit.h"

void __wrap_audit_add(struct db_unit *unit, const struct audit_line *line);
void __real_audit_add(struct db_unit *unit, const struct audit_line *line);
bool __wrap_db_unit_send(const struct db_unit *unit, PGconn *connection,
                         const struct statement_text *statements);
bool __wrap_db_group_take(struct db_group *group, PGresult *result);
bool __real_db_group_take(struct db_group *group, PGresult *result);

/* A unit that is nothing but a line, as at the start, goes as it is. */
void __wrap_audit_add(struct db_unit *unit, const struct audit_line *line)
{
    if (unit->count == 0)
        __real_audit_add(unit, line);
}

/* db_unit_send() without its first statement. */
bool __wrap_db_unit_send(const struct db_unit *unit, PGconn *connection,
                         const struct statement_text *statements)
{
    for (size_t i = 0; i < unit->count; i++) {
        const struct db_call *call = &unit->calls[i];

        if (PQsendQueryPrepared(connection, statements[call->statement].name, (int)call->count,
                                (const char *const *)call->values, NULL, NULL, 0) == 0)
            return false;
    }
    return true;
}

/* The first answer is to the unit's own first statement. */
bool __wrap_db_group_take(struct db_group *group, PGresult *result)
{
    if (group->next != NULL)
        group->next->is_begun = true;
    return __real_db_group_take(group, result);
}
