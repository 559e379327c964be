#include "daemon/pages/assets.h"

#include <assert.h>
#include <string.h>

#include "common/gunzip.h"
#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/compress.h"
#include "daemon/pages/web.h"
#include "daemon/problem.h"

#define PREFIX       "/static/"
#define UNPACKED_MAX 4194304

static const struct web_asset *find(const char *file)
{
    for (size_t i = 0; i < web_asset_count; i++)
        if (strcmp(web_assets[i].path + strlen(PREFIX), file) == 0)
            return &web_assets[i];
    return NULL;
}

/* For the few clients that do not take gzip. */
static void reply_unpacked(struct exchange *exchange, const struct web_asset *asset)
{
    CLEANUP(memory_freep) char *bytes = NULL;
    size_t size;
    const enum gunzip_result result =
        gunzip(asset->bytes, asset->size, UNPACKED_MAX, &bytes, &size);

    assert(result == GUNZIP_FINE);
    exchange_reply(exchange, 200, asset->media_type, bytes, size);
}

void assets_get(struct server *server, struct exchange *exchange)
{
    const struct web_asset *asset = find(request_capture(exchange, "file"));
    const char *known = exchange_header(exchange, "If-None-Match");
    CLEANUP(memory_freep) char *etag = NULL;
    bool is_packed;

    (void)server;
    if (asset == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    is_packed = asset->is_packed && compress_is_accepted(exchange);
    etag = memory_format("\"%s%s\"", asset->digest, is_packed ? "-gzip" : "");
    exchange_set_header(exchange, "ETag", etag);
    exchange_set_header(exchange, "Cache-Control", "public, max-age=31536000, immutable");
    if (asset->is_packed)
        exchange_set_header(exchange, "Vary", "Accept-Encoding");
    if (known != NULL && (strcmp(known, "*") == 0 || strstr(known, etag) != NULL)) {
        exchange_reply(exchange, 304, NULL, NULL, 0);
        return;
    }
    if (asset->is_packed && !is_packed) {
        reply_unpacked(exchange, asset);
        return;
    }
    if (is_packed)
        exchange_set_header(exchange, "Content-Encoding", "gzip");
    exchange_reply(exchange, 200, asset->media_type, asset->bytes, asset->size);
}
