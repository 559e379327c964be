#include "common/receipt.h"

#include "common/memory.h"
#include "tests/support/expect.h"

static struct receipt ordinary_receipt(const struct digest *previous)
{
    return (struct receipt){
        .round = "2026",
        .municipality = "12054000",
        .edition = "v1",
        .version = 2,
        .received_at = 1778488267123456LL,
        .bytes = 5743,
        .sha256 = digest_of("file", 4),
        .content = digest_of("content", 7),
        .previous = previous,
    };
}

static const char *text_of(const json_t *json, const char *member)
{
    const char *text = json_string_value(json_object_get(json, member));

    cr_assert(text != NULL, "%s is no text", member);
    return text;
}

Test(receipt, says_what_was_received_and_when)
{
    static const struct {
        const char *member;
        const char *text;
    } cases[] = {
        {"round", "2026"},
        {"municipality", "12054000"},
        {"edition", "v1"},
        {"number", "2026-12054000-2-DYF5"},
        {"receivedAt", "2026-05-11T08:31:07.123456Z"},
        {"sha256", "3b9c358f36f0a31b6ad3e14f309c7cf198ac9246e8316f9ce543d5b19ac02b80"},
        {"contentSha256", "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"},
        {"previous", "6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb"},
    };
    const struct digest previous = digest_of("before", 6);
    const struct receipt receipt = ordinary_receipt(&previous);
    json_t *json = receipt_to_json(&receipt);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].member, text_of(json, cases[i].member), cases[i].text);
    expect_number("version", json_integer_value(json_object_get(json, "version")), 2);
    expect_number("bytes", json_integer_value(json_object_get(json, "bytes")), 5743);
    cr_expect(json_is_null(json_object_get(json, "keyId")));
    expect_number("members", json_object_size(json), 11);
    json_decref(json);
}

Test(receipt, names_the_key_that_signs_it)
{
    struct receipt receipt = ordinary_receipt(NULL);
    json_t *json;

    receipt.key_id = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    json = receipt_to_json(&receipt);

    expect_text("keyId", text_of(json, "keyId"), receipt.key_id);
    json_decref(json);
}

Test(receipt, has_a_number_whose_slips_are_noticed)
{
    static const struct {
        const char *round, *municipality;
        int version;
        const char *number;
    } cases[] = {
        {"2026", "12054000", 2, "2026-12054000-2-DYF5"},
        {"2026", "12054000", 3, "2026-12054000-3-ZN9F"},
        {"2026", "12045000", 2, "2026-12045000-2-QX5P"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *number = receipt_number(cases[i].round, cases[i].municipality, cases[i].version);

        expect_text(cases[i].number, number, cases[i].number);
    }
}

Test(receipt, of_a_first_version_has_no_previous_one)
{
    struct receipt receipt = ordinary_receipt(NULL);
    json_t *json;

    receipt.municipality = "09174";
    receipt.version = 12;
    receipt.received_at = 7;
    json = receipt_to_json(&receipt);

    cr_expect(json_is_null(json_object_get(json, "previous")));
    expect_text("number", text_of(json, "number"), "2026-09174-12-SPJ7");
    expect_text("receivedAt", text_of(json, "receivedAt"), "1970-01-01T00:00:00.000007Z");
    json_decref(json);
}

/* Computed with Python: hashlib.sha256() of json.dumps() with sorted keys and no white space.
 */
Test(receipt, has_a_digest_that_another_program_computes)
{
    const struct digest previous = digest_of("before", 6);
    const struct receipt receipt = ordinary_receipt(&previous);
    json_t *json = receipt_to_json(&receipt);
    const struct digest digest = receipt_digest(json);
    char hex[DIGEST_HEX_SIZE];

    digest_print(&digest, hex);
    expect_text("digest", hex,
                "544e5d5d3653d412c79b7abcfd9b585a21fa2de055525de185fb8abef190f3db");
    json_decref(json);
}
