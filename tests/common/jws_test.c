#include "common/jws.h"

#include <stdlib.h>

#include "common/base64url.h"
#include "common/memory.h"
#include "tests/support/expect.h"

/* RFC 8037, appendix A.1 to A.4: key, thumbprint, payload and signature. */
static const char example_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
#define EXAMPLE_X   "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define EXAMPLE_KID "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

static json_t *set_of(const struct signing_key *key)
{
    return json_pack("{s:[o]}", "keys", signing_key_jwk(key));
}

Test(jws, knows_the_example_key_of_rfc_8037)
{
    CLEANUP(signing_key_freep) struct signing_key *key = NULL;
    struct error error;
    json_t *jwk;

    cr_assert(signing_key_read(example_pem, strlen(example_pem), &key, &error), "%s",
              error.text);
    jwk = signing_key_jwk(key);
    expect_text("x", json_string_value(json_object_get(jwk, "x")), EXAMPLE_X);
    expect_text("kid", signing_key_kid(key), EXAMPLE_KID);
    json_decref(jwk);
}

Test(jws, verifies_the_signature_of_rfc_8037)
{
    /* The example's header has no kid; so it is refused for this reason and no other. */
    static const char jws[] =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
        "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    CLEANUP(signing_key_freep) struct signing_key *key = NULL;
    CLEANUP(memory_freep) char *payload = NULL;
    struct error error;
    json_t *keys;

    cr_assert(signing_key_read(example_pem, strlen(example_pem), &key, &error));
    keys = set_of(key);
    cr_expect(!jws_verify(jws, keys, &payload, &error));
    expect_text("without kid", error.text, "this is no compact JWS with EdDSA");
    json_decref(keys);
}

Test(jws, brings_back_what_was_signed)
{
    CLEANUP(signing_key_freep) struct signing_key *key = signing_key_new();
    CLEANUP(memory_freep) char *jws = jws_sign(key, "{\"bytes\":5743}");
    CLEANUP(memory_freep) char *payload = NULL;
    json_t *keys = set_of(key);
    struct error error;

    cr_assert(jws_verify(jws, keys, &payload, &error), "%s", error.text);
    expect_text("payload", payload, "{\"bytes\":5743}");
    json_decref(keys);
}

Test(jws, fails_on_every_changed_character)
{
    CLEANUP(signing_key_freep) struct signing_key *key = signing_key_new();
    CLEANUP(memory_freep) char *jws = jws_sign(key, "{\"bytes\":5743}");
    json_t *keys = set_of(key);

    for (size_t i = 0; i < strlen(jws); i++) {
        CLEANUP(memory_freep) char *changed = memory_copy_text(jws);
        CLEANUP(memory_freep) char *payload = NULL;
        struct error error;

        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        cr_expect(!jws_verify(changed, keys, &payload, &error), "character %zu", i);
    }
    json_decref(keys);
}

Test(jws, refuses_what_is_none)
{
    static const char *const cases[] = {
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        "e30.e30.",
        "e30.e30.e30",
        /* {"alg":"none"} */
        "eyJhbGciOiJub25lIn0.e30.",
    };
    CLEANUP(signing_key_freep) struct signing_key *key = signing_key_new();
    json_t *keys = set_of(key);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *payload = NULL;
        struct error error;

        cr_expect(!jws_verify(cases[i], keys, &payload, &error), "%s", cases[i]);
        expect_number(cases[i], error.kind, ERROR_INVALID);
    }
    json_decref(keys);
}

Test(jws, says_when_the_key_is_not_in_the_set)
{
    CLEANUP(signing_key_freep) struct signing_key *key = signing_key_new();
    CLEANUP(signing_key_freep) struct signing_key *other = signing_key_new();
    CLEANUP(memory_freep) char *jws = jws_sign(key, "{}");
    CLEANUP(memory_freep) char *payload = NULL;
    json_t *keys = set_of(other);
    struct error error;

    cr_expect(!jws_verify(jws, keys, &payload, &error));
    expect_number("kind", error.kind, ERROR_MISSING);
    json_decref(keys);
}

Test(jws, keeps_a_key_through_its_file)
{
    CLEANUP(signing_key_freep) struct signing_key *key = signing_key_new();
    CLEANUP(signing_key_freep) struct signing_key *again = NULL;
    CLEANUP(memory_freep) char *pem = signing_key_print(key);
    struct error error;

    cr_assert(signing_key_read(pem, strlen(pem), &again, &error), "%s", error.text);
    expect_text("kid", signing_key_kid(again), signing_key_kid(key));
}

Test(jws, refuses_files_that_hold_no_key)
{
    static const char *const cases[] = {"", "x", "-----BEGIN PRIVATE KEY-----\n"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct signing_key *key = NULL;
        struct error error;

        cr_expect(!signing_key_read(cases[i], strlen(cases[i]), &key, &error));
        expect_number(cases[i], error.kind, ERROR_INVALID);
    }
}

Test(base64url, has_one_text_for_given_bytes)
{
    static const struct {
        const char *text;
        const char *bytes; /* NULL: refused */
    } cases[] = {
        {"", ""},        {"Zg", "f"},    {"Zm8", "fo"},   {"Zm9v", "foo"}, {"_-8", "\xff\xef"},
        {"Zh", NULL},    {"Zg==", NULL}, {"Z", NULL},     {"Zm9", NULL},   {"Zm 8", NULL},
        {"Zm8\n", NULL}, {"/+8", NULL},  {"Zm9v!", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t size = 0;
        CLEANUP(memory_freep) char *bytes = base64url_read(cases[i].text, &size);

        cr_assert((bytes == NULL) == (cases[i].bytes == NULL), "%s", cases[i].text);
        if (bytes == NULL)
            continue;
        expect_number(cases[i].text, size, strlen(cases[i].bytes));
        expect_text(cases[i].text, bytes, cases[i].bytes);
    }
}
