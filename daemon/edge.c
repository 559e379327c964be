#include "daemon/edge.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/util.h>

#include "common/memory.h"
#include "daemon/http/listener.h"
#include "daemon/http/tls.h"
#include "daemon/limits.h"
#include "daemon/metrics.h"

struct edge {
    const struct config *config; /* borrowed */
    struct tls *tls;             /* owned; NULL: plain HTTP, from start to end */
    struct networks proxies;
    struct limits_settings limits_settings;
    struct limits *limits; /* owned */
};

static bool may_listen(const struct config *config, const char *name, const char *where,
                       bool is_plain, struct error *error)
{
    if (!is_plain || config->listen_plain || listener_is_local(where))
        return true;
    return error_set(
        error, ERROR_INVALID,
        "%s = %s would be plain HTTP on an address that is not loopback: %s, or set "
        "listen_plain = true where something else encrypts",
        name, where,
        strcmp(name, "listen") == 0 ? "set tls_certificate and tls_key"
                                    : "keep it on loopback or a Unix socket");
}

static bool make_tls(const struct config *config, struct tls **out, struct error *error)
{
    const struct tls_settings settings = {
        .certificate = config->tls_certificate,
        .key = config->tls_key,
        .client_ca = config->tls_client_ca,
        .is_client_needed = config->tls_client_needed,
        .takes_1_2 = strcmp(config->tls_minimum, "1.2") == 0,
    };

    return tls_new(&settings, (int64_t)time(NULL), out, error);
}

static bool is_wanted(const struct config *config)
{
    return config->tls_certificate[0] != '\0';
}

/* Options that mean nothing without others would make somebody feel safe. */
static bool fits_together(const struct config *config, struct error *error)
{
    if (!is_wanted(config) && (config->tls_key[0] != '\0' || config->tls_client_ca[0] != '\0'))
        return error_set(error, ERROR_INVALID,
                         "tls_key and tls_client_ca need a tls_certificate");
    if (config->tls_client_needed && config->tls_client_ca[0] == '\0')
        return error_set(error, ERROR_INVALID, "tls_client_needed needs a tls_client_ca");
    return true;
}

static void take_over(struct edge *self)
{
    const struct config *config = self->config;
    struct error error;
    const bool is_read = networks_read(config->trusted_proxies, &self->proxies, &error);

    assert(is_read); /* config.c has seen to it */
    self->limits_settings = (struct limits_settings){
        .address_rate = config->rate_address,
        .address_burst = config->rate_address_burst,
        .token_rate = config->rate_token,
        .token_burst = config->rate_token_burst,
        .sign_in_failures = config->sign_in_failures,
    };
    metrics.tls_certificate_not_after_seconds =
        self->tls == NULL ? 0 : (uint64_t)tls_not_after(self->tls);
}

bool edge_new(const struct config *config, struct edge **out, struct error *error)
{
    CLEANUP(edge_freep) struct edge *self = memory_new(1, sizeof *self);
    uint64_t secret;

    self->config = config;
    evutil_secure_rng_get_bytes(&secret, sizeof secret);
    if (!may_listen(config, "listen", config->listen, !is_wanted(config), error) ||
        !may_listen(config, "listen_operator", config->listen_operator, true, error) ||
        !fits_together(config, error) ||
        (is_wanted(config) && !make_tls(config, &self->tls, error)))
        return false;
    self->limits = limits_new(&self->limits_settings, secret);
    take_over(self);
    *out = TAKE(self);
    return true;
}

void edge_free(struct edge *edge)
{
    if (edge == NULL)
        return;
    tls_free(edge->tls);
    limits_free(edge->limits);
    free(edge);
}

static bool reload_tls(struct edge *self, struct error *error)
{
    struct tls *fresh = NULL;

    if (is_wanted(self->config) != (self->tls != NULL))
        return error_set(error, ERROR_INVALID, "switching TLS on or off needs a restart");
    if (!fits_together(self->config, error))
        return false;
    if (self->tls == NULL)
        return true;
    if (!make_tls(self->config, &fresh, error))
        return false;
    tls_free(self->tls);
    self->tls = fresh;
    return true;
}

bool edge_reload(struct edge *edge, struct error *error)
{
    const bool is_reloaded = reload_tls(edge, error);

    metrics.tls_reloads_failed += !is_reloaded;
    take_over(edge);
    return is_reloaded;
}

void edge_settle(const struct edge *edge, struct http_settings *settings)
{
    const struct config *config = edge->config;

    settings->tls = edge->tls;
    settings->handshake_ms = config->handshake_deadline;
    settings->proxies = edge->proxies;
    settings->forwarded =
        strcmp(config->forwarded_header, "forwarded") == 0 ? FORWARDED_RFC_7239 : FORWARDED_X;
}

struct limits *edge_limits(struct edge *edge)
{
    return edge->limits;
}
