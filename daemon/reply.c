#include "daemon/reply.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/digest.h"
#include "common/memory.h"
#include "daemon/problem.h"

/* Weak comparison: a tag matches with or without W/ in front of it. */
static bool has_it_already(const struct exchange *exchange, const char *etag)
{
    const char *list = exchange_header(exchange, "If-None-Match");

    return list != NULL && (strcmp(list, "*") == 0 || strstr(list, etag) != NULL);
}

void reply_bytes(struct exchange *exchange, const struct reply_form *form, const void *bytes,
                 size_t size)
{
    char made[DIGEST_HEX_SIZE + 2];
    char hash[DIGEST_HEX_SIZE];
    const char *etag = form->etag;

    if (etag == NULL) {
        const struct digest digest = digest_of(bytes, size);

        digest_print(&digest, hash);
        (void)snprintf(made, sizeof made, "\"%.32s\"", hash);
        etag = made;
    }
    exchange_set_header(exchange, "ETag", etag);
    exchange_set_header(exchange, "Cache-Control", form->cache_control);
    exchange_set_header(exchange, "Vary", "Accept, Authorization");
    if (has_it_already(exchange, etag))
        exchange_reply(exchange, 304, NULL, NULL, 0);
    else
        exchange_reply(exchange, 200, form->media_type, bytes, size);
}

void reply_bytea(struct exchange *exchange, const struct reply_form *form, const char *literal)
{
    size_t size = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)literal, &size);

    if (bytes == NULL)
        abort(); /* out of memory */
    reply_bytes(exchange, form, bytes, size);
    PQfreemem(bytes);
}

json_t *reply_read_bytea(const char *literal)
{
    size_t size = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)literal, &size);
    json_t *document;

    if (bytes == NULL)
        abort(); /* out of memory */
    document = json_loadb((const char *)bytes, size, 0, NULL);
    PQfreemem(bytes);
    assert(document != NULL);
    return document;
}

bool reply_has_row(struct exchange *exchange, const struct db_outcome *outcome)
{
    if (outcome->error != NULL) {
        problem_reply_failure(exchange, outcome->error);
        return false;
    }
    if (PQntuples(outcome->results[0]) == 0) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return false;
    }
    return true;
}

void reply_document(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const char *document;

    if (!reply_has_row(exchange, outcome))
        return;
    document = PQgetvalue(outcome->results[0], 0, 0);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = "private, no-cache"},
                document, strlen(document));
}
