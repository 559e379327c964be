/*
 * Gives out everything that is held of a municipality, as files below a new directory that only
 * its owner can read. It is the one way in which an operator gets to see answers, so it is
 * written down before the first file is.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

static void closep(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static void memory_donep(unsigned char **bytes)
{
    PQfreemem(*bytes);
}

static bool write_all(int fd, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t count = write(fd, bytes, size);

        if (count < 0)
            return false;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

/* Makes the directories of a path below `root`. */
static bool make_directories(int root, char *path)
{
    for (char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdirat(root, path, 0700) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return true;
}

static bool write_file(int root, const char *path, const char *literal, struct error *error)
{
    size_t size = 0;
    CLEANUP(memory_donep)
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)literal, &size);
    CLEANUP(memory_freep) char *name = memory_copy_text(path);
    CLEANUP(closep) int fd = -1;

    if (make_directories(root, name))
        fd = openat(root, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 || bytes == NULL || !write_all(fd, bytes, size) || fsync(fd) != 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be written: %s", path,
                         strerrordesc_np(errno));
    return true;
}

/* Committed with its line of the audit: from then on it counts as given out. */
static bool announce(PGconn *connection, const char *key, const char *reason, PGresult **out,
                     struct error *error)
{
    CLEANUP(result_clearp) PGresult *announced = NULL;

    if (!session_command(connection, "BEGIN", error))
        return false;
    announced =
        session_run(connection, error, STATEMENT_MUNICIPALITY_EXPORT_ANNOUNCE, key, reason);
    if (announced == NULL)
        return false;
    if (PQgetisnull(announced, 0, 0))
        return error_set(error, ERROR_MISSING, "there is no municipality %s", key);
    if (!ctl_note(connection,
                  &(struct audit_line){.action = AUDIT_DATA_EXPORTED, .municipality = key},
                  json_object(), error) ||
        !session_command(connection, "COMMIT", error))
        return false;
    *out = TAKE(announced);
    return true;
}

static PGresult *read_files(PGconn *connection, const char *key, const char *reason,
                            struct error *error)
{
    CLEANUP(result_clearp) PGresult *announced = NULL;

    if (!announce(connection, key, reason, &announced, error))
        return NULL;
    return session_run(connection, error, STATEMENT_MUNICIPALITY_EXPORT,
                       PQgetvalue(announced, 0, 0));
}

bool ctl_export(struct ctl *ctl, struct error *error)
{
    const char *key = NULL, *directory = NULL, *reason = NULL;
    const struct argument arguments[] = {{"KEY", &key, .is_needed = true},
                                         {"DIRECTORY", &directory, .is_needed = true},
                                         {"--reason", &reason, .is_needed = true}};
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *files = NULL;
    CLEANUP(closep) int root = -1;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !key_check(ctl, key, error) || !line_check(ctl, "--reason", reason, error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    if (mkdir(directory, 0700) == 0)
        root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be made: %s", directory,
                         strerrordesc_np(errno));
    files = read_files(connection, key, reason, error);
    if (files == NULL) {
        (void)rmdir(directory);
        return error_wrap(error, "nothing is exported");
    }
    for (int i = 0; i < PQntuples(files); i++)
        if (!write_file(root, PQgetvalue(files, i, 0), PQgetvalue(files, i, 1), error))
            return error_wrap(error, "the export is not complete");
    (void)printf("%d files of municipality %s are in %s\n", PQntuples(files), key, directory);
    return true;
}
