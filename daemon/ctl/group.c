#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "common/municipality.h"
#include "common/roster.h"
#include "common/table.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define ID_MAX  32
#define NOWHERE SIZE_MAX
#define LIST_ID 1 /* the column of sql/statements/group_list.sql */

struct group_form {
    const char *round, *id, *owner, *label_de, *label_en, *path;
};

/* --- the file of members --- */

/* In which cell of a line the keys stand. */
static size_t key_column(const struct table *table)
{
    for (size_t i = 0; table->count > 0 && i < table->lines[0].count; i++) {
        if (strcmp(table->lines[0].cells[i], "key") == 0)
            return i;
    }
    return NOWHERE;
}

static bool has(const json_t *keys, const char *key)
{
    for (size_t i = 0; i < json_array_size(keys); i++) {
        if (strcmp(json_string_value(json_array_get(keys, i)), key) == 0)
            return true;
    }
    return false;
}

static void read_key(const struct table_line *line, size_t column, json_t *keys,
                     struct mistakes *mistakes)
{
    const char *key = column < line->count ? line->cells[column] : "";
    CLEANUP(memory_freep) char *place = memory_format("line %zu", line->number);
    enum municipality_kind kind;

    if (!municipality_key_read(key, &kind))
        mistakes_add(mistakes, place, "'%s' is no key: 8 digits, or 5 for a Kreis", key);
    else if (has(keys, key))
        mistakes_add(mistakes, place, "%s stands in a line before", key);
    else
        json_array_append_new(keys, json_string(key));
}

static json_t *keys_of(const struct table *table, struct mistakes *mistakes)
{
    const size_t column = key_column(table);
    json_t *keys = json_array();

    if (column == NOWHERE)
        mistakes_add(mistakes, "file", "the first line has no column named key");
    for (size_t i = 1; i < table->count && column != NOWHERE; i++)
        read_key(&table->lines[i], column, keys, mistakes);
    if (mistakes->count == 0 && json_array_size(keys) == 0)
        mistakes_add(mistakes, "file", "there are no members in it");
    return keys;
}

/* A list of keys as text, for the caller to free; NULL on mistakes, which are printed. */
static char *read_members(const char *path, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(table_donep) struct table table = {0};
    size_t size = 0;
    CLEANUP(memory_freep) char *bytes = file_read(path, ROSTER_BYTES_MAX, &size, error);
    CLEANUP(memory_freep) char *text = NULL;
    json_t *keys;

    if (bytes == NULL)
        return NULL;
    if (table_read(bytes, size, ROSTER_LINES_MAX, &table, &mistakes)) {
        keys = keys_of(&table, &mistakes);
        text = json_dumps(keys, JSON_COMPACT);
        json_decref(keys);
    }
    if (mistakes.count == 0)
        return TAKE(text);
    mistakes_print(path, &mistakes);
    error_set(error, ERROR_INVALID, "%s has %zu mistake%s, no group was made", path,
              mistakes.count, mistakes.count == 1 ? "" : "s");
    return NULL;
}

/* --- what stands on the command line --- */

static bool id_check(struct ctl *ctl, const char *id, struct error *error)
{
    static const char *const taken[] = {"band-", "kind-", "land-"};
    static const char characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    if (id[0] < 'a' || id[0] > 'z' || strlen(id) > ID_MAX || id[strspn(id, characters)] != '\0')
        return misuse(ctl, error,
                      "a group's id has 1 to %d small letters, digits and hyphens and begins "
                      "with a letter, not '%s'",
                      ID_MAX, id);
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        if (strncmp(id, taken[i], strlen(taken[i])) == 0)
            return misuse(ctl, error, "ids that begin with %s are those of fixed groups",
                          taken[i]);
    }
    return strcmp(id, "all") != 0 || misuse(ctl, error, "all is the id of a fixed group");
}

static bool form_check(struct ctl *ctl, const struct group_form *form, struct error *error)
{
    return id_check(ctl, form->id, error) && line_check(ctl, "--owner", form->owner, error) &&
           line_check(ctl, "--label-de", form->label_de, error) &&
           line_check(ctl, "--label-en", form->label_en, error);
}

/* --- the database --- */

static bool strangers_check(PGconn *connection, const struct group_form *form,
                            const char *members, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *rows =
        session_run(connection, error, STATEMENT_GROUP_STRANGERS, form->round, members);

    if (rows == NULL)
        return false;
    if (PQntuples(rows) == 0)
        return true;
    for (int i = 0; i < PQntuples(rows); i++)
        (void)fprintf(stderr, "%s: %s does not take part in round %s\n", form->path,
                      PQgetvalue(rows, i, 0), form->round);
    return error_set(error, ERROR_MISSING,
                     "%d of the members do not take part, no group was made", PQntuples(rows));
}

static bool id_is_free(PGconn *connection, const struct group_form *form, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *rows = session_run(connection, error, STATEMENT_GROUP_LIST, form->round);

    if (rows == NULL)
        return false;
    for (int i = 0; i < PQntuples(rows); i++) {
        if (strcmp(PQgetvalue(rows, i, LIST_ID), form->id) == 0)
            return error_set(error, ERROR_CONFLICT, "there is a group %s of round %s already",
                             form->id, form->round);
    }
    return true;
}

static bool create(PGconn *connection, const struct group_form *form, const char *members,
                   struct error *error)
{
    CLEANUP(result_clearp) PGresult *round = round_find(connection, form->round, error);
    CLEANUP(result_clearp) PGresult *made = NULL;

    if (round == NULL || !id_is_free(connection, form, error) ||
        !strangers_check(connection, form, members, error))
        return false;
    if (!session_command(connection, "BEGIN", error))
        return false;
    made = session_run(connection, error, STATEMENT_GROUP_CREATE, form->round, form->id,
                       form->owner, form->label_de, form->label_en, members);
    if (made == NULL ||
        !ctl_note(connection,
                  &(struct audit_line){
                      .action = AUDIT_GROUP_CREATED, .round = form->round, .subject = form->id},
                  json_pack("{s:i}", "members", PQntuples(made)), error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "group %s is not made", form->id);
    (void)printf("group %s of round %s: %d members\n", form->id, form->round, PQntuples(made));
    return true;
}

bool ctl_group_create(struct ctl *ctl, struct error *error)
{
    struct group_form form = {0};
    const struct argument arguments[] = {
        {"ROUND", &form.round, .is_needed = true},
        {"ID", &form.id, .is_needed = true},
        {"--owner", &form.owner, .is_needed = true},
        {"--label-de", &form.label_de, .is_needed = true},
        {"--label-en", &form.label_en, .is_needed = true},
        {"--members", &form.path, .is_needed = true},
    };
    CLEANUP(memory_freep) char *members = NULL;
    CLEANUP(session_closep) PGconn *connection = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !form_check(ctl, &form, error))
        return false;
    members = read_members(form.path, error);
    if (members == NULL)
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && create(connection, &form, members, error);
}

bool ctl_group_list(struct ctl *ctl, struct error *error)
{
    const char *round = NULL;
    const struct argument arguments[] = {{"ROUND", &round, .is_needed = false}};
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *rows = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    rows = session_run(connection, error, STATEMENT_GROUP_LIST, round);
    if (rows == NULL)
        return false;
    listing_print(rows);
    return true;
}
