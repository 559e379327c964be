#pragma once

/*
 * The Merkle tree over the receipts of the versions in a release (the tree of RFC 6962, 2.1,
 * with SHA-256): its root is published, so a municipality can prove with a short path that its
 * version is inside, and nobody can tell from the root or from a path who else is.
 *
 *     leaf = SHA-256(0x00 || salt || SHA-256 of the receipt)
 *     node = SHA-256(0x01 || left || right)
 *
 * A salt is 32 bytes and belongs to one municipality in one release. Without it a path would
 * show the hash of a neighbour's receipt. Leaves stand in the order of the municipalities'
 * keys.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/digest.h"

#define MERKLE_PATH_MAX 32 /* nodes; enough for 2 to the power of 32 leaves */

/* The method's name, as proofs give it. */
#define MERKLE_METHOD "rfc6962-sha256-salted"

/* The sibling of each node from the leaf up to below the root. */
struct merkle_path {
    struct digest nodes[MERKLE_PATH_MAX];
    size_t count;
};

/* The salt of a municipality: HMAC-SHA-256 of its key under the release's salt. */
struct digest merkle_salt(const struct digest *release_salt, const char *municipality);

struct digest merkle_leaf(const struct digest *salt, const struct digest *receipt);

/* The root over leaves in their order; of none it is the SHA-256 of nothing. */
struct digest merkle_root(const struct digest *leaves, size_t count);

/* The path from the leaf at index, which is below count, to the root. */
struct merkle_path merkle_path(const struct digest *leaves, size_t count, size_t index);

/* Whether the path leads from the leaf at index, of count leaves, to the root. */
bool merkle_path_leads(const struct merkle_path *path, const struct digest *leaf, size_t index,
                       size_t count, const struct digest *root) MUST_CHECK;
