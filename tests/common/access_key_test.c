#include "common/access_key.h"

#include <string.h>

#include "common/memory.h"
#include "tests/support/expect.h"

Test(access_key, loses_what_a_mail_or_a_hand_adds)
{
    static const char *const texts[] = {
        "wok_a1",
        " wok_a1 ",
        "wok_\r\na1",
        "\twok_a1\n",
        "„wok_a1“",
        "\"wok_a1\"",
        "<wok_a1>",
        "»wok_a1«",
        "wok_\xc2\xa0"
        "a1",
        "wok_a\xe2\x80\x8b"
        "1",
        "\xef\xbb\xbfwok_a1",
        "wok_\xc2\xad"
        "a1",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CLEANUP(memory_freep) char *tidy = access_key_tidy(texts[i]);

        expect_text(texts[i], tidy, "wok_a1");
    }
}

Test(access_key, keeps_what_somebody_typed_wrong)
{
    CLEANUP(memory_freep) char *tidy = access_key_tidy("wok-a1.ü");

    expect_text("text", tidy, "wok-a1.ü");
}
