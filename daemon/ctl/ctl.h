#pragma once

/*
 * weltoffenctl, the operator's tool: one process, one command, blocking.
 *
 * Every command is a function that returns false with an error when it could not be done;
 * main.c has the table of them, prints the error and turns it into the exit status. What a
 * command has to say for others to read goes to standard output, everything else to standard
 * error.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>
#include <libpq-fe.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/mistake.h"
#include "daemon/audit.h"

struct config;
struct ctl;

struct command {
    const char *name;  /* one or two words, e.g. "round create" */
    const char *usage; /* what may stand behind the name */
    const char *help;  /* lines; the first one says in a sentence what it does */
    bool (*function)(struct ctl *ctl, struct error *error);
};

/* One call of the program. */
struct ctl {
    const struct command *command;
    const char *config;   /* --config, or NULL */
    const char *database; /* --database, or NULL */
    int argc;             /* of the command: argv[0] is the last word of its name */
    char **argv;
    bool is_misused;     /* the error is one of usage */
    bool is_help_wanted; /* no error at all: --help stands among the arguments */
};

/* What a command takes: an operand in capitals, or an option with or without a value. */
struct argument {
    const char *name;  /* "FILE"; "--until" */
    const char **text; /* receives the value, or stays as it is; borrowed from argv */
    bool *flag;        /* instead of text: set by an option without a value */
    bool is_needed;
};

/*
 * Reads the command's arguments; operands come in the order of the list, optional ones last.
 * --database and --help are understood in every command.
 */
bool arguments_read(struct ctl *ctl, const struct argument *arguments, size_t count,
                    struct error *error) MUST_CHECK;

/* Sets an error of usage. Returns false. */
bool misuse(struct ctl *ctl, struct error *error, const char *format, ...) PRINTF_LIKE(3, 4);

/*
 * Whether the text has the form of a day (YYYY-MM-DD), or of a day with or without a time
 * (YYYY-MM-DDTHH:MM); PostgreSQL says whether there is such a day. If not, an error of usage
 * that names the option.
 */
bool day_check(struct ctl *ctl, const char *option, const char *text, struct error *error)
    MUST_CHECK;
bool time_check(struct ctl *ctl, const char *option, const char *text, struct error *error)
    MUST_CHECK;

/*
 * Puts `what` in front of why a statement with such times failed. All else it got has been
 * checked before, so a value that PostgreSQL does not accept (ERROR_INVALID) is a day. Returns
 * false.
 */
bool time_explain(const char *what, struct error *error);

/* The settings: of --config, which has to be there, of the usual file, or the defaults. */
bool ctl_config(const struct ctl *ctl, struct config *out, struct error *error) MUST_CHECK;

/* Those that decide on the database and the audit: of no file if --database says it all. */
bool ctl_settings(const struct ctl *ctl, struct config *out, struct error *error) MUST_CHECK;

/*
 * Connects to the operator's database, whose schema has to be right, with a chain of the audit
 * for what the command does. NULL on failure.
 */
PGconn *ctl_connect(const struct ctl *ctl, struct error *error) MUST_CHECK;

/* The same without a look at the schema. */
PGconn *ctl_connect_anyway(const struct ctl *ctl, struct error *error) MUST_CHECK;

/*
 * Writes the audit's line of this command, whose actor and details are set here; inside the
 * transaction of what it tells of. Details are an object or NULL.
 */
bool ctl_note(PGconn *connection, const struct audit_line *line, json_t *details /* taken */,
              struct error *error) MUST_CHECK;

/* The whole file with a NUL behind it, for the caller to free; NULL if it cannot be read. */
char *file_read(const char *path, size_t size_max, size_t *size, struct error *error)
    MUST_CHECK;

/* The document that a file's bytes are, for the caller to release; NULL if they are no JSON. */
json_t *document_parse(const char *path, const char *bytes, size_t size, struct error *error)
    MUST_CHECK;

/* Writes "path: place: text" for every mistake to standard error. */
void mistakes_print(const char *path, const struct mistakes *mistakes);

/*
 * The one row of a round, as STATEMENT_ROUND_SCHEDULE has it, for the caller to clear; NULL
 * with ERROR_MISSING if there is no such round.
 */
PGresult *round_find(PGconn *connection, const char *id, struct error *error) MUST_CHECK;

/* The columns of STATEMENT_ROUND_SCHEDULE that others than listing_print() look at. */
enum { ROUND_ID = 0, ROUND_STATE = 2, ROUND_OPENS = 3, ROUND_CLOSES = 4 };

/*
 * Whether KEY has the form of a municipality's key, and whether the option's text is one line
 * of 1 to 200 bytes in UTF-8; if not, an error of usage.
 */
bool key_check(struct ctl *ctl, const char *key, struct error *error) MUST_CHECK;
bool line_check(struct ctl *ctl, const char *option, const char *text, struct error *error)
    MUST_CHECK;

/* Writes the rows as aligned columns under their names to standard output. */
void listing_print(const PGresult *rows);

/* The commands, by family. */
bool ctl_init(struct ctl *ctl, struct error *error);
bool ctl_migrate(struct ctl *ctl, struct error *error);
bool ctl_catalogue_check(struct ctl *ctl, struct error *error);
bool ctl_catalogue_publish(struct ctl *ctl, struct error *error);
bool ctl_catalogue_bridge(struct ctl *ctl, struct error *error);
bool ctl_roster_import(struct ctl *ctl, struct error *error);
bool ctl_receipt_key_create(struct ctl *ctl, struct error *error);
bool ctl_receipt_key_list(struct ctl *ctl, struct error *error);
bool ctl_verify_receipt(struct ctl *ctl, struct error *error);
bool ctl_import(struct ctl *ctl, struct error *error);
bool ctl_round_create(struct ctl *ctl, struct error *error);
bool ctl_round_open(struct ctl *ctl, struct error *error);
bool ctl_round_close(struct ctl *ctl, struct error *error);
bool ctl_round_extend(struct ctl *ctl, struct error *error);
bool ctl_round_list(struct ctl *ctl, struct error *error);
bool ctl_group_create(struct ctl *ctl, struct error *error);
bool ctl_group_list(struct ctl *ctl, struct error *error);
bool ctl_key_create(struct ctl *ctl, struct error *error);
bool ctl_token_issue(struct ctl *ctl, struct error *error);
bool ctl_token_list(struct ctl *ctl, struct error *error);
bool ctl_token_rotate(struct ctl *ctl, struct error *error);
bool ctl_token_revoke(struct ctl *ctl, struct error *error);
bool ctl_export(struct ctl *ctl, struct error *error);
bool ctl_erase(struct ctl *ctl, struct error *error);
bool ctl_retention_run(struct ctl *ctl, struct error *error);
bool ctl_invite(struct ctl *ctl, struct error *error);
bool ctl_run_now(struct ctl *ctl, struct error *error);
bool ctl_verify(struct ctl *ctl, struct error *error);
bool ctl_audit_verify(struct ctl *ctl, struct error *error);
bool ctl_audit_actions(struct ctl *ctl, struct error *error);
bool ctl_status(struct ctl *ctl, struct error *error);
