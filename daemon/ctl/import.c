/*
 * Hands in one self-check after the other, as each municipality would itself: the service knows
 * no second way in. Repeating a whole import does no harm.
 */

#include "daemon/ctl/import.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"
#include "common/municipality.h"
#include "common/token.h"
#include "daemon/ctl/ctl.h"

#define TOKENS_BYTES_MAX 4194304
#define BAR_WIDTH        30
#define BYTE_ORDER_MARK  "\xef\xbb\xbf"

struct import {
    const char *round, *path, *url, *tokens_path;
    const char *report_path; /* NULL without one */
    bool is_resumed;
    json_t *tokens;               /* owned; by key */
    struct import_source *source; /* owned, as the next two */
    struct sender *sender;
    struct report *report;
    size_t counts[IMPORT_OUTCOMES];
    size_t done;
    bool is_cut_short; /* the service cannot be reached */
};

static void import_done(struct import *self)
{
    json_decref(self->tokens);
    import_source_free(self->source);
    sender_free(self->sender);
    report_free(self->report);
}
DEFINE_CLEANUP_INSIDE(struct import, import_done)

/* --- what is asked for --- */

static bool form_check(struct ctl *ctl, const struct import *self, struct error *error)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    if (self->round[0] == '\0' || self->round[strspn(self->round, letters)] != '\0')
        return misuse(ctl, error, "ROUND is a round's id, not '%s'", self->round);
    if (strncmp(self->url, "http://", 7) != 0 && strncmp(self->url, "https://", 8) != 0)
        return misuse(ctl, error, "--url begins with http:// or https://, not '%s'", self->url);
    if (self->is_resumed && self->report_path == NULL)
        return misuse(ctl, error, "--resume needs the --report to go on with");
    return true;
}

/* Takes over one line "KEY;TOKEN", which is cut in place; a heading and empty lines say
 * nothing. No complaint quotes it: where a key should stand may be a token.
 */
static bool read_token(struct import *self, char *line, size_t number, struct error *error)
{
    char *separator = strchr(line, ';');
    enum municipality_kind kind;

    line[strcspn(line, "\r")] = '\0';
    if (line[0] == '\0' || strcmp(line, "key;token") == 0)
        return true;
    if (separator == NULL)
        return error_set(error, ERROR_INVALID, "%s, line %zu: a line is KEY;TOKEN",
                         self->tokens_path, number);
    *separator = '\0';
    if (!municipality_key_read(line, &kind))
        return error_set(error, ERROR_INVALID,
                         "%s, line %zu: it does not begin with a municipality's key",
                         self->tokens_path, number);
    if (!token_is_well_formed(separator + 1))
        return error_set(error, ERROR_INVALID, "%s, line %zu: this is no token",
                         self->tokens_path, number);
    return json_object_set_new(self->tokens, line, json_string(separator + 1)) == 0;
}

static bool read_tokens(struct import *self, struct error *error)
{
    size_t size = 0, number = 0;
    CLEANUP(memory_freep)
    char *text = file_read(self->tokens_path, TOKENS_BYTES_MAX, &size, error);
    char *line = text, *next;

    self->tokens = json_object();
    if (text == NULL)
        return false;
    if (strncmp(line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        line += strlen(BYTE_ORDER_MARK);
    for (; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        if (!read_token(self, line, ++number, error))
            return false;
    }
    OPENSSL_cleanse(text, size);
    return true;
}

static bool prepare(struct ctl *ctl, struct import *self, struct error *error)
{
    const struct argument arguments[] = {
        {"ROUND", &self->round, .is_needed = true},
        {"FOLDER", &self->path, .is_needed = true},
        {"--url", &self->url, .is_needed = true},
        {"--token-file", &self->tokens_path, .is_needed = true},
        {"--report", &self->report_path, NULL, false},
        {"--resume", NULL, &self->is_resumed, false},
    };

    return arguments_read(ctl, arguments, COUNT_OF(arguments), error) &&
           form_check(ctl, self, error) && read_tokens(self, error) &&
           import_source_open(self->path, &self->source, error) &&
           sender_new(self->url, self->round, &self->sender, error) &&
           report_open(self->report_path, self->round, self->is_resumed, &self->report, error);
}

/* --- what is shown --- */

static void show_progress(const struct import *self)
{
    static const char marks[] = "##############################";
    const size_t count = import_source_count(self->source);
    const int filled = (int)(self->done * BAR_WIDTH / count);

    _Static_assert(sizeof marks == BAR_WIDTH + 1, "the bar is as wide as it is full");
    if (isatty(STDERR_FILENO) == 1)
        (void)fprintf(stderr, "\r[%-*.*s] %zu/%zu", BAR_WIDTH, filled, marks, self->done,
                      count);
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO) == 1)
        (void)fputs("\r\033[K", stderr);
}

/* A line about whatever did not go as it should. */
static void show_result(const struct import_input *input, const struct import_result *result)
{
    switch (result->outcome) {
    case IMPORT_STORED:
    case IMPORT_UNCHANGED:
    case IMPORT_DONE_BEFORE:
    case IMPORT_NOT_TRIED:
        return;
    case IMPORT_DIFFERS:
    case IMPORT_REFUSED:
    case IMPORT_FAILED:
        break;
    }
    clear_progress();
    (void)printf("%s: %s: ", input->name, import_outcome_name(result->outcome));
    for (const char *byte = result->text; *byte != '\0'; byte++)
        (void)putchar((unsigned char)*byte < ' ' || *byte == 0x7f ? '?' : *byte);
    (void)putchar('\n');
}

static bool summarize(const struct import *self, struct error *error)
{
    const size_t *counts = self->counts;
    const size_t missing = counts[IMPORT_DIFFERS] + counts[IMPORT_REFUSED] +
                           counts[IMPORT_FAILED] + counts[IMPORT_NOT_TRIED];

    (void)printf("%zu inputs: %zu stored, %zu unchanged, %zu done before, %zu differ, "
                 "%zu refused, %zu failed, %zu not tried\n",
                 self->done, counts[IMPORT_STORED], counts[IMPORT_UNCHANGED],
                 counts[IMPORT_DONE_BEFORE], counts[IMPORT_DIFFERS], counts[IMPORT_REFUSED],
                 counts[IMPORT_FAILED], counts[IMPORT_NOT_TRIED]);
    return missing == 0 || error_set(error, ERROR_CONFLICT, "%zu of %zu are not handed in",
                                     missing, self->done);
}

/* --- handing in --- */

static void fail(struct import_result *result, const char *why)
{
    result->outcome = IMPORT_FAILED;
    (void)snprintf(result->text, sizeof result->text, "%s", why);
}

static void hand_in(struct import *self, const struct import_input *input,
                    struct import_result *result)
{
    const char *token = json_string_value(json_object_get(self->tokens, input->municipality));

    if (input->fault != NULL)
        fail(result, input->fault);
    else if (report_has(self->report, input))
        result->outcome = IMPORT_DONE_BEFORE;
    else if (token == NULL)
        fail(result, "there is no token for this municipality");
    else if (self->is_cut_short)
        result->outcome = IMPORT_NOT_TRIED;
    else
        sender_send(self->sender, input, token, result);
    self->is_cut_short = self->is_cut_short || result->is_unreachable;
}

static bool take(struct import *self, const struct import_input *input, struct error *error)
{
    CLEANUP(import_result_donep) struct import_result result = {0};

    hand_in(self, input, &result);
    self->counts[result.outcome]++;
    self->done++;
    show_result(input, &result);
    show_progress(self);
    return result.outcome == IMPORT_DONE_BEFORE ||
           report_add(self->report, input, &result, error);
}

bool ctl_import(struct ctl *ctl, struct error *error)
{
    CLEANUP(import_donep) struct import self = {0};
    struct import_input input;

    if (!prepare(ctl, &self, error))
        return false;
    while (import_source_next(self.source, &input))
        if (!take(&self, &input, error))
            return false;
    clear_progress();
    return summarize(&self, error);
}
