#include "common/figures/coalition.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

/* A participant with the key that its pool is named after: the Kreis's or its own. */
struct pooled {
    struct participant participant;
    const char *pool;
};

static int compare_by_key(const void *left, const void *right)
{
    const struct pooled *a = left;
    const struct pooled *b = right;

    return strcmp(a->participant.key, b->participant.key);
}

static int compare_by_pool(const void *left, const void *right)
{
    const struct pooled *a = left;
    const struct pooled *b = right;
    const int order = strcmp(a->pool, b->pool);

    return order != 0 ? order : strcmp(a->participant.key, b->participant.key);
}

/* The participant with the key among those sorted by it. */
static const struct pooled *find(const struct pooled *sorted, size_t count, const char *key)
{
    const struct pooled wanted = {.participant.key = key};

    return bsearch(&wanted, sorted, count, sizeof wanted, compare_by_key);
}

static const char *pool_of(const struct participant *participant, const struct pooled *sorted,
                           size_t count)
{
    if (participant->kind != MUNICIPALITY_GEMEINDE || participant->parent == NULL ||
        find(sorted, count, participant->parent) == NULL)
        return participant->key;
    return participant->parent;
}

void coalition_sort(struct participant *participants, size_t count, bool knows_coalitions,
                    size_t *pools)
{
    CLEANUP(memory_freep) struct pooled *sorted = memory_new(count, sizeof *sorted);

    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct pooled){participants[i], participants[i].key};
    qsort(sorted, count, sizeof *sorted, compare_by_key);
    for (size_t i = 0; i < count && knows_coalitions; i++)
        sorted[i].pool = pool_of(&sorted[i].participant, sorted, count);
    qsort(sorted, count, sizeof *sorted, compare_by_pool);
    for (size_t i = 0; i < count; i++) {
        const bool is_new = i > 0 && strcmp(sorted[i].pool, sorted[i - 1].pool) != 0;

        participants[i] = sorted[i].participant;
        pools[i] = i == 0 ? 0 : pools[i - 1] + (is_new ? 1 : 0);
    }
}
