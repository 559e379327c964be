#include "daemon/publish_read.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/session.h"

/* The columns of sql/statements/publish_round.sql. */
enum round_column {
    ROUND_EDITION,
    ROUND_CATALOGUE,
    ROUND_HAS_NEWS,
    ROUND_IS_FINAL,
    ROUND_LAST_RELEASE,
    ROUND_LAST_DOCUMENT,
    ROUND_PUBLISHED_AT,
};

/* The columns of sql/statements/publish_versions.sql. */
enum version_column {
    VERSION_MUNICIPALITY,
    VERSION_NUMBER,
    VERSION_CONTENT,
    VERSION_VALUES,
    VERSION_STATES,
};

static bool read_edition(struct publish_input *self, const char *text, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};

    self->edition = catalogue_read(json_loads(text, JSON_REJECT_DUPLICATES, NULL), &mistakes);
    if (self->edition != NULL)
        return true;
    return error_set(error, ERROR_SYSTEM, "the edition stored for this round cannot be read");
}

static bool read_previous(struct publish_input *self, const char *literal, struct error *error)
{
    size_t size = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)literal, &size);

    if (bytes == NULL)
        abort(); /* out of memory */
    self->previous = json_loadb((const char *)bytes, size, 0, NULL);
    PQfreemem(bytes);
    if (self->previous != NULL)
        return true;
    return error_set(error, ERROR_SYSTEM, "the last release stored cannot be read");
}

static bool read_round(PGconn *connection, struct publish_input *self, struct error *error)
{
    CLEANUP(result_clearp)
    PGresult *row = session_run(connection, error, STATEMENT_PUBLISH_ROUND, self->round);

    if (row == NULL)
        return false;
    if (PQntuples(row) == 0)
        return error_set(error, ERROR_MISSING, "there is no round %s", self->round);
    self->has_news = PQgetvalue(row, 0, ROUND_HAS_NEWS)[0] == 't';
    self->is_final = PQgetvalue(row, 0, ROUND_IS_FINAL)[0] == 't';
    self->number = (int)strtol(PQgetvalue(row, 0, ROUND_LAST_RELEASE), NULL, 10) + 1;
    (void)snprintf(self->published_at, sizeof self->published_at, "%s",
                   PQgetvalue(row, 0, ROUND_PUBLISHED_AT));
    if (!PQgetisnull(row, 0, ROUND_LAST_DOCUMENT) &&
        !read_previous(self, PQgetvalue(row, 0, ROUND_LAST_DOCUMENT), error))
        return false;
    return read_edition(self, PQgetvalue(row, 0, ROUND_CATALOGUE), error);
}

static bool read_participants(PGconn *connection, struct publish_input *self,
                              struct error *error)
{
    PGresult *rows =
        session_run(connection, error, STATEMENT_PUBLISH_PARTICIPANTS, self->round);

    self->participant_rows = rows;
    if (rows == NULL)
        return false;
    if (PQntuples(rows) > RELEASE_PARTICIPANTS_MAX)
        return error_set(error, ERROR_SYSTEM, "a round has at most %d participants",
                         RELEASE_PARTICIPANTS_MAX);
    self->participant_count = (size_t)PQntuples(rows);
    self->participants = memory_new(self->participant_count, sizeof *self->participants);
    for (int i = 0; i < PQntuples(rows); i++) {
        struct participant *participant = &self->participants[i];

        participant->key = PQgetvalue(rows, i, 0);
        participant->inhabitants = strtoll(PQgetvalue(rows, i, 1), NULL, 10);
        if (!municipality_key_read(participant->key, &participant->kind))
            return error_set(error, ERROR_SYSTEM, "'%s' is no key", participant->key);
    }
    return true;
}

/* Reads exactly count numbers separated by commas; false if there are more or fewer. */
static bool read_numbers(const char *text, size_t count, int64_t *out)
{
    for (size_t i = 0; i < count; i++) {
        char *end;

        out[i] = strtoll(text, &end, 10);
        if (end == text || *end != (i + 1 < count ? ',' : '\0'))
            return false;
        text = end + 1;
    }
    return true;
}

static bool read_version(struct publish_input *self, int row, size_t count, int64_t *states,
                         struct error *error)
{
    const PGresult *rows = self->version_rows;
    struct contribution *contribution = &self->contributions[row];
    int64_t *values = &self->values[(size_t)row * count];
    uint8_t *narrow = &self->states[(size_t)row * count];
    size_t size = 0;

    contribution->municipality = PQgetvalue(rows, row, VERSION_MUNICIPALITY);
    contribution->version = (int)strtol(PQgetvalue(rows, row, VERSION_NUMBER), NULL, 10);
    contribution->values = values;
    contribution->states = narrow;
    if (OPENSSL_hexstr2buf_ex(contribution->content.bytes, DIGEST_SIZE, &size,
                              PQgetvalue(rows, row, VERSION_CONTENT), '\0') != 1 ||
        size != DIGEST_SIZE ||
        !read_numbers(PQgetvalue(rows, row, VERSION_VALUES), count, values) ||
        !read_numbers(PQgetvalue(rows, row, VERSION_STATES), count, states))
        return error_set(error, ERROR_SYSTEM, "version %d of %s does not fit its edition",
                         contribution->version, contribution->municipality);
    for (size_t i = 0; i < count; i++)
        narrow[i] = (uint8_t)states[i];
    return true;
}

static bool read_versions(PGconn *connection, struct publish_input *self, struct error *error)
{
    const size_t count = catalogue_count(self->edition);
    CLEANUP(memory_freep) int64_t *states = memory_new(count, sizeof *states);

    self->version_rows =
        session_run(connection, error, STATEMENT_PUBLISH_VERSIONS, self->round);
    if (self->version_rows == NULL)
        return false;
    self->contribution_count = (size_t)PQntuples(self->version_rows);
    self->contributions = memory_new(self->contribution_count, sizeof *self->contributions);
    self->values = memory_new(self->contribution_count * count, sizeof *self->values);
    self->states = memory_new(self->contribution_count * count, sizeof *self->states);
    for (int i = 0; i < PQntuples(self->version_rows); i++)
        if (!read_version(self, i, count, states, error))
            return false;
    return true;
}

bool publish_input_read(PGconn *connection, const char *round, struct publish_input *out,
                        struct error *error)
{
    out->round = round;
    return session_command(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                           error) &&
           read_round(connection, out, error) && read_participants(connection, out, error) &&
           read_versions(connection, out, error) &&
           session_command(connection, "COMMIT", error);
}

void publish_input_done(struct publish_input *self)
{
    catalogue_free(self->edition);
    json_decref(self->previous);
    PQclear(self->participant_rows);
    PQclear(self->version_rows);
    free(self->participants);
    free(self->contributions);
    free(self->values);
    free(self->states);
    memset(self, 0, sizeof *self);
}
