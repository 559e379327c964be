#include "common/gunzip.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

#define LIMIT     ((size_t)262144)
#define BOMB_SIZE ((size_t)64 << 20)

struct packed {
    unsigned char *bytes; /* owned */
    size_t size;
};

/* Appends a member with `count` times the text. */
static void pack(struct packed *out, const char *text, size_t count)
{
    z_stream stream = {0};
    size_t room = out->size + 4096 + strlen(text) * count / 500;

    out->bytes = memory_resize(out->bytes, room);
    cr_assert(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_out = out->bytes + out->size;
    stream.avail_out = (unsigned)(room - out->size);
    for (size_t i = 0; i < count; i++) {
        stream.next_in = (Bytef *)(uintptr_t)text;
        stream.avail_in = (unsigned)strlen(text);
        cr_assert(deflate(&stream, Z_NO_FLUSH) == Z_OK);
    }
    cr_assert(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out->size = room - stream.avail_out;
    (void)deflateEnd(&stream);
}

Test(gunzip, gives_back_what_was_packed_in_one_member_or_several)
{
    struct packed packed = {0};
    CLEANUP(memory_freep) char *text = NULL;
    size_t size = 0;

    pack(&packed, "indicator;answer\n", 1);
    pack(&packed, "", 0);
    pack(&packed, "STR.1.01;3\n", 2);
    cr_assert(gunzip(packed.bytes, packed.size, LIMIT, &text, &size) == GUNZIP_FINE);
    expect_text("text", text, "indicator;answer\nSTR.1.01;3\nSTR.1.01;3\n");
    expect_number("size", size, strlen(text));
    free(packed.bytes);
}

Test(gunzip, takes_exactly_as_much_as_the_limit)
{
    struct packed packed = {0};
    char *text = NULL;
    size_t size = 0;

    pack(&packed, "ab", LIMIT / 2);
    cr_assert(gunzip(packed.bytes, packed.size, LIMIT, &text, &size) == GUNZIP_FINE);
    expect_number("size", size, LIMIT);
    free(text);
    cr_expect(gunzip(packed.bytes, packed.size, LIMIT - 1, &text, &size) == GUNZIP_TOO_LARGE);
    free(packed.bytes);
}

Test(gunzip, stops_a_bomb_at_the_limit)
{
    CLEANUP(memory_freep) char *zeros = memory_new(65537, 1);
    struct packed packed = {0};
    char *text = NULL;
    size_t size = 0;

    memset(zeros, '0', 65536);
    pack(&packed, zeros, BOMB_SIZE / 65536);
    cr_expect(packed.size < BOMB_SIZE / 500);
    cr_expect(gunzip(packed.bytes, packed.size, LIMIT, &text, &size) == GUNZIP_TOO_LARGE);
    cr_expect(text == NULL);
    free(packed.bytes);
}

Test(gunzip, refuses_what_is_cut_changed_or_followed_by_something)
{
    struct packed packed = {0};
    char *text = NULL;
    size_t size = 0;

    pack(&packed, "indicator;answer\nSTR.1.01;3\n", 1);
    for (size_t length = 0; length < packed.size; length++) {
        /* a copy of exactly this size, so that the sanitizer sees a read beyond it */
        CLEANUP(memory_freep) char *cut = memory_new(length + 1, 1);

        memcpy(cut, packed.bytes, length);
        cr_expect(gunzip(cut, length, LIMIT, &text, &size) == GUNZIP_BROKEN, "%zu", length);
    }
    packed.bytes[packed.size - 5] ^= 1; /* the check sum */
    cr_expect(gunzip(packed.bytes, packed.size, LIMIT, &text, &size) == GUNZIP_BROKEN);
    packed.bytes[packed.size - 5] ^= 1;
    packed.bytes[packed.size] = 'x';
    cr_expect(gunzip(packed.bytes, packed.size + 1, LIMIT, &text, &size) == GUNZIP_BROKEN);
    cr_expect(gunzip("{\"edition\"}", 11, LIMIT, &text, &size) == GUNZIP_BROKEN);
    cr_expect(gunzip("", 0, LIMIT, &text, &size) == GUNZIP_BROKEN);
    free(packed.bytes);
}
