/* clang-format off */
/*
 *     STARTING --listening--> SERVING --SIGTERM--> DRAINING --all answered, or time is up--> ENDED
 *                                |                                                            ^
 *                                +---------------------------SIGINT---------------------------+
 */
/* clang-format on */

#include "daemon/lifecycle.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include <event2/event.h>

#include "common/memory.h"
#include "daemon/attempt.h"
#include "daemon/audit.h"
#include "daemon/config_note.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/edge.h"
#include "daemon/editions.h"
#include "daemon/health.h"
#include "daemon/http/server.h"
#include "daemon/http/tls.h"
#include "daemon/log.h"
#include "daemon/pages/page.h"
#include "daemon/reader.h"
#include "daemon/refusals.h"
#include "daemon/scheduler.h"
#include "daemon/server.h"
#include "daemon/signer.h"

#define DRAIN_LOOK_MS 50 /* how often it is seen whether all is answered */

/* Everything there is, from the root to the leaves. */
struct life {
    struct config *config; /* borrowed */
    const char *config_path;
    struct event_base *base;
    struct server server;
    struct http_settings http_settings, health_settings;
    struct http_service http_service, health_service;
    struct reader_settings reader_settings;
    struct http_server *http, *health;
    struct edge *edge;
    struct config_note *config_note; /* owned */
    bool is_tls_failed;              /* the last reload left the old certificate in force */
    struct event *terminate, *interrupt, *reload, *watchdog, *drain;
    struct timeval drain_deadline; /* of the base's clock */
};

static struct timeval milliseconds(long ms)
{
    return (struct timeval){.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
}

/* --- settings --- */

static void apply_config(struct life *self)
{
    const struct config *config = self->config;
    enum log_level level;

    if (log_level_read(config->log_level, &level))
        log_set_level(level);
    self->http_settings = (struct http_settings){
        .listen = config->listen,
        .connections_max = (size_t)config->connections_max,
        .connections_per_client = (size_t)config->connections_per_client,
        .head_ms = config->head_deadline,
        .body_ms = config->body_deadline,
        .idle_ms = config->idle_deadline,
        .write_ms = config->write_deadline,
        .linger_bytes = (size_t)config->self_check_limit * 4,
        .linger_ms = 1000,
    };
    self->reader_settings = (struct reader_settings){
        .readers_max = (size_t)config->workbook_readers,
        .queue_max = (size_t)config->workbook_queue,
        .deadline_ms = config->workbook_deadline,
    };
    self->health_settings = self->http_settings;
    edge_settle(self->edge, &self->http_settings);
    self->health_settings.listen = config->listen_operator;
    self->health_settings.connections_max = 64;
    self->health_settings.connections_per_client = 64;
}

/* A key that cannot be used is no reason to lose the rest of the configuration. */
static void reload_key(struct life *self)
{
    struct error error;

    if (!signer_load(self->server.signer, self->config->receipt_key, &error))
        log_line(LOG_LEVEL_ERROR, "key of receipts not reloaded reason=%s",
                 log_value(error.text));
}

/* Nor is a certificate. */
static void reload_edge(struct life *self)
{
    struct error error;

    self->is_tls_failed = !edge_reload(self->edge, &error);
    if (self->is_tls_failed)
        log_line(LOG_LEVEL_ERROR, "TLS not reloaded reason=%s", log_value(error.text));
}

/* Into the audit, once it is known which key signs. */
static void note_configuration(void *context)
{
    struct life *self = context;
    const struct tls *tls = self->http_settings.tls;
    const struct signing_key *key = signer_key(self->server.signer);
    struct config_files files = {
        .is_tls_failed = self->is_tls_failed,
        .is_receipt_key_failed = signer_has_failed(self->server.signer),
    };

    if (!signer_is_settled(self->server.signer))
        return; /* it calls this again */
    if (tls != NULL) {
        (void)snprintf(files.certificate, sizeof files.certificate, "%s",
                       tls_certificate_sha256(tls));
        (void)snprintf(files.chain, sizeof files.chain, "%s", tls_chain_sha256(tls));
        (void)snprintf(files.client_ca, sizeof files.client_ca, "%s",
                       tls_client_ca_sha256(tls));
    }
    if (key != NULL)
        (void)snprintf(files.receipt_key, sizeof files.receipt_key, "%s", signing_key_kid(key));
    config_note_write(self->config_note, &files);
}

static void on_reload(evutil_socket_t signal, short events, void *context)
{
    struct life *self = context;
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) struct config *fresh = memory_new(1, sizeof *fresh);
    char restart[400] = "";

    (void)signal;
    (void)events;
    if (self->config_path == NULL) {
        log_line(LOG_LEVEL_WARNING, "nothing to reload: started without a configuration file");
        return;
    }
    (void)sd_notify(0, "RELOADING=1");
    config_defaults(fresh);
    if (!config_read(fresh, self->config_path, &mistakes)) {
        for (size_t i = 0; i < mistakes.count && i < MISTAKES_MAX; i++)
            log_line(LOG_LEVEL_ERROR, "configuration not reloaded file=%s place=%s reason=%s",
                     log_value(self->config_path), log_value(mistakes.items[i].place),
                     log_value(mistakes.items[i].text));
    } else {
        config_reload(self->config, fresh, restart, sizeof restart);
        reload_edge(self);
        apply_config(self);
        page_start(self->config);
        reload_key(self);
        note_configuration(self);
        log_line(LOG_LEVEL_INFO, "configuration reloaded needs_restart=%s", log_value(restart));
    }
    (void)sd_notify(0, "READY=1");
}

/* --- the end --- */

static void on_drain(evutil_socket_t fd, short events, void *context)
{
    struct life *self = context;
    struct timeval now;

    (void)fd;
    (void)events;
    (void)event_base_gettimeofday_cached(self->base, &now);
    if (http_server_exchanges(self->http) == 0 && !scheduler_is_busy(self->server.scheduler) &&
        http_server_connections(self->http) == 0 && refusals_end(self->server.refusals)) {
        log_line(LOG_LEVEL_INFO, "all requests answered, ending");
        (void)event_base_loopbreak(self->base);
    } else if (evutil_timercmp(&now, &self->drain_deadline, >)) {
        log_line(LOG_LEVEL_WARNING, "time to drain is up, ending requests_open=%zu",
                 http_server_exchanges(self->http));
        (void)event_base_loopbreak(self->base);
    }
}

static void on_terminate(evutil_socket_t signal, short events, void *context)
{
    struct life *self = context;
    const struct timeval period = milliseconds(DRAIN_LOOK_MS);
    const struct timeval allowed = milliseconds(self->config->drain_deadline);
    struct timeval now;

    (void)signal;
    (void)events;
    if (self->server.is_draining) {
        (void)event_base_loopbreak(self->base);
        return;
    }
    log_line(LOG_LEVEL_INFO, "draining requests_open=%zu", http_server_exchanges(self->http));
    (void)sd_notify(0, "STOPPING=1\nSTATUS=Answering open requests");
    self->server.is_draining = true;
    http_server_drain(self->http);
    scheduler_drain(self->server.scheduler);
    (void)event_base_gettimeofday_cached(self->base, &now);
    evutil_timeradd(&now, &allowed, &self->drain_deadline);
    (void)event_add(self->drain, &period);
}

static void on_interrupt(evutil_socket_t signal, short events, void *context)
{
    struct life *self = context;

    (void)signal;
    (void)events;
    log_line(LOG_LEVEL_INFO, "interrupted, ending");
    (void)sd_notify(0, "STOPPING=1");
    (void)event_base_loopbreak(self->base);
}

/* --- the beginning --- */

static void on_watchdog(evutil_socket_t fd, short events, void *context)
{
    (void)fd;
    (void)events;
    (void)context;
    (void)sd_notify(0, "WATCHDOG=1");
}

static void start_watchdog(struct life *self)
{
    uint64_t period_us = 0;

    if (sd_watchdog_enabled(0, &period_us) > 0) {
        const struct timeval period = milliseconds((long)(period_us / 2000));

        self->watchdog = event_new(self->base, -1, EV_PERSIST, on_watchdog, self);
        (void)event_add(self->watchdog, &period);
    }
}

static void on_ready(bool is_ready, void *context)
{
    struct life *self = context;
    struct error error = {0};

    if (db_can_write(self->server.db))
        note_configuration(self);
    if (is_ready) {
        (void)sd_notify(0, "STATUS=Serving");
        return;
    }
    (void)db_is_ready(self->server.db, &error);
    (void)sd_notifyf(0, "STATUS=Waiting for the database: %s", error.text);
}

static void start_database(struct life *self)
{
    const struct config *config = self->config;
    char instance[AUDIT_INSTANCE_SIZE];
    struct db_settings settings = {
        .option = "database",
        .conninfo = config->database,
        .connections = (size_t)config->database_connections,
        .queue_max = (size_t)config->database_queue,
        .connect_ms = config->database_connect_deadline,
        .wait_ms = config->database_wait_deadline,
        .answer_ms = config->database_answer_deadline,
        .is_commit_shared = config->database_shared_commits,
        .chain = instance,
    };

    audit_instance(config->instance, instance);
    self->server.db = db_new(self->base, &settings);
    settings.option = "database_read";
    settings.conninfo = config->database_read;
    settings.chain = NULL;
    db_read_through(self->server.db, db_new(self->base, &settings));
    self->server.refusals = refusals_new(self->base, self->server.db);
    self->config_note = config_note_new(self->server.db, config);
    db_on_ready(self->server.db, on_ready, self);
    self->server.editions = editions_new(self->server.db);
    self->server.reader = reader_new(self->base, &self->reader_settings);
    self->server.signer = signer_new(self->base, self->server.db);
    signer_on_settled(self->server.signer, note_configuration, self);
}

static struct event *on_signal(struct life *self, int signal, event_callback_fn callback)
{
    struct event *event = evsignal_new(self->base, signal, callback, self);

    (void)event_add(event, NULL);
    return event;
}

static bool start(struct life *self, const char *program, struct error *error)
{
    (void)signal(SIGPIPE, SIG_IGN);
    self->base = event_base_new();
    if (self->base == NULL)
        return error_set(error, ERROR_SYSTEM, "no event loop to be had");
    self->server.base = self->base;
    self->server.config = self->config;
    if (!edge_new(self->config, &self->edge, error))
        return false;
    self->server.limits = edge_limits(self->edge);
    self->server.attempts = attempts_new(self->base, self->server.limits);
    apply_config(self);
    page_start(self->config);
    self->http_service = dispatch_service(&self->server);
    self->health_service = health_service(&self->server);
    if (!http_server_new(self->base, &self->http_settings, &self->http_service, &self->http,
                         error) ||
        !http_server_new(self->base, &self->health_settings, &self->health_service,
                         &self->health, error))
        return false;
    start_database(self);
    if (!signer_load(self->server.signer, self->config->receipt_key, error))
        return false;
    self->server.scheduler = scheduler_new(&self->server, program, self->config_path);
    self->terminate = on_signal(self, SIGTERM, on_terminate);
    self->interrupt = on_signal(self, SIGINT, on_interrupt);
    self->reload = on_signal(self, SIGHUP, on_reload);
    self->drain = event_new(self->base, -1, EV_PERSIST, on_drain, self);
    start_watchdog(self);
    return true;
}

static void free_event(struct event *event)
{
    if (event != NULL)
        event_free(event);
}

/* From the leaves to the root; whatever waits for the database is told first. */
static void life_done(struct life *self)
{
    attempts_free(self->server.attempts);
    reader_free(self->server.reader);
    if (self->server.db != NULL)
        db_free(self->server.db);
    refusals_free(self->server.refusals);
    config_note_free(self->config_note);
    scheduler_free(self->server.scheduler);
    editions_free(self->server.editions);
    signer_free(self->server.signer);
    if (self->http != NULL)
        http_server_free(self->http);
    if (self->health != NULL)
        http_server_free(self->health);
    free_event(self->terminate);
    free_event(self->interrupt);
    free_event(self->reload);
    free_event(self->watchdog);
    free_event(self->drain);
    edge_free(self->edge);
    if (self->base != NULL)
        event_base_free(self->base);
}
DEFINE_CLEANUP_INSIDE(struct life, life_done)

int lifecycle_run(struct config *config, const char *program, const char *config_path)
{
    CLEANUP(life_donep) struct life self = {.config = config, .config_path = config_path};
    struct error error;

    if (!start(&self, program, &error)) {
        log_line(LOG_LEVEL_ERROR, "cannot start reason=%s", log_value(error.text));
        return EXIT_FAILURE;
    }
    log_line(LOG_LEVEL_INFO, "listening version=%s address=%s operator_address=%s",
             WELTOFFEND_VERSION, log_value(config->listen), log_value(config->listen_operator));
    (void)sd_notify(0, "READY=1\nSTATUS=Waiting for the database");
    (void)event_base_dispatch(self.base);
    return EXIT_SUCCESS;
}
