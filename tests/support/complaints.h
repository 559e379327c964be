#pragma once

/*
 * What was complained about as one text, so that a test compares all mistakes, their places and
 * their order at once.
 */

#include "common/memory.h"
#include "common/mistake.h"

/* "PLACE: TEXT; PLACE: TEXT", for the caller to free. */
static inline char *complaints_of(const struct mistakes *mistakes)
{
    char *all = memory_copy_text("");

    for (size_t i = 0; i < mistakes->count; i++) {
        CLEANUP(memory_freep) char *before = all;

        all = memory_format("%s%s%s: %s", before, i == 0 ? "" : "; ", mistakes->items[i].place,
                            mistakes->items[i].text);
    }
    return all;
}
