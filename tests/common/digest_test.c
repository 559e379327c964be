#include "common/digest.h"

#include "common/compiler.h"
#include "tests/support/expect.h"

Test(digest, gives_the_published_values_of_sha_256)
{
    /* The first two are in NIST's examples to FIPS 180-4, the others by sha256sum. */
    static const struct {
        const char *text;
        size_t size;
        const char *hex;
    } cases[] = {
        {"abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"a\0b", 3, "59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct digest digest = digest_of(cases[i].text, cases[i].size);
        char hex[DIGEST_HEX_SIZE];

        digest_print(&digest, hex);
        expect_text(cases[i].text, hex, cases[i].hex);
    }
}
