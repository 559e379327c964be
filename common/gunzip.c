#include "common/gunzip.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

#include "common/memory.h"

#define STEP        ((size_t)65536) /* bytes that are allocated ahead at most */
#define WINDOW_BITS (15 + 16)       /* the largest window; gzip and nothing else */

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void *allocate(void *context, unsigned count, unsigned size)
{
    (void)context;
    return memory_new(count, size);
}

static void release(void *context, void *block)
{
    (void)context;
    free(block);
}

/* What has come out so far; there is always room for one byte more than the limit. */
struct output {
    char *bytes; /* owned */
    size_t size;
    size_t limit;
};

/* Inflates until the input is used up, a member ends or the limit is passed. */
static int inflate_some(z_stream *stream, struct output *out)
{
    int status = Z_OK;

    while (status == Z_OK && out->size <= out->limit) {
        const size_t room = lesser(STEP, out->limit + 1 - out->size);

        out->bytes = memory_resize(out->bytes, out->size + room + 1);
        stream->next_out = (Bytef *)out->bytes + out->size;
        stream->avail_out = (unsigned)room;
        status = inflate(stream, Z_NO_FLUSH);
        out->size += room - stream->avail_out;
    }
    return status;
}

static enum gunzip_result inflate_all(z_stream *stream, struct output *out)
{
    for (;;) {
        const int status = inflate_some(stream, out);

        if (out->size > out->limit)
            return GUNZIP_TOO_LARGE;
        if (status != Z_STREAM_END)
            return GUNZIP_BROKEN;
        if (stream->avail_in == 0)
            return GUNZIP_FINE;
        if (inflateReset(stream) != Z_OK)
            return GUNZIP_BROKEN;
    }
}

enum gunzip_result gunzip(const void *bytes, size_t size, size_t limit, char **out,
                          size_t *out_size)
{
    struct output output = {.bytes = memory_new(1, 1), .limit = limit};
    z_stream stream = {
        .zalloc = allocate, .zfree = release, .next_in = bytes, .avail_in = (unsigned)size};
    enum gunzip_result result;
    int status;

    assert(size <= UINT_MAX);
    status = inflateInit2(&stream, WINDOW_BITS);
    assert(status == Z_OK);
    result = inflate_all(&stream, &output);
    (void)inflateEnd(&stream);
    if (result != GUNZIP_FINE) {
        free(output.bytes);
        return result;
    }
    output.bytes[output.size] = '\0';
    *out = output.bytes;
    *out_size = output.size;
    return GUNZIP_FINE;
}
