#include "common/figures/values_digest.h"

#include <stdio.h>
#include <string.h>

#include "common/figures/rollcall.h"
#include "common/memory.h"

#define VALUE_SIZE         8
#define BITS               8
#define VERSION_DIGITS_MAX 11 /* of an int, with its sign */

static struct digest digest_of_one(const struct contribution *contribution,
                                   const struct catalogue *edition)
{
    const size_t count = catalogue_count(edition);
    const size_t goals = catalogue_goal_count(edition);
    const size_t size = count * (VALUE_SIZE + 1) + goals;
    CLEANUP(memory_freep) uint8_t *bytes = memory_new(size, 1);
    uint8_t *next = bytes;

    for (size_t i = 0; i < count; i++)
        for (int shift = (VALUE_SIZE - 1) * BITS; shift >= 0; shift -= BITS)
            *next++ = (uint8_t)((uint64_t)contribution->values[i] >> shift);
    memcpy(next, contribution->states, count);
    memcpy(next + count, contribution->planned, goals);
    return digest_of(bytes, size);
}

struct digest release_values_digest(const struct contribution *contributions, size_t count,
                                    const struct catalogue *edition)
{
    size_t size = 1, used = 0;
    CLEANUP(memory_freep)
    struct contribution *sorted = contributions_sorted(contributions, count);
    CLEANUP(memory_freep) char *lines = NULL;

    for (size_t i = 0; i < count; i++)
        size += strlen(sorted[i].municipality) + VERSION_DIGITS_MAX + DIGEST_HEX_SIZE + 3;
    lines = memory_new(size, 1);
    for (size_t i = 0; i < count; i++) {
        const struct digest digest = digest_of_one(&sorted[i], edition);
        char text[DIGEST_HEX_SIZE];

        digest_print(&digest, text);
        used += (size_t)snprintf(lines + used, size - used, "%s %d %s\n",
                                 sorted[i].municipality, sorted[i].version, text);
    }
    return digest_of(lines, used);
}
