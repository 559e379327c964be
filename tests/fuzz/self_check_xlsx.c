/*
 * Reads any bytes as a workbook, hands the cells on as the helper process does, and judges what
 * comes out. Whatever it is, the findings can be told in both languages, and a self-check comes
 * out exactly when there is no error.
 *
 * Bytes that begin with "PK" are read as they are. Others are the parts of a workbook, each
 * behind a line "@@ NAME", from which a sound ZIP file is made: so the fuzzer gets past
 * checksums to what reads the XML. Bytes that begin with "##" are cells as the helper would
 * send them.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "common/read/xlsx.h"
#include "tests/support/judged_bytes.h"

#define PART_MARK "@@ "
#define PARTS_MAX 32

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* --- a ZIP file of parts --- */

struct part {
    const uint8_t *name, *bytes;
    size_t name_size, size, start;
};

struct zipped {
    uint8_t *bytes; /* owned */
    size_t size;
};

static void put(struct zipped *self, const void *bytes, size_t size)
{
    self->bytes = memory_resize(self->bytes, self->size + size + 1);
    memcpy(self->bytes + self->size, bytes, size);
    self->size += size;
}

static void put_number(struct zipped *self, size_t number, size_t size)
{
    for (; size > 0; size--, number >>= 8)
        put(self, &(uint8_t){(uint8_t)number}, 1);
}

/* What the head of an entry and the directory have in common. */
static void put_entry(struct zipped *self, const struct part *part)
{
    put_number(self, 20, 2);
    put_number(self, 0, 8); /* no flags, stored, midnight */
    put_number(self, crc32(0, part->bytes, (uInt)part->size), 4);
    put_number(self, part->size, 4);
    put_number(self, part->size, 4);
    put_number(self, part->name_size, 2);
    put_number(self, 0, 2);
}

static struct zipped zip_of(struct part *parts, size_t count)
{
    struct zipped self = {0};
    size_t start, size;

    for (size_t i = 0; i < count; i++) {
        parts[i].start = self.size;
        put(&self, "PK\3\4", 4);
        put_entry(&self, &parts[i]);
        put(&self, parts[i].name, parts[i].name_size);
        put(&self, parts[i].bytes, parts[i].size);
    }
    start = self.size;
    for (size_t i = 0; i < count; i++) {
        put(&self, "PK\1\2", 4);
        put_number(&self, 20, 2);
        put_entry(&self, &parts[i]);
        put_number(&self, 0, 10);
        put_number(&self, parts[i].start, 4);
        put(&self, parts[i].name, parts[i].name_size);
    }
    size = self.size - start;
    put(&self, "PK\5\6", 4);
    put_number(&self, 0, 4);
    put_number(&self, count, 2);
    put_number(&self, count, 2);
    put_number(&self, size, 4);
    put_number(&self, start, 4);
    put_number(&self, 0, 2);
    return self;
}

static struct zipped zip_from(const uint8_t *bytes, size_t size)
{
    struct part parts[PARTS_MAX] = {0};
    const uint8_t *end = bytes + size;
    size_t count = 0;

    while (count < PARTS_MAX) {
        const uint8_t *at = memmem(bytes, (size_t)(end - bytes), PART_MARK, strlen(PART_MARK));
        const uint8_t *line;

        if (count > 0)
            parts[count - 1].size = (size_t)((at == NULL ? end : at) - parts[count - 1].bytes);
        if (at == NULL)
            break;
        at += strlen(PART_MARK);
        line = memchr(at, '\n', (size_t)(end - at));
        if (line == NULL)
            break;
        parts[count++] =
            (struct part){.name = at, .name_size = (size_t)(line - at), .bytes = line + 1};
        bytes = line + 1;
    }
    if (count == PARTS_MAX)
        parts[count - 1].size = 0;
    return zip_of(parts, count);
}

/* --- reading --- */

static void judge_book(const struct xlsx_book *book)
{
    const struct upload upload = {.edition = example_edition(), .municipality = "03256022"};
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep) struct answers *answers = read_xlsx(book, &upload, &findings);

    judge_and_print(answers, &findings, "cell:");
}

/* What the helper sends is what the daemon gets. */
static void hand_on(const struct xlsx_book *book)
{
    CLEANUP(xlsx_book_donep) struct xlsx_book copy = {0};
    size_t size, copy_size;
    CLEANUP(memory_freep) char *packed = xlsx_book_pack(book, &size);
    CLEANUP(memory_freep) char *again = NULL;

    assert(xlsx_book_unpack(packed, size, &copy));
    again = xlsx_book_pack(&copy, &copy_size);
    assert(size == copy_size && memcmp(packed, again, size) == 0);
    judge_book(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(xlsx_book_donep) struct xlsx_book book = {0};
    struct zipped zipped = {0};
    enum xlsx_fault fault;

    if (size >= 2 && memcmp(bytes, "##", 2) == 0) {
        if (xlsx_book_unpack((const char *)bytes + 2, size - 2, &book))
            judge_book(&book);
        return 0;
    }
    if (size < 2 || memcmp(bytes, "PK", 2) != 0) {
        zipped = zip_from(bytes, size);
        bytes = zipped.bytes;
        size = zipped.size;
    }
    fault = xlsx_book_read((const char *)bytes, size, &book);
    if (fault == XLSX_FINE)
        hand_on(&book);
    else
        assert(book.sheet_count == 0);
    free(zipped.bytes);
    return 0;
}
