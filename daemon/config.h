#pragma once

/*
 * The settings of the daemon and of weltoffenctl. options.def is their one list: from it come
 * struct config, the defaults, the reader of the file, --options and config/weltoffend.conf.
 */

#include <stdbool.h>
#include <stdio.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/mistake.h"

#define CONFIG_TEXT_MAX 512

struct config {
#define NUMBER(name, ...) long name;
#define TEXT(name, ...)   char name[CONFIG_TEXT_MAX];
#define FLAG(name, ...)   bool name;
#include "daemon/options.def"
#undef NUMBER
#undef TEXT
#undef FLAG
};

void config_defaults(struct config *config);

/* Sets one option from its text. ERROR_INVALID, or ERROR_MISSING for no such name. */
bool config_set(struct config *config, const char *name, const char *value, struct error *error)
    MUST_CHECK;

/*
 * Reads a file of "name = value" lines; '#' begins a comment line. Every wrong line is a
 * mistake with its place ("line 4"); false when there is one or the file cannot be read.
 */
bool config_read(struct config *config, const char *path, struct mistakes *mistakes) MUST_CHECK;

/* Writes a configuration file that says what the config says, with the help as comments. */
void config_print(const struct config *config, FILE *out);

/* The names of the options that differ, comma-separated, for the caller to free. */
char *config_compare(const struct config *a, const struct config *b) MUST_CHECK;

/* Sets the options whose names begin like this as another configuration has them. */
void config_keep(struct config *config, const struct config *from, const char *prefix);

/*
 * Takes over what may change while the daemon runs. Names of options that differ but need a
 * restart are added to `restart`, comma-separated, cut at its size.
 */
void config_reload(struct config *running, const struct config *fresh, char *restart,
                   size_t size);
