/*
 * Computes releases again with the same code that made them, and compares digests.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/ctl/ctl.h"
#include "daemon/publication.h"
#include "daemon/session.h"

/* The columns of STATEMENT_VERIFY_RELEASES and STATEMENT_VERIFY_FORMS. */
enum release_column {
    RELEASE_ROUND,
    RELEASE_NUMBER,
    RELEASE_INPUTS,
    RELEASE_VALUES,
    RELEASE_ROOT,
    RELEASE_STRANGERS
};
enum form_column { FORM_NAME, FORM_SHA256, FORM_OF_BODY };

/* What differs, in words, separated by commas. */
struct differences {
    char *text; /* owned */
};

static void differences_donep(struct differences *self)
{
    memory_freep(&self->text);
}

static void add(struct differences *self, const char *what)
{
    CLEANUP(memory_freep) char *before = TAKE(self->text);

    self->text =
        before == NULL ? memory_copy_text(what) : memory_format("%s, %s", before, what);
}

static void compare(struct differences *self, const char *what, const struct digest *computed,
                    const char *stored)
{
    char text[DIGEST_HEX_SIZE];

    digest_print(computed, text);
    if (strcmp(text, stored) != 0)
        add(self, what);
}

/* One form as it is stored against the one that is rendered now. */
static bool compare_form(struct differences *self, const struct publication *publication,
                         const PGresult *forms, int row, struct error *error)
{
    const char *name = PQgetvalue(forms, row, FORM_NAME);
    const struct form *form = form_named(name);
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    CLEANUP(memory_freep) char *stored = memory_format("%s as it is stored", name);
    struct digest digest;

    if (strcmp(PQgetvalue(forms, row, FORM_SHA256), PQgetvalue(forms, row, FORM_OF_BODY)) != 0)
        add(self, stored);
    if (form == NULL) {
        add(self, name);
        return true;
    }
    if (!publication_render(publication, form, &bytes, &digest, error))
        return false;
    compare(self, name, &digest, PQgetvalue(forms, row, FORM_SHA256));
    return true;
}

/* Computes one release again; *forms is how many were compared. */
static bool compute(PGconn *connection, const PGresult *releases, int row,
                    const struct disclosure_key *key, struct differences *differences,
                    int *forms, struct error *error)
{
    const char *round = PQgetvalue(releases, row, RELEASE_ROUND);
    const char *number = PQgetvalue(releases, row, RELEASE_NUMBER);
    CLEANUP(publish_input_donep) struct publish_input input = {0};
    CLEANUP(publication_donep) struct publication publication = {0};
    CLEANUP(result_clearp) PGresult *stored = NULL;

    if (strcmp(PQgetvalue(releases, row, RELEASE_STRANGERS), "0") != 0)
        return error_set(error, ERROR_CONFLICT, "it has versions of nobody who took part");
    if (!publish_input_read_again(connection, round, (int)strtol(number, NULL, 10), &input,
                                  error))
        return false;
    publication_init(&publication, &input, key);
    compare(differences, "inputs", &publication.inputs,
            PQgetvalue(releases, row, RELEASE_INPUTS));
    compare(differences, "values", &publication.values,
            PQgetvalue(releases, row, RELEASE_VALUES));
    compare(differences, "Merkle root", &publication.merkle_root,
            PQgetvalue(releases, row, RELEASE_ROOT));
    stored = session_run(connection, error, STATEMENT_VERIFY_FORMS, round, number);
    if (stored == NULL)
        return false;
    *forms = PQntuples(stored);
    for (int i = 0; i < *forms; i++)
        if (!compare_form(differences, &publication, stored, i, error))
            return false;
    return true;
}

/* Prints the line of one release; whether it is as it was published. */
static bool verify_one(PGconn *connection, const PGresult *releases, int row,
                       const struct disclosure_key *key)
{
    CLEANUP(differences_donep) struct differences differences = {0};
    struct error error;
    int forms = 0;

    (void)printf("round %s, release %s: ", PQgetvalue(releases, row, RELEASE_ROUND),
                 PQgetvalue(releases, row, RELEASE_NUMBER));
    if (PQgetisnull(releases, row, RELEASE_ROOT)) {
        (void)puts("not compared, it is older than what computing again needs");
        return true;
    }
    if (!compute(connection, releases, row, key, &differences, &forms, &error)) {
        PQclear(PQexec(connection, "ROLLBACK")); /* without a connection the next one says so */
        (void)printf("cannot be computed again: %s\n", error.text);
        return false;
    }
    if (differences.text != NULL) {
        (void)printf("differs: %s\n", differences.text);
        return false;
    }
    (void)printf("as it was published, %d forms\n", forms);
    return true;
}

static bool verify_all(PGconn *connection, const char *round, const char *number,
                       const struct disclosure_key *key, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *releases =
        session_run(connection, error, STATEMENT_VERIFY_RELEASES, round, number);
    int wrong = 0;

    if (releases == NULL)
        return false;
    if (PQntuples(releases) == 0)
        return error_set(error, ERROR_MISSING, "there is no such release");
    for (int i = 0; i < PQntuples(releases); i++)
        wrong += verify_one(connection, releases, i, key) ? 0 : 1;
    if (wrong == 0)
        return true;
    return error_set(error, ERROR_CONFLICT, "%d of %d releases are not what they were", wrong,
                     PQntuples(releases));
}

bool ctl_verify(struct ctl *ctl, struct error *error)
{
    const char *round = NULL, *number = NULL;
    bool is_recomputed = false;
    const struct argument arguments[] = {
        {"ROUND", &round, NULL, false},
        {"N", &number, NULL, false},
        {"--recompute", NULL, &is_recomputed, false},
    };
    CLEANUP(disclosure_key_donep) struct disclosure_key key = {0};
    CLEANUP(session_closep) PGconn *connection = NULL;
    struct config config;

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error))
        return false;
    if (!is_recomputed)
        return misuse(ctl, error, "verify needs --recompute");
    if (number != NULL &&
        (strspn(number, "0123456789") != strlen(number) || strlen(number) > 6))
        return misuse(ctl, error, "N is the number of a release, not '%s'", number);
    if (!ctl_config(ctl, &config, error) ||
        !disclosure_key_read(config.disclosure_key, &key, error))
        return false;
    connection =
        session_open(ctl->database == NULL ? config.database_publishing : ctl->database, error);
    return connection != NULL && session_schema_is_right(connection, error) &&
           verify_all(connection, round, number, &key, error);
}
