#include "daemon/config_note.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

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
    bool has_started;      /* there is a first line */
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

static void on_written(const struct db_outcome *outcome, void *context)
{
    struct config_note *self = context;

    self->is_flying = false;
    if (outcome->error != NULL) {
        log_line(LOG_LEVEL_WARNING, "the configuration is not in the audit yet reason=%s",
                 log_value(outcome->error->text));
        return;
    }
    self->has_started = true;
    self->written = self->flying;
    config_note_write(self); /* it may have changed meanwhile */
}

void config_note_write(struct config_note *self)
{
    CLEANUP(memory_freep) char *names = config_compare(&self->written, self->config);
    CLEANUP(memory_freep) char *details = NULL;
    const struct digest digest = digest_of_config(self->config);
    char sha256[DIGEST_HEX_SIZE];
    struct db_unit *unit;

    if (self->is_flying || (self->has_started && names[0] == '\0'))
        return;
    digest_print(&digest, sha256);
    details = memory_format("{\"sha256\":\"%s\",\"options\":\"%s\",\"version\":\"%s\"}", sha256,
                            names, WELTOFFEND_VERSION);
    self->flying = *self->config;
    self->is_flying = true;
    unit = db_unit_new(on_written, self);
    audit_add(unit,
              &(struct audit_line){.action = self->has_started ? AUDIT_CONFIGURATION_CHANGED
                                                               : AUDIT_CONFIGURATION_STARTED,
                                   .actor = "daemon",
                                   .details = details});
    db_submit(self->db, unit);
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
    free(self);
}
