#include "daemon/openapi.h"

#include <assert.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/reply.h"
#include "openapi_parts.h"

json_t *openapi_document(void)
{
    json_t *document = json_object();

    for (size_t i = 0; i < OPENAPI_PART_COUNT; i++) {
        json_error_t error;
        json_t *part = json_loads(openapi_parts[i].text, JSON_REJECT_DUPLICATES, &error);

        assert(part != NULL); /* a test reads every part */
        (void)json_object_update_recursive(document, part);
        json_decref(part);
    }
    return document;
}

void openapi_get(struct server *server, struct exchange *exchange)
{
    json_t *document = openapi_document();
    CLEANUP(memory_freep)
    char *text = json_dumps(document, JSON_COMPACT | JSON_REAL_PRECISION(15));

    (void)server;
    json_decref(document);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = "public, max-age=3600"},
                text, strlen(text));
}
