#include "common/catalogue.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "common/digest.h"
#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define CATALOGUE_BYTES_MAX 4194304

/* A catalogue with the bytes it was read from, which are what gets published. */
struct file {
    char *bytes; /* owned */
    size_t size;
    struct catalogue *catalogue; /* owned */
};

static void file_donep(struct file *file)
{
    catalogue_free(file->catalogue);
    memory_freep(&file->bytes);
}

/* NULL with every mistake printed, or only the first if it is no JSON. */
static struct catalogue *parse(const char *path, const char *bytes, size_t size,
                               struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(catalogue_freep) struct catalogue *catalogue = NULL;
    json_t *document = document_parse(path, bytes, size, error);

    if (document == NULL)
        return NULL;
    catalogue = catalogue_read(document, &mistakes);
    if (catalogue == NULL) {
        mistakes_print(path, &mistakes);
        error_set(error, ERROR_INVALID, "%s has %zu mistake%s", path, mistakes.count,
                  mistakes.count == 1 ? "" : "s");
        return NULL;
    }
    return TAKE(catalogue);
}

static bool read_file(struct ctl *ctl, struct file *file, const char **path,
                      struct error *error)
{
    const struct argument arguments[] = {{"FILE", path, .is_needed = true}};

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    file->bytes = file_read(*path, CATALOGUE_BYTES_MAX, &file->size, error);
    if (file->bytes == NULL)
        return false;
    file->catalogue = parse(*path, file->bytes, file->size, error);
    return file->catalogue != NULL;
}

bool ctl_catalogue_check(struct ctl *ctl, struct error *error)
{
    CLEANUP(file_donep) struct file file = {0};
    const char *path = NULL;

    if (!read_file(ctl, &file, &path, error))
        return false;
    (void)printf("%s: edition %s, %zu fields, %zu goals, %zu indicators, no mistakes\n", path,
                 catalogue_edition(file.catalogue), catalogue_field_count(file.catalogue),
                 catalogue_goal_count(file.catalogue), catalogue_count(file.catalogue));
    return true;
}

/* As the table edition_indicator spells it. */
static const char *kind_name(enum indicator_kind kind)
{
    switch (kind) {
    case INDICATOR_LEVEL:
        return "level";
    case INDICATOR_YES_NO:
        return "yes-no";
    case INDICATOR_SHARE:
        return "share";
    case INDICATOR_RATE:
        return "rate";
    }
    return "unknown";
}

/* The edition's order as STATEMENT_EDITION_PUBLISH wants it, for the caller to free. */
static char *order_text(const struct catalogue *catalogue)
{
    json_t *list = json_array();
    char *text;

    for (size_t i = 0; i < catalogue_count(catalogue); i++) {
        const struct indicator *indicator = catalogue_at(catalogue, i);

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:i}", "indicator", indicator->id, "kind",
                            kind_name(indicator->kind), "decimals", indicator->decimals));
    }
    text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static bool publish(PGconn *connection, const struct file *file, struct error *error)
{
    const char *edition = catalogue_edition(file->catalogue);
    const struct digest digest = digest_of(file->bytes, file->size);
    char hash[DIGEST_HEX_SIZE];
    CLEANUP(memory_freep) char *order = order_text(file->catalogue);
    CLEANUP(result_clearp) PGresult *known = NULL;
    CLEANUP(result_clearp) PGresult *stored = NULL;

    digest_print(&digest, hash);
    known = session_run(connection, error, STATEMENT_EDITION_FIND, edition);
    if (known == NULL)
        return false;
    if (PQntuples(known) == 1 && strcmp(PQgetvalue(known, 0, 1), hash) == 0) {
        (void)printf("edition %s is published already\n", edition);
        return true;
    }
    if (PQntuples(known) == 1)
        return error_set(
            error, ERROR_CONFLICT,
            "edition %s is published with other contents and never changes: give the "
            "changed file a new name of its edition",
            edition);
    if (!session_command(connection, "BEGIN", error))
        return false;
    stored = session_run(connection, error, STATEMENT_EDITION_PUBLISH, edition, file->bytes,
                         hash, order);
    if (stored == NULL ||
        !ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_EDITION_PUBLISHED, .subject = edition},
                  json_pack("{s:s}", "sha256", hash), error) ||
        !session_command(connection, "COMMIT", error))
        return error_wrap(error, "edition %s is not published", edition);
    (void)printf("edition %s is published: %zu indicators\n", edition,
                 catalogue_count(file->catalogue));
    return true;
}

bool ctl_catalogue_publish(struct ctl *ctl, struct error *error)
{
    CLEANUP(file_donep) struct file file = {0};
    CLEANUP(session_closep) PGconn *connection = NULL;
    const char *path = NULL;

    if (!read_file(ctl, &file, &path, error))
        return false;
    connection = ctl_connect(ctl, error);
    return connection != NULL && publish(connection, &file, error);
}
