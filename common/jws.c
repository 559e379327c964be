#include "common/jws.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64url.h"
#include "common/digest.h"
#include "common/memory.h"

#define KEY_SIZE       32 /* of a public key of Ed25519 */
#define SIGNATURE_SIZE 64
#define ALGORITHM      "EdDSA"

struct signing_key {
    EVP_PKEY *key; /* owned */
    char x[JWS_KID_SIZE];
    char kid[JWS_KID_SIZE];
};

static void digest_context_freep(EVP_MD_CTX **context)
{
    EVP_MD_CTX_free(*context);
}

static void key_freep(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void bio_freep(BIO **bio)
{
    BIO_free_all(*bio);
}

/* RFC 7638: the SHA-256 of the required members in lexicographic order, without white space. */
static void thumbprint(const char *x, char out[JWS_KID_SIZE])
{
    CLEANUP(memory_freep)
    char *text = memory_format("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", x);
    const struct digest digest = digest_of(text, strlen(text));
    CLEANUP(memory_freep) char *kid = base64url_print(digest.bytes, sizeof digest.bytes);

    assert(strlen(kid) == JWS_KID_SIZE - 1);
    memcpy(out, kid, JWS_KID_SIZE);
}

static struct signing_key *signing_key_from(EVP_PKEY *key /* taken */)
{
    struct signing_key *self = memory_new(1, sizeof *self);
    unsigned char public[KEY_SIZE];
    size_t size = sizeof public;
    CLEANUP(memory_freep) char *x = NULL;

    self->key = key;
    if (EVP_PKEY_get_raw_public_key(key, public, &size) != 1 || size != KEY_SIZE)
        abort(); /* it is a key of Ed25519 */
    x = base64url_print(public, size);
    memcpy(self->x, x, JWS_KID_SIZE);
    thumbprint(self->x, self->kid);
    return self;
}

struct signing_key *signing_key_new(void)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

    if (key == NULL)
        abort(); /* no random numbers to be had */
    return signing_key_from(key);
}

bool signing_key_read(const char *pem, size_t size, struct signing_key **out,
                      struct error *error)
{
    CLEANUP(bio_freep) BIO *in = BIO_new_mem_buf(pem, (int)size);
    CLEANUP(key_freep) EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);

    if (key == NULL)
        return error_set(error, ERROR_INVALID, "this is no private key in PEM");
    if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519)
        return error_set(error, ERROR_INVALID, "this key is not of Ed25519");
    *out = signing_key_from(TAKE(key));
    return true;
}

void signing_key_free(struct signing_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->key);
    free(key);
}

char *signing_key_print(const struct signing_key *key)
{
    CLEANUP(bio_freep) BIO *out = BIO_new(BIO_s_mem());
    char *text;
    long size;

    if (out == NULL ||
        PEM_write_bio_PKCS8PrivateKey(out, key->key, NULL, NULL, 0, NULL, NULL) != 1)
        abort(); /* out of memory */
    size = BIO_get_mem_data(out, &text);
    return memory_copy(text, (size_t)size);
}

const char *signing_key_kid(const struct signing_key *key)
{
    return key->kid;
}

json_t *signing_key_jwk(const struct signing_key *key)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "kty", "OKP", "crv", "Ed25519", "x",
                     key->x, "kid", key->kid, "alg", ALGORITHM, "use", "sig");
}

/* --- signing --- */

static void sign(const struct signing_key *key, const char *text,
                 unsigned char signature[SIGNATURE_SIZE])
{
    CLEANUP(digest_context_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = SIGNATURE_SIZE;

    if (context == NULL || EVP_DigestSignInit(context, NULL, NULL, NULL, key->key) != 1 ||
        EVP_DigestSign(context, signature, &size, (const unsigned char *)text, strlen(text)) !=
            1 ||
        size != SIGNATURE_SIZE)
        abort(); /* out of memory */
}

char *jws_sign(const struct signing_key *key, const char *payload)
{
    CLEANUP(memory_freep)
    char *header =
        memory_format("{\"alg\":\"" ALGORITHM "\",\"kid\":\"%s\",\"typ\":\"JWS\"}", key->kid);
    CLEANUP(memory_freep) char *encoded_header = base64url_print(header, strlen(header));
    CLEANUP(memory_freep) char *encoded_payload = base64url_print(payload, strlen(payload));
    CLEANUP(memory_freep) char *text = memory_format("%s.%s", encoded_header, encoded_payload);
    CLEANUP(memory_freep) char *encoded_signature = NULL;
    unsigned char signature[SIGNATURE_SIZE];

    sign(key, text, signature);
    encoded_signature = base64url_print(signature, sizeof signature);
    return memory_format("%s.%s", text, encoded_signature);
}

/* --- verifying --- */

/* The three parts of a compact JWS; the text between them is cut in place. */
struct parts {
    char *text;   /* owned */
    char *header; /* in text, as are the next two */
    char *payload;
    char *signature;
    size_t signed_size; /* of "HEADER.PAYLOAD" */
};

static bool parts_read(const char *jws, struct parts *parts)
{
    char *first, *second;

    parts->text = memory_copy_text(jws);
    parts->header = parts->text;
    first = strchr(parts->text, '.');
    second = first == NULL ? NULL : strchr(first + 1, '.');
    if (second == NULL || strchr(second + 1, '.') != NULL)
        return false;
    parts->signed_size = (size_t)(second - parts->text);
    *first = *second = '\0';
    parts->payload = first + 1;
    parts->signature = second + 1;
    return true;
}

static void parts_done(struct parts *parts)
{
    free(parts->text);
}
DEFINE_CLEANUP_INSIDE(struct parts, parts_done)

/* The name of the key in a header of ours: that algorithm, nothing critical. For the caller. */
static char *header_kid(const char *encoded)
{
    size_t size = 0;
    CLEANUP(memory_freep) void *text = base64url_read(encoded, &size);
    json_t *header = text == NULL ? NULL : json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    const char *algorithm = json_string_value(json_object_get(header, "alg"));
    const char *kid = json_string_value(json_object_get(header, "kid"));
    char *found = NULL;

    if (algorithm != NULL && strcmp(algorithm, ALGORITHM) == 0 && kid != NULL &&
        json_object_get(header, "crit") == NULL && json_object_get(header, "b64") == NULL)
        found = memory_copy_text(kid);
    json_decref(header);
    return found;
}

/* The public key of this name, or NULL. */
static EVP_PKEY *find_key(const json_t *keys, const char *kid)
{
    const json_t *key;
    size_t i;

    json_array_foreach(json_object_get(keys, "keys"), i, key) {
        const char *name = json_string_value(json_object_get(key, "kid"));
        const char *curve = json_string_value(json_object_get(key, "crv"));
        const char *x = json_string_value(json_object_get(key, "x"));
        CLEANUP(memory_freep) void *public = NULL;
        size_t size = 0;

        if (name == NULL || strcmp(name, kid) != 0 || curve == NULL ||
            strcmp(curve, "Ed25519") != 0 || x == NULL)
            continue;
        public = base64url_read(x, &size);
        if (public != NULL && size == KEY_SIZE)
            return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public, size);
    }
    return NULL;
}

static bool is_signed_by(EVP_PKEY *key, const char *jws, const struct parts *parts)
{
    size_t size = 0;
    CLEANUP(memory_freep) void *signature = base64url_read(parts->signature, &size);
    CLEANUP(digest_context_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();

    return signature != NULL && size == SIGNATURE_SIZE && context != NULL &&
           EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
           EVP_DigestVerify(context, signature, size, (const unsigned char *)jws,
                            parts->signed_size) == 1;
}

bool jws_verify(const char *jws, const json_t *keys, char **payload, struct error *error)
{
    CLEANUP(parts_donep) struct parts parts = {0};
    CLEANUP(memory_freep) char *kid = NULL;
    CLEANUP(key_freep) EVP_PKEY *key = NULL;
    CLEANUP(memory_freep) char *text = NULL;
    size_t size = 0;

    if (!parts_read(jws, &parts) || (kid = header_kid(parts.header)) == NULL)
        return error_set(error, ERROR_INVALID, "this is no compact JWS with " ALGORITHM);
    key = find_key(keys, kid);
    if (key == NULL)
        return error_set(error, ERROR_MISSING, "the set of keys lacks the key %s", kid);
    text = base64url_read(parts.payload, &size);
    if (text == NULL || !is_signed_by(key, jws, &parts))
        return error_set(error, ERROR_INVALID, "the signature is not right");
    if (strlen(text) != size)
        return error_set(error, ERROR_INVALID, "the payload holds a NUL");
    *payload = TAKE(text);
    return true;
}
