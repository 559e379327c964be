/*
 * Looks at every line of the audit: whether its hash is that of what it says, whether it
 * follows the one before it, and whether the lines that others hold the hashes of are still
 * there. One pass, chain by chain; a chain is followed to its first wrong line.
 */

#include "daemon/audit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/audit_hash.h"
#include "common/memory.h"
#include "daemon/ctl/audit_heads.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define PAGE "5000"
#define COLUMN_HASH \
    ((int)AUDIT_FIELDS) /* of audit_lines.sql, behind the fields that are hashed */

_Static_assert(AUDIT_FIELD_CHAIN == 0 && AUDIT_FIELD_NUMBER == 1, "as in audit_lines.sql");

struct look {
    struct audit_heads heads; /* owned */
    size_t next_head;         /* the first that was not met yet */
    char *chain;              /* owned; of the line before, or NULL */
    int64_t number, at;       /* of it */
    char hash[DIGEST_HEX_SIZE];
    bool is_broken; /* the chain is */
    size_t lines, chains, broken;
    char *first; /* owned; where the first wrong line is, or NULL */
};

static void look_done(struct look *self)
{
    audit_heads_done(&self->heads);
    free(self->chain);
    free(self->first);
}
DEFINE_CLEANUP_INSIDE(struct look, look_done)

static void complain(struct look *self, const char *chain, int64_t number, const char *format,
                     ...) PRINTF_LIKE(4, 5);
static void complain(struct look *self, const char *chain, int64_t number, const char *format,
                     ...)
{
    va_list arguments;

    (void)printf("chain %s, line %" PRId64 ": ", chain, number);
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    (void)putchar('\n');
    self->broken++;
    self->is_broken = true;
    if (self->first == NULL)
        self->first = memory_format("chain %s, line %" PRId64, chain, number);
}

/* The next head is of a line that should have been met by now. */
static void miss_head(struct look *self)
{
    const struct audit_head *head = &self->heads.items[self->next_head++];
    const bool is_told =
        self->is_broken && self->chain != NULL && strcmp(self->chain, head->chain) == 0;

    if (!is_told)
        complain(self, head->chain, head->number, "it is gone; %s has it", head->source);
}

/* Whether the next head lies in front of this line, or in this line. */
static int head_order(const struct look *self, const char *chain, int64_t number)
{
    const struct audit_head *head = &self->heads.items[self->next_head];
    const int order = strcmp(head->chain, chain);

    return order != 0 ? order : (head->number > number) - (head->number < number);
}

static void end_chain(struct look *self)
{
    while (self->next_head < self->heads.count && self->chain != NULL &&
           strcmp(self->heads.items[self->next_head].chain, self->chain) <= 0)
        miss_head(self);
    if (self->chain != NULL && !self->is_broken)
        (void)printf("chain %s: %" PRId64 " lines\n", self->chain, self->number);
}

static void begin_chain(struct look *self, const char *chain)
{
    end_chain(self);
    while (self->next_head < self->heads.count &&
           strcmp(self->heads.items[self->next_head].chain, chain) < 0)
        miss_head(self);
    free(self->chain);
    self->chain = memory_copy_text(chain);
    self->number = 0;
    self->at = INT64_MIN;
    (void)snprintf(self->hash, sizeof self->hash, "%s", AUDIT_BEFORE_FIRST);
    self->is_broken = false;
    self->chains++;
}

static void check_heads(struct look *self, int64_t number, const char *hash)
{
    while (!self->is_broken && self->next_head < self->heads.count &&
           head_order(self, self->chain, number) <= 0) {
        const struct audit_head *head = &self->heads.items[self->next_head++];

        if (strcmp(head->hash, hash) != 0)
            complain(self, self->chain, number, "it is not the line that %s has", head->source);
    }
}

/* One line, in a chain that is right so far. */
static void check_line(struct look *self, const PGresult *rows, int row)
{
    const int64_t number = strtoll(PQgetvalue(rows, row, AUDIT_FIELD_NUMBER), NULL, 10);
    const int64_t at = strtoll(PQgetvalue(rows, row, AUDIT_FIELD_AT), NULL, 10);
    const char *hash = PQgetvalue(rows, row, COLUMN_HASH);
    const char *fields[AUDIT_FIELDS];
    struct digest digest;
    char computed[DIGEST_HEX_SIZE];

    for (int i = 0; i < (int)AUDIT_FIELDS; i++)
        fields[i] = PQgetisnull(rows, row, i) != 0 ? NULL : PQgetvalue(rows, row, i);
    digest = audit_hash(fields);
    digest_print(&digest, computed);
    if (number != self->number + 1)
        complain(self, self->chain, self->number + 1, "it is gone, line %" PRId64 " comes next",
                 number);
    else if (strcmp(computed, hash) != 0)
        complain(self, self->chain, number, "it was changed");
    else if (strcmp(fields[AUDIT_FIELD_PREVIOUS], self->hash) != 0)
        complain(self, self->chain, number, "it does not follow the line before it");
    else if (at < self->at)
        complain(self, self->chain, number, "it is older than the line before it");
    else
        check_heads(self, number, hash);
    self->number = number;
    self->at = at;
    (void)snprintf(self->hash, sizeof self->hash, "%s", hash);
}

static void check_page(struct look *self, const PGresult *rows)
{
    for (int i = 0; i < PQntuples(rows); i++) {
        const char *chain = PQgetvalue(rows, i, AUDIT_FIELD_CHAIN);

        if (self->chain == NULL || strcmp(self->chain, chain) != 0)
            begin_chain(self, chain);
        if (!self->is_broken)
            check_line(self, rows, i);
        self->lines++;
    }
}

/* Page by page, of one moment: what is written meanwhile is for the next time. */
static bool check_all(struct look *self, PGconn *connection, struct error *error)
{
    CLEANUP(memory_freep) char *chain = memory_copy_text("");
    CLEANUP(memory_freep) char *number = memory_copy_text("0");

    for (;;) {
        CLEANUP(result_clearp)
        PGresult *rows =
            session_run(connection, error, STATEMENT_AUDIT_LINES, chain, number, PAGE);
        int last;

        if (rows == NULL)
            return false;
        check_page(self, rows);
        last = PQntuples(rows) - 1;
        if (last < 0)
            break;
        free(chain);
        free(number);
        chain = memory_copy_text(PQgetvalue(rows, last, AUDIT_FIELD_CHAIN));
        number = memory_copy_text(PQgetvalue(rows, last, AUDIT_FIELD_NUMBER));
    }
    end_chain(self);
    self->is_broken = false;
    while (self->next_head < self->heads.count)
        miss_head(self);
    return true;
}

bool ctl_audit_verify(struct ctl *ctl, struct error *error)
{
    const char *path = NULL;
    const struct argument arguments[] = {{"--head", &path, NULL, false}};
    CLEANUP(look_donep) struct look look = {0};
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        (path != NULL && !audit_heads_of_file(&look.heads, path, error)))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL ||
        !session_command(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                         error) ||
        !audit_heads_of_releases(&look.heads, connection, error))
        return false;
    audit_heads_sort(&look.heads);
    if (!check_all(&look, connection, error))
        return false;
    (void)printf("%zu lines in %zu chains, %zu heads held elsewhere\n", look.lines, look.chains,
                 look.heads.count);
    return look.broken == 0 ||
           error_set(error, ERROR_CONFLICT, "the audit is broken at %s", look.first);
}

bool ctl_audit_actions(struct ctl *ctl, struct error *error)
{
    if (!arguments_read(ctl, NULL, 0, error))
        return false;
    for (int i = 0; i < AUDIT_ACTIONS; i++)
        (void)printf("%-22s  %s\n", audit_action_name((enum audit_action)i),
                     audit_action_meaning((enum audit_action)i)->en);
    return true;
}
