/*
 * A report has one JSON object a line. Of several lines of one input, from several goes, the
 * last one counts.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/ctl/import.h"

struct report {
    const char *path, *round; /* borrowed */
    FILE *file;               /* owned; NULL when nobody wants one */
    json_t *done;             /* owned; "KEY SHA256" of what was handed in */
};

static const char *const names[] = {
    [IMPORT_STORED] = "stored",       [IMPORT_UNCHANGED] = "unchanged",
    [IMPORT_DIFFERS] = "differs",     [IMPORT_REFUSED] = "refused",
    [IMPORT_FAILED] = "failed",       [IMPORT_DONE_BEFORE] = "done-before",
    [IMPORT_NOT_TRIED] = "not-tried",
};
_Static_assert(COUNT_OF(names) == IMPORT_OUTCOMES, "every outcome has a name");

const char *import_outcome_name(enum import_outcome outcome)
{
    return names[outcome];
}

void import_result_done(struct import_result *self)
{
    json_decref(self->answer);
    memset(self, 0, sizeof *self);
}

static char *name_of(const char *municipality, const char *sha256)
{
    return memory_format("%s %s", municipality, sha256);
}

/* A line that was cut off when the last go was ended says nothing. */
static void read_line(struct report *self, const char *line, size_t size)
{
    json_t *json = json_loadb(line, size, 0, NULL);
    const char *municipality, *round, *sha256, *outcome;
    CLEANUP(memory_freep) char *name = NULL;

    if (json_unpack(json, "{s:s, s:s, s:s, s:s}", "municipality", &municipality, "round",
                    &round, "sha256", &sha256, "outcome", &outcome) == 0 &&
        strcmp(round, self->round) == 0 &&
        (strcmp(outcome, names[IMPORT_STORED]) == 0 ||
         strcmp(outcome, names[IMPORT_UNCHANGED]) == 0)) {
        name = name_of(municipality, sha256);
        (void)json_object_set_new(self->done, name, json_true());
    }
    json_decref(json);
}

static bool go_on(struct report *self, struct error *error)
{
    CLEANUP(memory_freep) char *line = NULL;
    bool is_cut_off = false;
    size_t room = 0;
    ssize_t length;

    while ((length = getline(&line, &room, self->file)) >= 0) {
        is_cut_off = line[length - 1] != '\n';
        read_line(self, line, (size_t)length);
    }
    if (ferror(self->file) != 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be read: %s", self->path,
                         strerrordesc_np(errno));
    if (is_cut_off)
        (void)fputc('\n', self->file);
    return true;
}

bool report_open(const char *path, const char *round, bool is_resumed, struct report **out,
                 struct error *error)
{
    CLEANUP(report_freep) struct report *self = memory_new(1, sizeof *self);

    self->path = path;
    self->round = round;
    self->done = json_object();
    if (path != NULL) {
        self->file = fopen(path, is_resumed ? "a+e" : "wxe");
        if (self->file == NULL && errno == EEXIST)
            return error_set(error, ERROR_CONFLICT,
                             "%s is there already: --resume goes on with it", path);
        if (self->file == NULL)
            return error_set(error, ERROR_SYSTEM, "%s cannot be written: %s", path,
                             strerrordesc_np(errno));
    }
    if (is_resumed && !go_on(self, error))
        return false;
    *out = TAKE(self);
    return true;
}

void report_free(struct report *self)
{
    if (self == NULL)
        return;
    if (self->file != NULL)
        (void)fclose(self->file);
    json_decref(self->done);
    free(self);
}

bool report_has(const struct report *self, const struct import_input *input)
{
    CLEANUP(memory_freep) char *name = name_of(input->municipality, input->sha256);

    return json_object_get(self->done, name) != NULL;
}

/* What the answer says and a reader of the report wants to know. */
static void add_answer(json_t *line, const json_t *answer)
{
    static const char *const wanted[] = {"version", "errorCount", "warningCount"};
    const json_t *findings = json_object_get(answer, "findings");
    const json_t *receipt = json_object_get(
        json_object_get(json_object_get(answer, "receipt"), "receipt"), "number");

    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (json_object_get(answer, wanted[i]) != NULL)
            (void)json_object_set(line, wanted[i], json_object_get(answer, wanted[i]));
    if (receipt != NULL)
        (void)json_object_set_new(line, "receipt", json_deep_copy(receipt));
    if (json_array_size(findings) > 0)
        (void)json_object_set(line, "firstFinding", json_array_get(findings, 0));
}

bool report_add(struct report *self, const struct import_input *input,
                const struct import_result *result, struct error *error)
{
    CLEANUP(memory_freep) char *text = NULL;
    json_t *line;

    if (self->file == NULL)
        return true;
    line = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i}", "input", input->name, "municipality",
                     input->municipality, "round", self->round, "sha256", input->sha256,
                     "outcome", names[result->outcome], "status", (int)result->status);
    if (line == NULL) /* a file's name need not be UTF-8 */
        line = json_pack("{s:s, s:s, s:s}", "input", "?", "round", self->round, "outcome",
                         names[result->outcome]);
    if (result->text[0] != '\0')
        (void)json_object_set_new(line, "message", json_string(result->text));
    add_answer(line, result->answer);
    text = json_dumps(line, JSON_COMPACT);
    json_decref(line);
    if (fprintf(self->file, "%s\n", text) >= 0 && fflush(self->file) == 0)
        return true;
    return error_set(error, ERROR_SYSTEM, "%s cannot be written: %s", self->path,
                     strerrordesc_np(errno));
}
