#include "daemon/reply.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* --- Accept --- */

/* One range of the field, e.g. "text/csv;profile=excel-de;q=0.5". */
struct range {
    const char *type;
    size_t type_length;
    const char *parameters; /* behind the type, without q */
    size_t parameters_length;
    int quality; /* in thousandths */
};

static int quality_read(const char *text)
{
    const double quality = strtod(text, NULL);

    return quality < 0 ? 0 : quality > 1 ? 1000 : (int)(quality * 1000);
}

/* Reads the range at *at and moves behind it. */
static struct range range_next(const char **at)
{
    struct range range = {.type = *at + strspn(*at, " \t,"), .quality = 1000};
    const char *end = range.type + strcspn(range.type, ",");
    const char *parameter;

    range.type_length = strcspn(range.type, ";, \t");
    range.parameters = range.type + range.type_length;
    range.parameters_length = (size_t)(end - range.parameters);
    for (parameter = strchr(range.parameters, ';'); parameter != NULL && parameter < end;
         parameter = strchr(parameter + 1, ';')) {
        const char *name = parameter + 1 + strspn(parameter + 1, " \t");

        if (strncasecmp(name, "q=", 2) != 0)
            continue;
        range.quality = quality_read(name + 2);
        range.parameters_length = (size_t)(parameter - range.parameters);
        break;
    }
    *at = end;
    return range;
}

/* How exactly the range names the offer: 0 not at all, 1 by a star, 2 by type, 3 with
 * parameter. */
static int match(const struct range *range, const char *offer)
{
    const size_t length = strcspn(offer, ";");
    const char *parameter = offer + length;
    const size_t slash = strcspn(offer, "/");

    if (range->type_length == 3 && memcmp(range->type, "*/*", 3) == 0)
        return *parameter == '\0' ? 1 : 0;
    if (range->type_length == slash + 2 && strncasecmp(range->type, offer, slash + 1) == 0 &&
        range->type[slash + 1] == '*')
        return *parameter == '\0' ? 1 : 0;
    if (range->type_length != length || strncasecmp(range->type, offer, length) != 0)
        return 0;
    if (*parameter == '\0')
        return 2;
    return range->parameters_length > 0 && memmem(range->parameters, range->parameters_length,
                                                  parameter + 1, strlen(parameter + 1)) != NULL
               ? 3
               : 0;
}

static int offer_quality(const char *accept, const char *offer)
{
    int best = 0, quality = 0;

    while (*accept != '\0') {
        const struct range range = range_next(&accept);
        const int exactness = range.type_length == 0 ? 0 : match(&range, offer);

        if (exactness > best) {
            best = exactness;
            quality = range.quality;
        }
    }
    return quality * 4 +
           (quality > 0 && best == 3); /* what was asked for by name comes first */
}

int reply_choose(const char *accept, const char *const offers[], size_t count)
{
    int chosen = -1, best = 0;

    if (accept == NULL || accept[0] == '\0')
        return 0;
    for (size_t i = 0; i < count; i++) {
        const int quality = offer_quality(accept, offers[i]);

        if (quality > best) {
            best = quality;
            chosen = (int)i;
        }
    }
    return chosen;
}
