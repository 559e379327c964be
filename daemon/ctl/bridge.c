#include "common/bridge.h"

#include <stdio.h>
#include <string.h>

#include "common/digest.h"
#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define BRIDGE_BYTES_MAX 1048576

/* A bridge with the bytes it was read from, which are what gets stored. */
struct file {
    const char *path; /* borrowed */
    char *bytes;      /* owned */
    size_t size;
    struct bridge *bridge; /* owned */
};

static void file_donep(struct file *file)
{
    bridge_free(file->bridge);
    memory_freep(&file->bytes);
}

/* The published edition that a member of the document names; NULL if there is none. */
static struct catalogue *find_edition(PGconn *connection, const struct file *file,
                                      const json_t *document, const char *member,
                                      struct error *error)
{
    const char *name = json_string_value(json_object_get(document, member));
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(result_clearp) PGresult *row = NULL;
    struct catalogue *edition;

    if (name == NULL) {
        error_set(error, ERROR_INVALID, "%s: '%s' has to name an edition", file->path, member);
        return NULL;
    }
    row = session_run(connection, error, STATEMENT_EDITION_FIND, name);
    if (row == NULL)
        return NULL;
    if (PQntuples(row) == 0) {
        error_set(error, ERROR_MISSING, "there is no published edition %s", name);
        return NULL;
    }
    edition = catalogue_read(json_loads(PQgetvalue(row, 0, 0), JSON_REJECT_DUPLICATES, NULL),
                             &mistakes);
    if (edition == NULL)
        error_set(error, ERROR_SYSTEM, "the stored edition %s cannot be read", name);
    return edition;
}

static bool read_bridge(PGconn *connection, struct file *file, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(catalogue_freep) struct catalogue *from = NULL;
    CLEANUP(catalogue_freep) struct catalogue *to = NULL;
    json_t *document = document_parse(file->path, file->bytes, file->size, error);

    if (document == NULL)
        return false;
    from = find_edition(connection, file, document, "from", error);
    if (from != NULL)
        to = find_edition(connection, file, document, "to", error);
    if (to == NULL) {
        json_decref(document);
        return false;
    }
    file->bridge = bridge_read(document, from, to, &mistakes);
    if (file->bridge != NULL)
        return true;
    mistakes_print(file->path, &mistakes);
    return error_set(error, ERROR_INVALID, "%s has %zu mistake%s", file->path, mistakes.count,
                     mistakes.count == 1 ? "" : "s");
}

/* The entries as STATEMENT_BRIDGE_STORE wants them, for the caller to free. */
static char *entries_text(const struct bridge *bridge)
{
    json_t *list = json_array();
    char *text;

    for (size_t i = 0; i < bridge->count; i++) {
        const struct bridge_entry *entry = &bridge->entries[i];

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s?, s:s?}", "level", subject_level_name(entry->level),
                            "change", bridge_change_name(entry->change), "from_id", entry->from,
                            "to_id", entry->to));
    }
    text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static bool store(PGconn *connection, const struct file *file, struct error *error)
{
    const struct bridge *bridge = file->bridge;
    const struct digest digest = digest_of(file->bytes, file->size);
    CLEANUP(memory_freep) char *entries = entries_text(bridge);
    CLEANUP(result_clearp) PGresult *known = NULL;
    CLEANUP(result_clearp) PGresult *stored = NULL;
    char sha256[DIGEST_HEX_SIZE];

    digest_print(&digest, sha256);
    known = session_run(connection, error, STATEMENT_BRIDGE_FIND, bridge->to);
    if (known == NULL)
        return false;
    if (PQntuples(known) > 0 && strcmp(PQgetvalue(known, 0, 1), sha256) == 0) {
        (void)printf("the bridge from %s to %s is stored already\n", bridge->from, bridge->to);
        return true;
    }
    if (!session_command(connection, "BEGIN", error))
        return false;
    stored = session_run(connection, error, STATEMENT_BRIDGE_STORE, bridge->from, bridge->to,
                         file->bytes, sha256, entries);
    if (stored == NULL)
        return error_wrap(error, "the bridge is not stored");
    if (PQntuples(stored) == 0)
        return error_set(error, ERROR_CONFLICT,
                         "a bridge leads to a later edition, but %s was published before %s",
                         bridge->to, bridge->from);
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_BRIDGE_STORED, .subject = bridge->to},
                  json_pack("{s:s, s:s}", "from", bridge->from, "sha256", sha256), error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "the bridge is not stored");
    (void)printf("the bridge from %s to %s is stored: %zu entries\n", bridge->from, bridge->to,
                 bridge->count);
    return true;
}

bool ctl_catalogue_bridge(struct ctl *ctl, struct error *error)
{
    CLEANUP(file_donep) struct file file = {0};
    CLEANUP(session_closep) PGconn *connection = NULL;
    const struct argument arguments[] = {{"FILE", &file.path, .is_needed = true}};

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    file.bytes = file_read(file.path, BRIDGE_BYTES_MAX, &file.size, error);
    if (file.bytes == NULL)
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && read_bridge(connection, &file, error) &&
           store(connection, &file, error);
}
