#include "daemon/config_note.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/digest.h"
#include "common/memory.h"
#include "daemon/audit.h"
#include "daemon/db.h"
#include "daemon/log.h"

struct config_note {
    struct db *db;
    const struct config *config;
    struct config written; /* what the audit knows; the defaults before the first line */
    struct config flying;  /* what the line under way tells of */
    struct config_files files;
    char *written_files, *flying_files; /* owned; what the lines say of the files, or NULL */
    bool has_started;                   /* there is a first line */
    bool is_flying;
};

static struct digest digest_of_config(const struct config *config)
{
    CLEANUP(memory_freep) char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        abort(); /* out of memory */
    config_print(config, out);
    (void)fclose(out);
    return digest_of(text, size);
}

/* What is in force: what could not be taken over is as the audit knows it. */
static void in_force(const struct config_note *self, struct config *out)
{
    *out = *self->config;
    if (self->files.is_tls_failed)
        config_keep(out, &self->written, "tls_");
    if (self->files.is_receipt_key_failed)
        config_keep(out, &self->written, "receipt_key");
}

static const char *unless_empty(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

/* {"files": ..., "failed": ...} without what there is none of, for the caller to free. */
static char *print_files(const struct config_files *files)
{
    json_t *document =
        json_pack("{s:{s:s*, s:s*, s:s*, s:s*}, s:s*}", "files", "certificate",
                  unless_empty(files->certificate), "chain", unless_empty(files->chain),
                  "client_ca", unless_empty(files->client_ca), "receipt_key",
                  unless_empty(files->receipt_key), "failed",
                  files->is_tls_failed && files->is_receipt_key_failed ? "tls,receipt_key"
                  : files->is_tls_failed                               ? "tls"
                  : files->is_receipt_key_failed                       ? "receipt_key"
                                                                       : NULL);
    char *text = json_dumps(document, JSON_COMPACT);

    json_decref(document);
    return text;
}

static char *print_details(const struct config *config, const char *names, const char *files)
{
    const struct digest digest = digest_of_config(config);
    char sha256[DIGEST_HEX_SIZE];

    digest_print(&digest, sha256);
    /* files is an object itself: the rest of its members. */
    return memory_format("{\"sha256\":\"%s\",\"options\":\"%s\",\"version\":\"%s\",%s", sha256,
                         names, WELTOFFEND_VERSION, files + 1);
}

static void write_line(struct config_note *self);

static void on_written(const struct db_outcome *outcome, void *context)
{
    struct config_note *self = context;
    CLEANUP(memory_freep) char *files = TAKE(self->flying_files);

    self->is_flying = false;
    if (outcome->error != NULL) {
        log_line(LOG_LEVEL_WARNING, "the configuration is not in the audit yet reason=%s",
                 log_value(outcome->error->text));
        return;
    }
    self->has_started = true;
    self->written = self->flying;
    free(self->written_files);
    self->written_files = TAKE(files);
    write_line(self); /* it may have changed meanwhile */
}

static void write_line(struct config_note *self)
{
    struct config now;
    CLEANUP(memory_freep) char *names = NULL;
    CLEANUP(memory_freep) char *files = print_files(&self->files);
    CLEANUP(memory_freep) char *details = NULL;
    struct db_unit *unit;

    in_force(self, &now);
    names = config_compare(&self->written, &now);
    if (self->is_flying ||
        (self->has_started && names[0] == '\0' && strcmp(files, self->written_files) == 0))
        return;
    details = print_details(&now, names, files);
    self->flying = now;
    self->flying_files = TAKE(files);
    self->is_flying = true;
    unit = db_unit_new(on_written, self);
    audit_add(unit,
              &(struct audit_line){.action = self->has_started ? AUDIT_CONFIGURATION_CHANGED
                                                               : AUDIT_CONFIGURATION_STARTED,
                                   .actor = "daemon",
                                   .details = details});
    db_submit(self->db, unit);
}

void config_note_write(struct config_note *self, const struct config_files *files)
{
    self->files = *files;
    write_line(self);
}

struct config_note *config_note_new(struct db *db, const struct config *config)
{
    struct config_note *self = memory_new(1, sizeof *self);

    self->db = db;
    self->config = config;
    config_defaults(&self->written);
    return self;
}

/* The db is gone by now, and has told the line's fate. */
void config_note_free(struct config_note *self)
{
    if (self == NULL)
        return;
    assert(!self->is_flying);
    free(self->written_files);
    free(self);
}
