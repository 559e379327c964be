#include "daemon/health.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/metrics.h"
#include "daemon/signer.h"

static void live(struct exchange *exchange, struct server *server)
{
    (void)server;
    exchange_reply(exchange, 200, "text/plain; charset=utf-8", "live\n", 5);
}

static void ready(struct exchange *exchange, struct server *server)
{
    struct error error = {0};
    const bool has_database = db_is_ready(server->db, &error);
    const bool is_ready =
        has_database && signer_is_ready(server->signer, &error) && !server->is_draining;
    const char *reason = server->is_draining ? "shutting down" : error.text;

    exchange_reply_json(exchange, is_ready ? 200 : 503, "application/json",
                        json_pack("{s:b, s:s, s:s*}", "ready", is_ready, "database",
                                  has_database ? "ready" : "not ready", "reason",
                                  is_ready ? NULL : reason));
}

static void show_metrics(struct exchange *exchange, struct server *server)
{
    CLEANUP(memory_freep) char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)server;
    if (out == NULL)
        abort(); /* out of memory */
    metrics_print(out);
    (void)fclose(out);
    exchange_reply(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", text, size);
}

static const struct {
    const char *path;
    void (*answer)(struct exchange *exchange, struct server *server);
} pages[] = {{"/live", live}, {"/ready", ready}, {"/metrics", show_metrics}};

static void on_head(struct exchange *exchange, void *context)
{
    exchange_set_header(exchange, "Cache-Control", "no-store");
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        if (strcmp(exchange_path(exchange), pages[i].path) != 0)
            continue;
        if (exchange_method(exchange) == METHOD_GET) {
            pages[i].answer(exchange, context);
            return;
        }
        exchange_set_header(exchange, "Allow", "GET, HEAD");
        exchange_reply(exchange, 405, NULL, NULL, 0);
        return;
    }
    exchange_reply(exchange, 404, NULL, NULL, 0);
}

static void on_replied(const struct exchange *exchange, int status, size_t bytes, void *context)
{
    (void)exchange;
    (void)status;
    (void)bytes;
    (void)context;
}

struct http_service health_service(struct server *server)
{
    /* Nothing is answered later or has a body, so there is no on_body. */
    return (struct http_service){
        .on_head = on_head, .on_body = NULL, .on_replied = on_replied, .context = server};
}
