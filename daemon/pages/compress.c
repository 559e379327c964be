#include "daemon/pages/compress.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "common/memory.h"
#include "daemon/http/accept.h"

#define COMPRESS_SIZE_MIN 1024 /* below it, nothing is gained */
#define COMPRESS_LEVEL    6
#define GZIP_WINDOW       (15 + 16) /* zlib's way of saying gzip */

bool compress_is_accepted(const struct exchange *exchange)
{
    return accept_takes_coding(exchange_header(exchange, "Accept-Encoding"), "gzip");
}

static bool is_begun_here(const struct exchange *exchange)
{
    const char *site = exchange_header(exchange, "Sec-Fetch-Site");

    return site != NULL && (strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0);
}

static unsigned char *pack(const void *bytes, size_t size, size_t *packed_size)
{
    z_stream stream = {.next_in = bytes, .avail_in = (uInt)size};
    unsigned char *packed;
    size_t limit;
    int result;

    if (deflateInit2(&stream, COMPRESS_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        abort(); /* out of memory */
    limit = deflateBound(&stream, size);
    packed = memory_new(1, limit);
    stream.next_out = packed;
    stream.avail_out = (uInt)limit;
    result = deflate(&stream, Z_FINISH);
    assert(result == Z_STREAM_END);
    *packed_size = limit - stream.avail_out;
    (void)deflateEnd(&stream);
    return packed;
}

void compress_reply(struct exchange *exchange, int status, const char *media_type,
                    const void *bytes, size_t size)
{
    CLEANUP(memory_freep) unsigned char *packed = NULL;
    size_t packed_size;

    exchange_set_header(exchange, "Vary", "Accept, Accept-Encoding, Sec-Fetch-Site, Cookie");
    if (size < COMPRESS_SIZE_MIN || !compress_is_accepted(exchange) ||
        !is_begun_here(exchange)) {
        exchange_reply(exchange, status, media_type, bytes, size);
        return;
    }
    packed = pack(bytes, size, &packed_size);
    exchange_set_header(exchange, "Content-Encoding", "gzip");
    exchange_reply(exchange, status, media_type, packed, packed_size);
}
