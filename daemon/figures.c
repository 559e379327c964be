#include "daemon/figures.h"

#include <string.h>

#include "common/export/explain.h"
#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/release_find.h"
#include "daemon/releases.h"
#include "daemon/reply.h"

static void on_release(struct exchange *exchange, const struct found_release *release,
                       const void *context)
{
    json_t *document = figure_explain(release->document, release->edition,
                                      request_capture(exchange, "figure"));
    CLEANUP(memory_freep) char *text = NULL;

    (void)context;
    if (document == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    (void)json_object_set_new(document, "run", json_integer(release->run));
    text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = RELEASE_CACHING},
                text, strlen(text));
}

void figures_get(struct server *server, struct exchange *exchange)
{
    release_find(server, exchange, on_release, NULL);
}
