#include "daemon/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/log.h"

#define FILE_SIZE_MAX 4096 /* a key of Ed25519 in PEM has 119 bytes */
#define RETRY_S       1    /* when the database could not be asked */

struct signer {
    struct db *db;                 /* borrowed */
    struct event *retry;           /* owned */
    struct signing_key *key;       /* owned; in force, or NULL */
    struct signing_key *candidate; /* owned; not found in the database yet, or NULL */
    bool is_wanted;                /* a key was asked for */
    bool has_failed;               /* the one that was asked for last cannot be used */
    void (*settled)(void *context);
    void *settled_context;
};

/* Whether the database knows a candidate; by the time it answers there may be another one. */
struct question {
    struct signer *signer; /* borrowed */
    char kid[JWS_KID_SIZE];
};

static void drop_candidate(struct signer *self)
{
    signing_key_free(TAKE(self->candidate));
    (void)event_del(self->retry);
}

static void tell(const struct signer *self)
{
    if (self->settled != NULL)
        self->settled(self->settled_context);
}

static void on_found(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct question *question = context;
    struct signer *self = question->signer;
    const struct timeval pause = {.tv_sec = RETRY_S};

    if (self->candidate == NULL || strcmp(signing_key_kid(self->candidate), question->kid) != 0)
        return;
    if (outcome->error != NULL) {
        (void)event_add(self->retry, &pause);
        return;
    }
    if (PQntuples(outcome->results[0]) == 0) {
        log_line(LOG_LEVEL_ERROR, "key of receipts not used key=%s in_force=%s reason=%s",
                 question->kid, self->key == NULL ? "none" : signing_key_kid(self->key),
                 log_value("the database does not know it: make keys with "
                           "weltoffenctl receipt-key create, then reload"));
        drop_candidate(self);
        self->has_failed = true;
        tell(self);
        return;
    }
    signing_key_free(self->key);
    self->key = TAKE(self->candidate);
    log_line(LOG_LEVEL_INFO, "receipts are signed key=%s", question->kid);
    tell(self);
}

static void ask(struct signer *self)
{
    const char *kid = signing_key_kid(self->candidate);
    struct question *question = memory_new(1, sizeof *question);
    struct db_unit *unit = db_unit_new(on_found, question);

    question->signer = self;
    memcpy(question->kid, kid, sizeof question->kid);
    db_unit_add(unit, STATEMENT_RECEIPT_KEY_FIND, kid);
    db_submit(self->db, unit);
}

static void on_retry(evutil_socket_t fd, short events, void *context)
{
    (void)fd;
    (void)events;
    ask(context);
}

static void closep(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static bool read_key(const char *path, struct signing_key **out, struct error *error)
{
    CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    char pem[FILE_SIZE_MAX];
    ssize_t size = fd < 0 ? -1 : read(fd, pem, sizeof pem);
    bool is_read;

    if (size < 0)
        return error_set(error, ERROR_SYSTEM, "receipt_key: %s cannot be read: %s", path,
                         strerrordesc_np(errno));
    is_read = signing_key_read(pem, (size_t)size, out, error);
    OPENSSL_cleanse(pem, sizeof pem);
    return is_read || error_wrap(error, "receipt_key: %s", path);
}

bool signer_load(struct signer *self, const char *path, struct error *error)
{
    CLEANUP(signing_key_freep) struct signing_key *key = NULL;

    if (path[0] == '\0') {
        drop_candidate(self);
        signing_key_free(TAKE(self->key));
        self->is_wanted = false;
        self->has_failed = false;
        log_line(LOG_LEVEL_WARNING, "receipts are not signed: receipt_key is empty");
        return true;
    }
    self->has_failed = !read_key(path, &key, error);
    if (self->has_failed)
        return false;
    drop_candidate(self);
    self->is_wanted = true;
    if (self->key != NULL && strcmp(signing_key_kid(key), signing_key_kid(self->key)) == 0)
        return true;
    self->candidate = TAKE(key);
    ask(self);
    return true;
}

bool signer_is_ready(const struct signer *self, struct error *error)
{
    if (self->key != NULL || !self->is_wanted)
        return true;
    return error_set(error, ERROR_UNAVAILABLE, "the key of receipts is not in force%s",
                     self->candidate == NULL ? ": the database does not know it" : " yet");
}

bool signer_has_failed(const struct signer *self)
{
    return self->has_failed;
}

bool signer_is_settled(const struct signer *self)
{
    return self->candidate == NULL;
}

void signer_on_settled(struct signer *self, void (*settled)(void *context), void *context)
{
    self->settled = settled;
    self->settled_context = context;
}

const struct signing_key *signer_key(const struct signer *self)
{
    return self->key;
}

struct signer *signer_new(struct event_base *base, struct db *db)
{
    struct signer *self = memory_new(1, sizeof *self);

    self->db = db;
    self->retry = event_new(base, -1, 0, on_retry, self);
    if (self->retry == NULL)
        abort(); /* out of memory */
    return self;
}

void signer_free(struct signer *self)
{
    if (self == NULL)
        return;
    event_free(self->retry);
    signing_key_free(self->key);
    signing_key_free(self->candidate);
    free(self);
}
