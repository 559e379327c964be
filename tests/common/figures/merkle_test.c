#include "common/figures/merkle.h"

#include <stdio.h>

#include "common/compiler.h"
#include "common/memory.h"
#include "tests/support/expect.h"

#define LEAVES_MAX 70

/* The eight leaves of the test vectors of Certificate Transparency: SHA-256(0x00 || input). */
static void fill_published(struct digest *leaves)
{
    static const struct {
        size_t size;
        const char *bytes;
    } inputs[] = {
        {0, ""},         {1, "\x00"},
        {1, "\x10"},     {2, "\x20\x21"},
        {2, "\x30\x31"}, {4, "\x40\x41\x42\x43"},
        {8, "PQRSTUVW"}, {16, "`abcdefghijklmno"},
    };

    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        char bytes[17] = {0};

        memcpy(bytes + 1, inputs[i].bytes, inputs[i].size);
        leaves[i] = digest_of(bytes, inputs[i].size + 1);
    }
}

static void fill_distinct(struct digest *leaves, size_t count)
{
    for (size_t i = 0; i < count; i++)
        leaves[i] = digest_of(&i, sizeof i);
}

Test(merkle, gives_the_roots_of_the_test_vectors_of_rfc_6962)
{
    static const char *const roots[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    struct digest leaves[8];

    fill_published(leaves);
    for (size_t count = 0; count < COUNT_OF(roots); count++) {
        const struct digest root = merkle_root(leaves, count);
        char label[8], hex[DIGEST_HEX_SIZE];

        (void)snprintf(label, sizeof label, "%zu", count);
        digest_print(&root, hex);
        expect_text(label, hex, roots[count]);
    }
}

Test(merkle, leads_from_every_leaf_of_every_tree_to_its_root)
{
    struct digest leaves[LEAVES_MAX];

    fill_distinct(leaves, LEAVES_MAX);
    for (size_t count = 1; count <= LEAVES_MAX; count++) {
        const struct digest root = merkle_root(leaves, count);

        for (size_t i = 0; i < count; i++) {
            const struct merkle_path path = merkle_path(leaves, count, i);

            cr_expect(merkle_path_leads(&path, &leaves[i], i, count, &root), "%zu of %zu", i,
                      count);
        }
    }
}

Test(merkle, a_path_leads_from_no_other_leaf_place_or_tree)
{
    const size_t count = 11;
    struct digest leaves[11];
    struct digest root, other;

    fill_distinct(leaves, count);
    root = merkle_root(leaves, count);
    other = root;
    other.bytes[31] ^= 1;
    for (size_t i = 0; i < count; i++) {
        struct merkle_path path = merkle_path(leaves, count, i);

        for (size_t j = 0; j < count; j++) {
            if (j == i)
                continue;
            cr_expect(!merkle_path_leads(&path, &leaves[j], i, count, &root), "leaf %zu", j);
            cr_expect(!merkle_path_leads(&path, &leaves[i], j, count, &root), "place %zu", j);
        }
        cr_expect(!merkle_path_leads(&path, &leaves[i], i, count, &other), "root");
        cr_expect(!merkle_path_leads(&path, &leaves[i], count, count, &root), "beyond");
        path.nodes[path.count - 1].bytes[0] ^= 1;
        cr_expect(!merkle_path_leads(&path, &leaves[i], i, count, &root), "changed node");
        path.nodes[path.count - 1].bytes[0] ^= 1;
        path.count--;
        cr_expect(!merkle_path_leads(&path, &leaves[i], i, count, &root), "short path");
        path.count += 2;
        cr_expect(!merkle_path_leads(&path, &leaves[i], i, count, &root), "long path");
    }
}

Test(merkle, a_root_changes_with_every_leaf_and_with_their_order)
{
    struct digest leaves[7];
    struct digest root, changed;

    fill_distinct(leaves, COUNT_OF(leaves));
    root = merkle_root(leaves, COUNT_OF(leaves));
    for (size_t i = 0; i < COUNT_OF(leaves); i++) {
        leaves[i].bytes[5] ^= 0x80;
        changed = merkle_root(leaves, COUNT_OF(leaves));
        cr_expect(memcmp(&root, &changed, sizeof root) != 0, "leaf %zu", i);
        leaves[i].bytes[5] ^= 0x80;
    }
    changed = leaves[2];
    leaves[2] = leaves[3];
    leaves[3] = changed;
    changed = merkle_root(leaves, COUNT_OF(leaves));
    cr_expect(memcmp(&root, &changed, sizeof root) != 0, "order");
}

/* Worked out with Python's hmac and hashlib. */
Test(merkle, salts_a_leaf_by_municipality_and_release)
{
    const struct digest release_salt = digest_of("release", 7);
    const struct digest receipt = digest_of("receipt", 7);
    const struct digest salt = merkle_salt(&release_salt, "12054000");
    const struct digest leaf = merkle_leaf(&salt, &receipt);
    char hex[DIGEST_HEX_SIZE];

    digest_print(&salt, hex);
    expect_text("salt", hex,
                "1445f60600a47e082f4d28e9d01de19c98eb886cbfa5750a6aab4ab823d0aa60");
    digest_print(&leaf, hex);
    expect_text("leaf", hex,
                "76b5809a3e8e54bfd6b60ab3605b5ac4c70bf4c4a435a5174130cf89f9d501f8");
}
