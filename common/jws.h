#pragma once

/*
 * Signatures of receipts: compact JWS (RFC 7515) with Ed25519 (RFC 8032, "EdDSA" of RFC 8037),
 * so that any JOSE library verifies them. The cryptography is libcrypto's.
 *
 * A key's name, "kid", is its thumbprint (RFC 7638): it follows from the public key, so two
 * keys never share one, and a receipt says by itself which key to look for.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"

#define JWS_KID_SIZE 44 /* 43 characters of base64url and the NUL */

struct signing_key;

/* Makes a new key from the system's random numbers. */
struct signing_key *signing_key_new(void) MUST_CHECK;

/* Reads a private key in PEM (PKCS #8). ERROR_INVALID when it is none, or not of Ed25519. */
bool signing_key_read(const char *pem, size_t size, struct signing_key **out,
                      struct error *error) MUST_CHECK;

void signing_key_free(struct signing_key *key);
DEFINE_CLEANUP(struct signing_key *, signing_key_free)

/* The private key in PEM, for the caller to free (and to keep secret). */
char *signing_key_print(const struct signing_key *key) MUST_CHECK;

const char *signing_key_kid(const struct signing_key *key);

/* {"kty": "OKP", "crv": "Ed25519", "x": ..., "kid": ..., "alg": "EdDSA", "use": "sig"} */
json_t *signing_key_jwk(const struct signing_key *key) MUST_CHECK;

/* Signs the bytes as they are: HEADER.PAYLOAD.SIGNATURE, for the caller to free. */
char *jws_sign(const struct signing_key *key, const char *payload) MUST_CHECK;

/*
 * Verifies a compact JWS against a JWK set {"keys": [...]} and hands out its payload, for the
 * caller to free. ERROR_INVALID when the text is no JWS of ours, names another algorithm or was
 * changed; ERROR_MISSING when the set lacks its key.
 */
bool jws_verify(const char *jws, const json_t *keys, char **payload, struct error *error)
    MUST_CHECK;
