#include "daemon/publish_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/session.h"
#include "daemon/stored.h"

/* What the statements sql/statements/publish_*.sql are run with. */
struct source {
    PGconn *connection;
    const char *round;
    const char *number; /* of the release to be computed again, or NULL */
};

/* The columns of sql/statements/publish_round.sql. */
enum round_column {
    ROUND_CATALOGUE,
    ROUND_HAS_NEWS,
    ROUND_IS_FINAL,
    ROUND_NUMBER,
    ROUND_PUBLISHED_AT,
    ROUND_AUDIT,
};

/* The columns of sql/statements/publish_participants.sql. */
enum participant_column {
    PARTICIPANT_KEY,
    PARTICIPANT_NAME,
    PARTICIPANT_PARENT,
    PARTICIPANT_INHABITANTS,
};

/* The columns of sql/statements/publish_versions.sql. */
enum version_column {
    VERSION_MUNICIPALITY,
    VERSION_NUMBER,
    VERSION_CONTENT,
    VERSION_RECEIPT,
    VERSION_VALUES,
    VERSION_STATES,
    VERSION_PLANNED,
};

/* The columns of sql/statements/publish_included.sql and publish_earlier.sql. */
enum included_column { INCLUDED_RELEASE, INCLUDED_MUNICIPALITY, INCLUDED_VERSION };
enum earlier_column { EARLIER_NUMBER, EARLIER_DOCUMENT };

static PGresult *query(const struct source *source, enum statement statement,
                       struct error *error)
{
    return session_run(source->connection, error, statement, source->round, source->number);
}

static int number_at(const PGresult *rows, int row, int column)
{
    return (int)strtol(PQgetvalue(rows, row, column), NULL, 10);
}

/* --- the round --- */

static bool read_edition(struct publish_input *self, const char *text, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};

    self->edition = catalogue_read(json_loads(text, JSON_REJECT_DUPLICATES, NULL), &mistakes);
    if (self->edition != NULL)
        return true;
    return error_set(error, ERROR_SYSTEM, "the edition stored for this round cannot be read");
}

static bool read_round(const struct source *source, struct publish_input *self,
                       struct error *error)
{
    CLEANUP(result_clearp) PGresult *row = query(source, STATEMENT_PUBLISH_ROUND, error);

    if (row == NULL)
        return false;
    if (PQntuples(row) == 0 && source->number != NULL)
        return error_set(error, ERROR_MISSING, "there is no release %s of round %s",
                         source->number, source->round);
    if (PQntuples(row) == 0)
        return error_set(error, ERROR_MISSING, "there is no round %s", source->round);
    self->round = source->round;
    self->has_news = PQgetvalue(row, 0, ROUND_HAS_NEWS)[0] == 't';
    self->is_final = PQgetvalue(row, 0, ROUND_IS_FINAL)[0] == 't';
    self->number = number_at(row, 0, ROUND_NUMBER);
    (void)snprintf(self->published_at, sizeof self->published_at, "%s",
                   PQgetvalue(row, 0, ROUND_PUBLISHED_AT));
    if (PQgetisnull(row, 0, ROUND_AUDIT) == 0)
        self->audit = json_loads(PQgetvalue(row, 0, ROUND_AUDIT), 0, NULL);
    return read_edition(self, PQgetvalue(row, 0, ROUND_CATALOGUE), error);
}

/* --- who takes part --- */

static bool read_participants(const struct source *source, struct publish_input *self,
                              struct error *error)
{
    PGresult *rows = query(source, STATEMENT_PUBLISH_PARTICIPANTS, error);

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

        participant->key = PQgetvalue(rows, i, PARTICIPANT_KEY);
        participant->name = PQgetvalue(rows, i, PARTICIPANT_NAME);
        if (PQgetisnull(rows, i, PARTICIPANT_PARENT) == 0)
            participant->parent = PQgetvalue(rows, i, PARTICIPANT_PARENT);
        participant->inhabitants =
            strtoll(PQgetvalue(rows, i, PARTICIPANT_INHABITANTS), NULL, 10);
        if (!municipality_key_read(participant->key, &participant->kind))
            return error_set(error, ERROR_SYSTEM, "'%s' is no key", participant->key);
    }
    return true;
}

static bool read_groups(const struct source *source, struct publish_input *self,
                        struct error *error)
{
    self->member_rows =
        session_run(source->connection, error, STATEMENT_GROUP_MEMBERS, source->round);
    if (self->member_rows == NULL)
        return false;
    own_groups_init(&self->own_groups, self->member_rows);
    return true;
}

/* --- versions --- */

static bool read_version(struct publish_input *self, int row, struct error *error)
{
    const size_t count = catalogue_count(self->edition);
    const size_t goals = catalogue_goal_count(self->edition);
    const PGresult *rows = self->version_rows;
    struct contribution *version = &self->versions[row];
    int64_t *values = &self->values[(size_t)row * count];
    uint8_t *states = &self->states[(size_t)row * count];
    uint8_t *planned = &self->planned[(size_t)row * goals];

    version->municipality = PQgetvalue(rows, row, VERSION_MUNICIPALITY);
    version->version = number_at(rows, row, VERSION_NUMBER);
    version->values = values;
    version->states = states;
    version->planned = planned;
    if (stored_digest(PQgetvalue(rows, row, VERSION_CONTENT), &version->content) &&
        stored_digest(PQgetvalue(rows, row, VERSION_RECEIPT), &version->receipt) &&
        stored_numbers(PQgetvalue(rows, row, VERSION_VALUES), count, values) &&
        stored_small_numbers(PQgetvalue(rows, row, VERSION_STATES), count, states) &&
        stored_small_numbers(PQgetvalue(rows, row, VERSION_PLANNED), goals, planned))
        return true;
    return error_set(error, ERROR_SYSTEM, "version %d of %s does not fit its edition",
                     version->version, version->municipality);
}

static bool read_versions(const struct source *source, struct publish_input *self,
                          struct error *error)
{
    const size_t count = catalogue_count(self->edition);

    self->version_rows = query(source, STATEMENT_PUBLISH_VERSIONS, error);
    if (self->version_rows == NULL)
        return false;
    self->version_count = (size_t)PQntuples(self->version_rows);
    self->versions = memory_new(self->version_count, sizeof *self->versions);
    self->values = memory_new(self->version_count * count, sizeof *self->values);
    self->states = memory_new(self->version_count * count, sizeof *self->states);
    self->planned = memory_new(self->version_count * catalogue_goal_count(self->edition),
                               sizeof *self->planned);
    for (int i = 0; i < PQntuples(self->version_rows); i++) {
        if (!read_version(self, i, error))
            return false;
    }
    return true;
}

/* --- releases --- */

static bool read_documents(const struct source *source, struct publish_input *self,
                           struct error *error)
{
    CLEANUP(result_clearp) PGresult *rows = query(source, STATEMENT_PUBLISH_EARLIER, error);

    if (rows == NULL)
        return false;
    self->documents = memory_new((size_t)PQntuples(rows), sizeof(json_t *));
    self->earlier = memory_new((size_t)PQntuples(rows), sizeof *self->earlier);
    for (int i = 0; i < PQntuples(rows); i++) {
        json_t *document = json_loads(PQgetvalue(rows, i, EARLIER_DOCUMENT), 0, NULL);

        if (document == NULL || number_at(rows, i, EARLIER_NUMBER) != i + 1)
            return error_set(error, ERROR_SYSTEM, "release %d of round %s cannot be read",
                             i + 1, source->round);
        self->documents[self->earlier_count] = document;
        self->earlier[self->earlier_count++].document = document;
        self->previous = document;
    }
    return true;
}

static int compare_versions(const void *left, const void *right)
{
    const struct contribution *a = left;
    const struct contribution *b = right;
    const int order = strcmp(a->municipality, b->municipality);

    return order != 0 ? order : (a->version > b->version) - (a->version < b->version);
}

static bool include(struct publish_input *self, const PGresult *rows, int row,
                    struct error *error)
{
    const int release = number_at(rows, row, INCLUDED_RELEASE);
    const struct contribution wanted = {.municipality =
                                            PQgetvalue(rows, row, INCLUDED_MUNICIPALITY),
                                        .version = number_at(rows, row, INCLUDED_VERSION)};
    const struct contribution *version =
        bsearch(&wanted, self->versions, self->version_count, sizeof wanted, compare_versions);

    if (version == NULL || release < 0 || (size_t)release > self->earlier_count)
        return error_set(error, ERROR_SYSTEM, "version %d of %s is not stored", wanted.version,
                         wanted.municipality);
    self->included[row] = *version;
    if (release == 0)
        self->contribution_count++;
    else
        self->earlier[release - 1].contribution_count++;
    return true;
}

static bool read_included(const struct source *source, struct publish_input *self,
                          struct error *error)
{
    CLEANUP(result_clearp) PGresult *rows = query(source, STATEMENT_PUBLISH_INCLUDED, error);
    const struct contribution *next;

    if (rows == NULL)
        return false;
    self->included = memory_new((size_t)PQntuples(rows), sizeof *self->included);
    for (int i = 0; i < PQntuples(rows); i++) {
        if (!include(self, rows, i, error))
            return false;
    }
    self->contributions = self->included;
    next = self->included + self->contribution_count;
    for (size_t i = 0; i < self->earlier_count; i++) {
        self->earlier[i].contributions = next;
        next += self->earlier[i].contribution_count;
    }
    return true;
}

static bool read_all(const struct source *source, struct publish_input *out,
                     struct error *error)
{
    return session_command(source->connection,
                           "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error) &&
           read_round(source, out, error) && read_participants(source, out, error) &&
           read_groups(source, out, error) && read_versions(source, out, error) &&
           read_documents(source, out, error) && read_included(source, out, error) &&
           session_command(source->connection, "COMMIT", error);
}

bool publish_input_read(PGconn *connection, const char *round, struct publish_input *out,
                        struct error *error)
{
    const struct source source = {.connection = connection, .round = round};

    return read_all(&source, out, error);
}

bool publish_input_read_again(PGconn *connection, const char *round, int number,
                              struct publish_input *out, struct error *error)
{
    char text[16];
    const struct source source = {.connection = connection, .round = round, .number = text};

    (void)snprintf(text, sizeof text, "%d", number);
    return read_all(&source, out, error);
}

void publish_input_done(struct publish_input *self)
{
    for (size_t i = 0; i < self->earlier_count; i++)
        json_decref(self->documents[i]);
    catalogue_free(self->edition);
    json_decref(self->audit);
    own_groups_done(&self->own_groups);
    PQclear(self->participant_rows);
    PQclear(self->version_rows);
    PQclear(self->member_rows);
    free(self->participants);
    free(self->versions);
    free(self->values);
    free(self->states);
    free(self->planned);
    free(self->documents);
    free(self->earlier);
    free(self->included);
    memset(self, 0, sizeof *self);
}

struct release_input publish_release_input(const struct publish_input *self,
                                           const struct disclosure_key *key)
{
    return (struct release_input){
        .edition = self->edition,
        .round = self->round,
        .number = self->number,
        .published_at = self->published_at,
        .is_final = self->is_final,
        .audit = self->audit,
        .participants = self->participants,
        .participant_count = self->participant_count,
        .own_groups = self->own_groups.items,
        .own_group_count = self->own_groups.count,
        .contributions = self->contributions,
        .contribution_count = self->contribution_count,
        .earlier = self->earlier,
        .earlier_count = self->earlier_count,
        .key = key->bytes,
        .key_size = key->size,
    };
}
