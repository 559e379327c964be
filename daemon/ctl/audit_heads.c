#include "daemon/ctl/audit_heads.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define FILE_BYTES_MAX 67108864

/* The columns of sql/statements/audit_heads.sql. */
enum column { COLUMN_CHAIN, COLUMN_NUMBER, COLUMN_HASH, COLUMN_SOURCE };

void audit_heads_done(struct audit_heads *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->items[i].chain);
        free(self->items[i].hash);
        free(self->items[i].source);
    }
    free(self->items);
}

static void add(struct audit_heads *self, const char *chain, int64_t number, const char *hash,
                const char *source)
{
    self->items = memory_resize(self->items, (self->count + 1) * sizeof *self->items);
    self->items[self->count++] = (struct audit_head){.chain = memory_copy_text(chain),
                                                     .number = number,
                                                     .hash = memory_copy_text(hash),
                                                     .source = memory_copy_text(source)};
}

bool audit_heads_of_releases(struct audit_heads *self, PGconn *connection, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *rows = session_run_values(connection, error, STATEMENT_AUDIT_HEADS, 0, NULL);

    if (rows == NULL)
        return false;
    for (int i = 0; i < PQntuples(rows); i++)
        add(self, PQgetvalue(rows, i, COLUMN_CHAIN),
            strtoll(PQgetvalue(rows, i, COLUMN_NUMBER), NULL, 10),
            PQgetvalue(rows, i, COLUMN_HASH), PQgetvalue(rows, i, COLUMN_SOURCE));
    return true;
}

static bool take(struct audit_heads *self, const json_t *list, const char *path,
                 struct error *error)
{
    json_t *item;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) == 0)
        return error_set(error, ERROR_INVALID, "%s holds no heads of the audit", path);
    json_array_foreach(list, i, item) {
        const char *chain = json_string_value(json_object_get(item, "chain"));
        const char *hash = json_string_value(json_object_get(item, "sha256"));
        const json_t *number = json_object_get(item, "number");

        if (chain == NULL || hash == NULL || !json_is_integer(number))
            return error_set(error, ERROR_INVALID, "%s: a head has chain, number and sha256",
                             path);
        add(self, chain, json_integer_value(number), hash, path);
    }
    return true;
}

bool audit_heads_of_file(struct audit_heads *self, const char *path, struct error *error)
{
    size_t size = 0;
    CLEANUP(memory_freep) char *text = file_read(path, FILE_BYTES_MAX, &size, error);
    json_t *document;
    bool is_taken;

    if (text == NULL)
        return false;
    document = document_parse(path, text, size, error);
    if (document == NULL)
        return false;
    is_taken = take(self,
                    json_is_array(document)
                        ? document
                        : json_object_get(json_object_get(document, "inputs"), "audit"),
                    path, error);
    json_decref(document);
    return is_taken;
}

static int compare(const void *left, const void *right)
{
    const struct audit_head *a = left;
    const struct audit_head *b = right;
    const int order = strcmp(a->chain, b->chain);

    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

void audit_heads_sort(struct audit_heads *self)
{
    if (self->count > 0)
        qsort(self->items, self->count, sizeof *self->items, compare);
}
