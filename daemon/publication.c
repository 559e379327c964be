#include "daemon/publication.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/figures/merkle.h"
#include "common/figures/release.h"
#include "common/figures/rollcall.h"
#include "common/figures/values_digest.h"
#include "common/memory.h"
#include "daemon/session.h"

/*
 * Unguessable without the key, and the same whenever and wherever the release is made. The
 * inputs are in it so that a run that was given up shares no salt with the one that is made
 * again.
 */
static struct digest salt_of(const struct publish_input *input, const struct digest *inputs,
                             const struct disclosure_key *key)
{
    CLEANUP(memory_freep) char *text = NULL;
    char sha256[DIGEST_HEX_SIZE];
    struct digest salt;
    unsigned size = 0;
    const uint8_t *result;

    digest_print(inputs, sha256);
    text = memory_format("merkle salt\n%s\n%d\n%s\n", input->round, input->number, sha256);
    result = HMAC(EVP_sha256(), key->bytes, (int)key->size, (const uint8_t *)text, strlen(text),
                  salt.bytes, &size);
    assert(result == salt.bytes && size == DIGEST_SIZE);
    return salt;
}

static struct digest root_of(const struct publish_input *input, const struct digest *salt)
{
    const size_t count = input->contribution_count;
    CLEANUP(memory_freep)
    struct contribution *sorted = contributions_sorted(input->contributions, count);
    CLEANUP(memory_freep) struct digest *leaves = memory_new(count, sizeof *leaves);

    for (size_t i = 0; i < count; i++) {
        const struct digest own_salt = merkle_salt(salt, sorted[i].municipality);

        leaves[i] = merkle_leaf(&own_salt, &sorted[i].receipt);
    }
    return merkle_root(leaves, count);
}

void publication_init(struct publication *self, const struct publish_input *input,
                      const struct disclosure_key *key)
{
    struct release_input parameters = publish_release_input(input, key);

    self->input = input;
    self->inputs = release_inputs_digest(input->contributions, input->contribution_count);
    self->values =
        release_values_digest(input->contributions, input->contribution_count, input->edition);
    self->merkle_salt = salt_of(input, &self->inputs, key);
    self->merkle_root = root_of(input, &self->merkle_salt);
    parameters.merkle_root = &self->merkle_root;
    self->document = release_compute(&parameters);
}

void publication_done(struct publication *self)
{
    json_decref(TAKE(self->document));
}

bool publication_render(const struct publication *self, const struct form *form,
                        struct bytes *out, struct digest *digest, struct error *error)
{
    if (!form->render(self->document, self->input->edition, out, error))
        return error_wrap(error, "the form '%s'", form->name);
    *digest = digest_of(out->data, out->size);
    return true;
}

/* --- storing --- */

/* The number of the release as a parameter. */
struct number_text {
    char text[16];
};

static struct number_text number_of(const struct publication *self)
{
    struct number_text number;

    (void)snprintf(number.text, sizeof number.text, "%d", self->input->number);
    return number;
}

static char *versions_text(const struct publish_input *input)
{
    json_t *list = json_array();
    char *text;

    for (size_t i = 0; i < input->contribution_count; i++)
        (void)json_array_append_new(
            list, json_pack("{s:s, s:i}", "municipality", input->contributions[i].municipality,
                            "version", input->contributions[i].version));
    text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static char *participants_text(const struct publish_input *input)
{
    json_t *list = json_array();
    char *text;

    for (size_t i = 0; i < input->participant_count; i++) {
        const struct participant *participant = &input->participants[i];

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s?, s:I}", "municipality", participant->key, "name",
                            participant->name, "parent", participant->parent, "inhabitants",
                            (json_int_t)participant->inhabitants));
    }
    text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static bool store_release(const struct publication *self, PGconn *connection, const char *run,
                          struct error *error)
{
    const struct publish_input *input = self->input;
    CLEANUP(memory_freep) char *versions = versions_text(input);
    CLEANUP(memory_freep) char *participants = participants_text(input);
    CLEANUP(memory_freep)
    char *method = json_dumps(json_object_get(self->document, "method"), JSON_COMPACT);
    CLEANUP(memory_freep)
    char *audit = input->audit == NULL ? NULL : json_dumps(input->audit, JSON_COMPACT);
    CLEANUP(result_clearp) PGresult *result = NULL;
    char inputs[DIGEST_HEX_SIZE], values[DIGEST_HEX_SIZE];
    char salt[DIGEST_HEX_SIZE], root[DIGEST_HEX_SIZE];

    digest_print(&self->inputs, inputs);
    digest_print(&self->values, values);
    digest_print(&self->merkle_salt, salt);
    digest_print(&self->merkle_root, root);
    result = session_run(connection, error, STATEMENT_RELEASE_INSERT, input->round,
                         number_of(self).text, catalogue_edition(input->edition),
                         input->published_at, input->is_final ? "true" : "false", inputs, run,
                         method, values, salt, root, versions, participants, audit);
    return result != NULL;
}

static bool store_form(const struct publication *self, const struct form *form,
                       PGconn *connection, struct error *error)
{
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    CLEANUP(result_clearp) PGresult *result = NULL;
    struct digest digest;
    char sha256[DIGEST_HEX_SIZE];
    size_t escaped_size;
    unsigned char *escaped;

    if (!publication_render(self, form, &bytes, &digest, error))
        return false;
    escaped = PQescapeByteaConn(connection, (const unsigned char *)bytes.data, bytes.size,
                                &escaped_size);
    if (escaped == NULL)
        abort(); /* out of memory */
    digest_print(&digest, sha256);
    result = session_run(connection, error, STATEMENT_RELEASE_FORM_INSERT, self->input->round,
                         number_of(self).text, form->name, sha256, (const char *)escaped);
    PQfreemem(escaped);
    return result != NULL;
}

bool publication_store(const struct publication *self, PGconn *connection, const char *run,
                       struct error *error)
{
    if (!store_release(self, connection, run, error))
        return false;
    for (size_t i = 0; i < form_count(); i++)
        if (!store_form(self, form_at(i), connection, error))
            return false;
    return true;
}
