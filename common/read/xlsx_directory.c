/*
 * Looks at the directory of a ZIP file (PKWARE's APPNOTE, 4.3) before libzip does. libzip 1.7.3
 * neither minds entries that share bytes, which is how small files unpack to huge ones, nor
 * entries that stand twice, of which two readers may take a different one each.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/read/xlsx_zip.h"

#define LOCAL_SIZE    30U
#define CENTRAL_SIZE  46U
#define END_SIZE      22U
#define COMMENT_MAX   65535U
#define IS_ENCRYPTED  0x0001U
#define HAS_TRAILER   0x0008U /* the sizes stand behind the data */
#define METHOD_STORE  0U
#define METHOD_SHRINK 8U /* deflate */

/* One entry: its name, and the bytes from its own head to the end of its data. */
struct entry {
    const unsigned char *name;
    size_t name_size;
    size_t start, end;
};

struct directory {
    const unsigned char *bytes;
    size_t start; /* of the directory, which is the end of all data */
    size_t end;
    size_t count;
    struct entry entries[XLSX_ENTRIES_MAX];
};

static size_t number_2(const unsigned char *at)
{
    return (size_t)at[0] | (size_t)at[1] << 8;
}

static size_t number_4(const unsigned char *at)
{
    return number_2(at) | number_2(at + 2) << 16;
}

static bool is_signature(const unsigned char *at, unsigned char third, unsigned char fourth)
{
    return at[0] == 'P' && at[1] == 'K' && at[2] == third && at[3] == fourth;
}

/* Where the record at the file's end begins, which points to the directory; or size. */
static size_t find_end(const unsigned char *bytes, size_t size)
{
    for (size_t back = END_SIZE; back <= size && back <= END_SIZE + COMMENT_MAX; back++) {
        const unsigned char *at = bytes + size - back;

        if (is_signature(at, 5, 6) && number_2(at + 20) == back - END_SIZE)
            return size - back;
    }
    return size;
}

static enum xlsx_fault read_end(struct directory *self, const unsigned char *bytes, size_t size)
{
    const size_t at = find_end(bytes, size);
    const unsigned char *end = bytes + at;

    if (at == size)
        return XLSX_DAMAGED;
    self->bytes = bytes;
    self->end = at;
    self->count = number_2(end + 10);
    self->start = number_4(end + 16);
    if (number_2(end + 4) != 0 || number_2(end + 6) != 0 || number_2(end + 8) != self->count)
        return XLSX_DAMAGED; /* in several volumes */
    if (self->start > at || number_4(end + 12) != at - self->start)
        return XLSX_DAMAGED;
    return self->count > XLSX_ENTRIES_MAX ? XLSX_TOO_LARGE : XLSX_FINE;
}

/* The head in front of the data has to say the same as the directory. */
static enum xlsx_fault read_local(const struct directory *self, const unsigned char *central,
                                  struct entry *entry)
{
    const size_t packed = number_4(central + 20);
    const size_t start = number_4(central + 42);
    const unsigned char *local = self->bytes + start;

    if (start > self->start || self->start - start < LOCAL_SIZE || !is_signature(local, 3, 4))
        return XLSX_DAMAGED;
    if (number_2(local + 26) != entry->name_size ||
        self->start - start < LOCAL_SIZE + entry->name_size + number_2(local + 28) ||
        memcmp(local + LOCAL_SIZE, entry->name, entry->name_size) != 0)
        return XLSX_DAMAGED;
    if ((number_2(local + 6) & HAS_TRAILER) == 0 && number_4(local + 18) != packed)
        return XLSX_DAMAGED;
    entry->start = start;
    entry->end = start + LOCAL_SIZE + entry->name_size + number_2(local + 28);
    if (packed > self->start - entry->end)
        return XLSX_DAMAGED;
    entry->end += packed;
    return XLSX_FINE;
}

/* Reads the entry at the place and moves the place behind it. */
static enum xlsx_fault read_entry(const struct directory *self, size_t *place,
                                  struct entry *entry)
{
    const unsigned char *central = self->bytes + *place;
    size_t size;

    if (self->end - *place < CENTRAL_SIZE || !is_signature(central, 1, 2))
        return XLSX_DAMAGED;
    if ((number_2(central + 8) & IS_ENCRYPTED) != 0)
        return XLSX_OLD_OR_PROTECTED;
    if (number_2(central + 10) != METHOD_STORE && number_2(central + 10) != METHOD_SHRINK)
        return XLSX_DAMAGED;
    entry->name = central + CENTRAL_SIZE;
    entry->name_size = number_2(central + 28);
    size = CENTRAL_SIZE + entry->name_size + number_2(central + 30) + number_2(central + 32);
    if (self->end - *place < size || entry->name_size == 0 ||
        memchr(entry->name, '\0', entry->name_size) != NULL)
        return XLSX_DAMAGED;
    *place += size;
    return read_local(self, central, entry);
}

static int compare_starts(const void *left, const void *right)
{
    const struct entry *one = left;
    const struct entry *other = right;

    return (one->start > other->start) - (one->start < other->start);
}

/* Part names are the same in any case of letters (ECMA-376, part 2, 6.2.2.3). */
static bool stand_twice(const struct directory *self)
{
    for (size_t i = 0; i < self->count; i++) {
        for (size_t j = i + 1; j < self->count; j++) {
            const struct entry *one = &self->entries[i];
            const struct entry *other = &self->entries[j];

            if (one->name_size == other->name_size &&
                strncasecmp((const char *)one->name, (const char *)other->name,
                            one->name_size) == 0)
                return true;
        }
    }
    return false;
}

enum xlsx_fault xlsx_directory_check(const char *bytes, size_t size)
{
    struct directory self = {0};
    enum xlsx_fault fault = read_end(&self, (const unsigned char *)bytes, size);
    size_t place = self.start;

    for (size_t i = 0; fault == XLSX_FINE && i < self.count; i++)
        fault = read_entry(&self, &place, &self.entries[i]);
    if (fault != XLSX_FINE)
        return fault;
    if (place != self.end || stand_twice(&self))
        return XLSX_DAMAGED;
    qsort(self.entries, self.count, sizeof self.entries[0], compare_starts);
    for (size_t i = 1; i < self.count; i++) {
        if (self.entries[i].start < self.entries[i - 1].end)
            return XLSX_DAMAGED;
    }
    return XLSX_FINE;
}
