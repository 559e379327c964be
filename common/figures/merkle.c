#include "common/figures/merkle.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define LEAF_PREFIX 0x00 /* leaves and nodes must not be mistaken for one another */
#define NODE_PREFIX 0x01

/* SHA-256 over a prefix and two digests. */
static struct digest hash_pair(uint8_t prefix, const struct digest *first,
                               const struct digest *second)
{
    uint8_t bytes[1 + 2 * DIGEST_SIZE];

    bytes[0] = prefix;
    memcpy(bytes + 1, first->bytes, DIGEST_SIZE);
    memcpy(bytes + 1 + DIGEST_SIZE, second->bytes, DIGEST_SIZE);
    return digest_of(bytes, sizeof bytes);
}

struct digest merkle_salt(const struct digest *release_salt, const char *municipality)
{
    struct digest salt;
    unsigned size = 0;
    const uint8_t *result =
        HMAC(EVP_sha256(), release_salt->bytes, DIGEST_SIZE, (const uint8_t *)municipality,
             strlen(municipality), salt.bytes, &size);

    assert(result == salt.bytes && size == DIGEST_SIZE);
    return salt;
}

struct digest merkle_leaf(const struct digest *salt, const struct digest *receipt)
{
    return hash_pair(LEAF_PREFIX, salt, receipt);
}

/* The largest power of two that is smaller than count, which is at least 2. */
static size_t left_size(size_t count)
{
    size_t size = 1;

    while (size < count - size)
        size *= 2;
    return size;
}

/*
 * A run of leaves grows by one leaf at a time; of the complete subtrees that stand so far, two
 * of the same size become one at once, so there are never more than one of each size.
 */
struct digest merkle_root(const struct digest *leaves, size_t count)
{
    struct digest complete[MERKLE_PATH_MAX + 1];
    size_t stacked = 0;

    if (count == 0)
        return digest_of("", 0);
    for (size_t i = 0; i < count; i++) {
        assert(stacked <= MERKLE_PATH_MAX);
        complete[stacked++] = leaves[i];
        for (size_t rest = i; rest % 2 == 1; rest /= 2) {
            stacked--;
            complete[stacked - 1] =
                hash_pair(NODE_PREFIX, &complete[stacked - 1], &complete[stacked]);
        }
    }
    for (; stacked > 1; stacked--)
        complete[stacked - 2] =
            hash_pair(NODE_PREFIX, &complete[stacked - 2], &complete[stacked - 1]);
    return complete[0];
}

/* From the root down to the leaf: at each node the half that the leaf is not in. */
struct merkle_path merkle_path(const struct digest *leaves, size_t count, size_t index)
{
    struct merkle_path path = {0};
    struct digest downwards[MERKLE_PATH_MAX];

    assert(index < count);
    while (count > 1) {
        const size_t left = left_size(count);

        assert(path.count < MERKLE_PATH_MAX);
        if (index < left) {
            downwards[path.count++] = merkle_root(leaves + left, count - left);
            count = left;
        } else {
            downwards[path.count++] = merkle_root(leaves, left);
            leaves += left;
            index -= left;
            count -= left;
        }
    }
    for (size_t i = 0; i < path.count; i++)
        path.nodes[i] = downwards[path.count - 1 - i];
    return path;
}

/*
 * RFC 9162, 2.1.3.2: `last` is the index of the last leaf on the same level; where the node is
 * the last of an odd number, it has no sibling there and moves up alone.
 */
bool merkle_path_leads(const struct merkle_path *path, const struct digest *leaf, size_t index,
                       size_t count, const struct digest *root)
{
    size_t last = count - 1;
    struct digest node = *leaf;

    if (index >= count)
        return false;
    for (size_t i = 0; i < path->count; i++) {
        if (last == 0)
            return false;
        while (index == last && index % 2 == 0) {
            index /= 2;
            last /= 2;
        }
        node = index % 2 == 1 ? hash_pair(NODE_PREFIX, &path->nodes[i], &node)
                              : hash_pair(NODE_PREFIX, &node, &path->nodes[i]);
        index /= 2;
        last /= 2;
    }
    return last == 0 && memcmp(node.bytes, root->bytes, DIGEST_SIZE) == 0;
}
