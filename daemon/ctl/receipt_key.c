#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/jws.h"
#include "common/memory.h"
#include "daemon/ctl/ctl.h"
#include "daemon/secret_file.h"
#include "daemon/session.h"

/* A private key in PEM, gone from memory as soon as it is out of use. */
static void secret_freep(char **text)
{
    if (*text != NULL)
        OPENSSL_cleanse(*text, strlen(*text));
    memory_freep(text);
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
        !secret_file_write(path, pem, strlen(pem), error))
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
