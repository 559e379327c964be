#pragma once

/*
 * What TLS is done with: certificate, key and rules (BSI TR-02102-2). It does not change; a
 * reload makes another one. Connections that began with the old one keep it.
 *
 * No renegotiation, no compression, no resumption: each connection makes a full handshake, and
 * no key outlives it. OpenSSL 3.0 has no post-quantum key agreement.
 */

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct tls_settings {
    const char *certificate; /* file: the certificate, then those that lead to its issuer */
    const char *key;         /* file: its private key, without a passphrase */
    const char *client_ca;   /* file: issuers of client certificates; "": none is asked for */
    bool is_client_needed;   /* a client without a certificate is turned away */
    bool takes_1_2;          /* TLS 1.2 as well as 1.3 */
};

struct tls;

/*
 * Fails with ERROR_INVALID when a file cannot be used, the key is not the certificate's, is too
 * short or of a kind that is not spoken, or the certificate is not valid at `now` (seconds
 * since 1970).
 */
bool tls_new(const struct tls_settings *settings, int64_t now, struct tls **out,
             struct error *error) MUST_CHECK;
void tls_free(struct tls *tls);
DEFINE_CLEANUP(struct tls *, tls_free)

/*
 * SHA-256, in hexadecimal, of what is public of the files in force:
 *   - the certificate (DER, as "openssl x509 -fingerprint" has it);
 *   - the chain: all certificates that stand behind it in its file and are sent with it (DER,
 *     one directly after the other in that order); "" without any. A private key that stands in
 *     the same file is no part of it;
 *   - the file with the issuers of client certificates; "" without one.
 */
const char *tls_certificate_sha256(const struct tls *tls);
const char *tls_chain_sha256(const struct tls *tls);
const char *tls_client_ca_sha256(const struct tls *tls);

/* When the certificate ends: seconds since 1970. */
int64_t tls_not_after(const struct tls *tls);

/* A connection's side of a handshake; the caller frees it. */
SSL *tls_connection(const struct tls *tls);

/*
 * Whether the client showed a certificate that holds. OpenSSL says X509_V_OK also when there
 * was none, so the certificate is looked for first.
 */
bool tls_knows_client(const SSL *ssl);
