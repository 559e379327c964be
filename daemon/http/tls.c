#include "daemon/http/tls.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/digest.h"
#include "common/memory.h"

#define SUITES_1_3 "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"
#define SUITES_1_2                                               \
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:" \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
#define GROUPS "P-256:P-384:P-521"
#define SIGNATURES                                                          \
    "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:" \
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"          \
    "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512"
#define SECURITY_LEVEL 2 /* of OpenSSL: what others show us has 112 bits at least */
#define RSA_BITS_MIN   3072

struct tls {
    SSL_CTX *context; /* owned; connections hold it as well */
    int64_t not_after;
    char certificate_sha256[DIGEST_HEX_SIZE], chain_sha256[DIGEST_HEX_SIZE];
    char client_ca_sha256[DIGEST_HEX_SIZE];
};

/* OpenSSL's own words for what went wrong last; its queue is empty afterwards. */
static const char *reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_last_error());

    ERR_clear_error();
    return text == NULL ? "unknown reason" : text;
}

/* OpenSSL would ask on the terminal. */
static int no_passphrase(char *out, int size, int writes, void *context)
{
    (void)writes;
    (void)context;
    if (size > 0)
        out[0] = '\0';
    return 0;
}

/* RFC 7301, 3.2: who asks only for other protocols is turned away, so that nobody mistakes us
 * for one of them. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_size,
                           const unsigned char *offered, unsigned size, void *context)
{
    static const unsigned char http[] = "\x08http/1.1";
    unsigned char *chosen = NULL;

    (void)ssl;
    (void)context;
    if (SSL_select_next_proto(&chosen, out_size, http, sizeof http - 1, offered, size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static void set_rules(SSL_CTX *context, const struct tls_settings *settings)
{
    char groups[] = GROUPS; /* OpenSSL's macros take the const away */
    char signatures[] = SIGNATURES;
    const bool is_set =
        SSL_CTX_set_min_proto_version(context, settings->takes_1_2 ? TLS1_2_VERSION
                                                                   : TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_ciphersuites(context, SUITES_1_3) == 1 &&
        SSL_CTX_set_cipher_list(context, SUITES_1_2) == 1 &&
        SSL_CTX_set1_groups_list(context, groups) == 1 &&
        SSL_CTX_set1_sigalgs_list(context, signatures) == 1 &&
        SSL_CTX_set_num_tickets(context, 0) == 1;

    assert(is_set);
    SSL_CTX_set_security_level(context, SECURITY_LEVEL);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                     SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    /* Only the file's chain is sent, not one found among the issuers of clients' certificates.
     */
    (void)SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
}

static bool is_readable(const char *path, const char *what, struct error *error)
{
    if (access(path, R_OK) == 0)
        return true;
    return error_set(error, ERROR_INVALID, "%s %s cannot be read: %s", what, path,
                     strerrordesc_np(errno));
}

static bool load_files(SSL_CTX *context, const struct tls_settings *settings,
                       struct error *error)
{
    ERR_clear_error();
    if (!is_readable(settings->certificate, "the certificate", error) ||
        !is_readable(settings->key, "the key", error))
        return false;
    if (SSL_CTX_use_certificate_chain_file(context, settings->certificate) != 1)
        return error_set(error, ERROR_INVALID, "the certificate %s cannot be used: %s",
                         settings->certificate, reason());
    if (SSL_CTX_use_PrivateKey_file(context, settings->key, SSL_FILETYPE_PEM) != 1)
        return error_set(error, ERROR_INVALID, "the key %s cannot be used: %s", settings->key,
                         reason());
    if (SSL_CTX_check_private_key(context) != 1)
        return error_set(error, ERROR_INVALID, "the key %s is not that of the certificate: %s",
                         settings->key, reason());
    return true;
}

static bool is_good_curve(const EVP_PKEY *key)
{
    static const char *const curves[] = {"prime256v1", "secp384r1", "secp521r1"};
    char name[32] = "";

    (void)EVP_PKEY_get_group_name(key, name, sizeof name, NULL);
    for (size_t i = 0; i < COUNT_OF(curves); i++)
        if (strcmp(name, curves[i]) == 0)
            return true;
    return false;
}

/* OpenSSL takes shorter ones and others, and each handshake would fail or be weaker than told.
 */
static bool check_key(const SSL_CTX *context, const char *path, struct error *error)
{
    const EVP_PKEY *key = SSL_CTX_get0_privatekey(context);
    const bool is_rsa = EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1;
    const int bits = EVP_PKEY_get_bits(key);

    if (is_rsa && bits < RSA_BITS_MIN)
        return error_set(error, ERROR_INVALID, "the key %s has %d bits; of RSA at least %d",
                         path, bits, RSA_BITS_MIN);
    if (!is_rsa && !(EVP_PKEY_is_a(key, "EC") == 1 && is_good_curve(key)))
        return error_set(error, ERROR_INVALID,
                         "the key %s, of %d bits, is neither RSA nor on P-256, P-384 or P-521",
                         path, bits);
    return true;
}

static bool load_client_ca(SSL_CTX *context, const struct tls_settings *settings,
                           struct error *error)
{
    const int needed = settings->is_client_needed ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    STACK_OF(X509_NAME) * names;

    if (settings->client_ca[0] == '\0')
        return true;
    if (!is_readable(settings->client_ca, "the issuers of client certificates", error))
        return false;
    names = SSL_load_client_CA_file(settings->client_ca);
    if (names == NULL || SSL_CTX_load_verify_file(context, settings->client_ca) != 1)
        return error_set(error, ERROR_INVALID,
                         "the issuers of client certificates %s cannot be used: %s",
                         settings->client_ca, reason());
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | needed, NULL);
    return true;
}

static void fclosep(FILE *const *file)
{
    if (*file != NULL)
        (void)fclose(*file);
}

static void digest_freep(EVP_MD_CTX *const *digest)
{
    EVP_MD_CTX_free(*digest);
}

static bool print_file_digest(const char *path, char out[DIGEST_HEX_SIZE])
{
    CLEANUP(fclosep) FILE *file = fopen(path, "re");
    CLEANUP(digest_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
    struct digest digest;
    char piece[4096];
    size_t size;

    if (file == NULL || context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        return false;
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        (void)EVP_DigestUpdate(context, piece, size);
    if (ferror(file) != 0 || EVP_DigestFinal_ex(context, digest.bytes, NULL) != 1)
        return false;
    digest_print(&digest, out);
    return true;
}

/* Of what is sent behind the certificate; nothing is written without any. */
static void print_chain_digest(SSL_CTX *context, char out[DIGEST_HEX_SIZE])
{
    CLEANUP(digest_freep) EVP_MD_CTX *hash = EVP_MD_CTX_new();
    STACK_OF(X509) *chain = NULL;
    struct digest digest;
    int is_made = hash != NULL && EVP_DigestInit_ex(hash, EVP_sha256(), NULL);

    (void)SSL_CTX_get0_chain_certs(context, &chain);
    if (sk_X509_num(chain) <= 0)
        return;
    for (int i = 0; i < sk_X509_num(chain); i++) {
        unsigned char *der = NULL;
        const int size = i2d_X509(sk_X509_value(chain, i), &der);

        is_made = is_made && size > 0 && EVP_DigestUpdate(hash, der, (size_t)size);
        OPENSSL_free(der);
    }
    is_made = is_made && EVP_DigestFinal_ex(hash, digest.bytes, NULL);
    assert(is_made);
    digest_print(&digest, out);
}

/* Of what is public only. */
static bool take_fingerprints(struct tls *self, const struct tls_settings *settings,
                              struct error *error)
{
    struct digest digest;
    const int is_made =
        X509_digest(SSL_CTX_get0_certificate(self->context), EVP_sha256(), digest.bytes, NULL);

    assert(is_made == 1);
    digest_print(&digest, self->certificate_sha256);
    print_chain_digest(self->context, self->chain_sha256);
    if (settings->client_ca[0] == '\0' ||
        print_file_digest(settings->client_ca, self->client_ca_sha256))
        return true;
    return error_set(error, ERROR_INVALID,
                     "the issuers of client certificates %s cannot be read",
                     settings->client_ca);
}

static int64_t seconds_of(const ASN1_TIME *time)
{
    struct tm parts = {0};

    return ASN1_TIME_to_tm(time, &parts) == 1 ? (int64_t)timegm(&parts) : 0;
}

static bool check_times(struct tls *self, int64_t now, const char *path, struct error *error)
{
    const X509 *certificate = SSL_CTX_get0_certificate(self->context);
    const int64_t not_before = seconds_of(X509_get0_notBefore(certificate));

    self->not_after = seconds_of(X509_get0_notAfter(certificate));
    if (now < not_before)
        return error_set(error, ERROR_INVALID, "the certificate %s is not valid yet", path);
    if (now > self->not_after)
        return error_set(error, ERROR_INVALID, "the certificate %s has expired", path);
    return true;
}

bool tls_new(const struct tls_settings *settings, int64_t now, struct tls **out,
             struct error *error)
{
    CLEANUP(tls_freep) struct tls *self = memory_new(1, sizeof *self);

    self->context = SSL_CTX_new(TLS_server_method());
    assert(self->context != NULL);
    set_rules(self->context, settings);
    if (!load_files(self->context, settings, error) ||
        !check_key(self->context, settings->key, error) ||
        !check_times(self, now, settings->certificate, error) ||
        !load_client_ca(self->context, settings, error) ||
        !take_fingerprints(self, settings, error))
        return false;
    *out = TAKE(self);
    return true;
}

void tls_free(struct tls *tls)
{
    if (tls == NULL)
        return;
    SSL_CTX_free(tls->context);
    free(tls);
}

const char *tls_certificate_sha256(const struct tls *tls)
{
    return tls->certificate_sha256;
}

const char *tls_chain_sha256(const struct tls *tls)
{
    return tls->chain_sha256;
}

const char *tls_client_ca_sha256(const struct tls *tls)
{
    return tls->client_ca_sha256;
}

int64_t tls_not_after(const struct tls *tls)
{
    return tls->not_after;
}

SSL *tls_connection(const struct tls *tls)
{
    SSL *ssl = SSL_new(tls->context);

    assert(ssl != NULL);
    return ssl;
}

bool tls_knows_client(const SSL *ssl)
{
    return SSL_get0_peer_certificate(ssl) != NULL && SSL_get_verify_result(ssl) == X509_V_OK;
}
