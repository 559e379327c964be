#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/jws.h"
#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

/* A private key in PEM, gone from memory as soon as it is out of use. */
static void secret_freep(char **text)
{
    if (*text != NULL)
        OPENSSL_cleanse(*text, strlen(*text));
    memory_freep(text);
}

static bool write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(fd, text, size);

        if (written < 0)
            return false;
        text += written;
        size -= (size_t)written;
    }
    return fsync(fd) == 0;
}

/* Writes a file that was not there before and that only its owner reads. */
static bool write_secret(const char *path, const char *text, struct error *error)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written;

    if (fd < 0 && errno == EEXIST)
        return error_set(error, ERROR_CONFLICT, "%s is there already and stays as it is", path);
    if (fd < 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be made: %s", path,
                         strerrordesc_np(errno));
    is_written = write_all(fd, text, strlen(text));
    if (!is_written) {
        error_set(error, ERROR_SYSTEM, "%s cannot be written: %s", path,
                  strerrordesc_np(errno));
        (void)unlink(path);
    }
    (void)close(fd);
    return is_written;
}

static bool store_public(PGconn *connection, const struct signing_key *key, struct error *error)
{
    json_t *jwk = signing_key_jwk(key);
    CLEANUP(memory_freep) char *text = json_dumps(jwk, JSON_COMPACT);
    CLEANUP(result_clearp) PGresult *stored = NULL;

    json_decref(jwk);
    stored =
        session_run(connection, error, STATEMENT_RECEIPT_KEY_ADD, signing_key_kid(key), text);
    return stored != NULL && ctl_note(connection,
                                      &(struct audit_line){.action = AUDIT_RECEIPT_KEY_CREATED,
                                                           .subject = signing_key_kid(key)},
                                      NULL, error);
}

/* The file stands before the commit: a public key without its private half would mislead. */
static bool store_both(PGconn *connection, const struct signing_key *key, const char *path,
                       struct error *error)
{
    CLEANUP(secret_freep) char *pem = signing_key_print(key);

    if (!session_command(connection, "BEGIN", error) || !store_public(connection, key, error) ||
        !write_secret(path, pem, error))
        return false;
    if (session_command(connection, "COMMIT", error))
        return true;
    (void)unlink(path);
    return false;
}

bool ctl_receipt_key_create(struct ctl *ctl, struct error *error)
{
    const char *path = NULL;
    const struct argument arguments[] = {{"FILE", &path, .is_needed = true}};
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(signing_key_freep) struct signing_key *key = NULL;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    key = signing_key_new();
    if (!store_both(connection, key, path, error))
        return false;
    (void)printf("key %s is in %s and known to everybody who asks for /v1/keys\n",
                 signing_key_kid(key), path);
    (void)fprintf(stderr, "Name the file in receipt_key and reload the daemon to sign with it; "
                          "the daemon has to be able to read it.\n");
    return true;
}

bool ctl_receipt_key_list(struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = NULL;
    CLEANUP(result_clearp) PGresult *keys = NULL;

    if (!arguments_read(ctl, NULL, 0, error))
        return false;
    connection = ctl_connect(ctl, error);
    if (connection == NULL)
        return false;
    keys = session_run_values(connection, error, STATEMENT_RECEIPT_KEY_LIST, 0, NULL);
    if (keys == NULL)
        return false;
    listing_print(keys);
    return true;
}
