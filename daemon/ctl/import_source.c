#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/memory.h"
#include "common/municipality.h"
#include "daemon/ctl/ctl.h"
#include "daemon/ctl/import.h"

/* Either the names in a folder or the lines of a file. */
struct import_source {
    const char *path;      /* borrowed */
    struct dirent **names; /* owned, each of them as well; NULL for a file */
    FILE *lines;           /* owned; NULL for a folder */
    size_t count, next;
    char *text;  /* owned; the input's name */
    char *bytes; /* owned; the file or the line */
    size_t room; /* of a line */
    struct error fault;
};

static const struct {
    const char *ending, *media_type;
} kinds[] = {
    {".json", "application/json"},
    {".csv", "text/csv"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool open_folder(struct import_source *self, struct error *error)
{
    const int count = scandir(self->path, &self->names, is_visible, alphasort);

    if (count < 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be read: %s", self->path,
                         strerrordesc_np(errno));
    self->count = (size_t)count;
    return true;
}

static bool open_file(struct import_source *self, struct error *error)
{
    self->lines = fopen(self->path, "re");
    if (self->lines == NULL)
        return error_set(error, ERROR_SYSTEM, "%s cannot be opened: %s", self->path,
                         strerrordesc_np(errno));
    while (getline(&self->bytes, &self->room, self->lines) >= 0)
        self->count++;
    if (ferror(self->lines) != 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be read: %s", self->path,
                         strerrordesc_np(errno));
    rewind(self->lines);
    return true;
}

bool import_source_open(const char *path, struct import_source **out, struct error *error)
{
    CLEANUP(import_source_freep) struct import_source *self = memory_new(1, sizeof *self);
    struct stat state;

    self->path = path;
    if (stat(path, &state) != 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be opened: %s", path,
                         strerrordesc_np(errno));
    if (!(S_ISDIR(state.st_mode) ? open_folder(self, error) : open_file(self, error)))
        return false;
    if (self->count == 0)
        return error_set(error, ERROR_MISSING, "%s holds no self-check", path);
    *out = TAKE(self);
    return true;
}

void import_source_free(struct import_source *self)
{
    if (self == NULL)
        return;
    for (size_t i = 0; self->names != NULL && i < self->count; i++)
        free(self->names[i]);
    free(self->names);
    if (self->lines != NULL)
        (void)fclose(self->lines);
    free(self->text);
    free(self->bytes);
    free(self);
}

size_t import_source_count(const struct import_source *self)
{
    return self->count;
}

/* Splits "KEY.json"; false if the name is another. */
static bool read_name(const char *name, struct import_input *out)
{
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot != NULL && i < COUNT_OF(kinds); i++) {
        if (strcmp(dot, kinds[i].ending) != 0)
            continue;
        out->media_type = kinds[i].media_type;
        (void)snprintf(out->municipality, sizeof out->municipality, "%.*s", (int)(dot - name),
                       name);
        return (size_t)(dot - name) < sizeof out->municipality;
    }
    return false;
}

static bool read_file(struct import_source *self, struct import_input *out)
{
    CLEANUP(memory_freep) char *path = NULL;

    self->text = memory_copy_text(self->names[self->next]->d_name);
    if (!read_name(self->text, out))
        return error_set(&self->fault, ERROR_INVALID,
                         "its name is not KEY.json, KEY.csv or KEY.xlsx");
    path = memory_format("%s/%s", self->path, self->text);
    free(TAKE(self->bytes));
    self->bytes = file_read(path, IMPORT_FILE_MAX, &out->size, &self->fault);
    out->bytes = self->bytes;
    return self->bytes != NULL;
}

static bool read_line(struct import_source *self, struct import_input *out)
{
    const ssize_t length = getline(&self->bytes, &self->room, self->lines);
    struct ndjson_line line;

    self->text = memory_format("line %zu", self->next + 1);
    out->media_type = kinds[0].media_type;
    if (length < 0)
        return error_set(&self->fault, ERROR_SYSTEM, "it is not there any more");
    if (!ndjson_read(self->bytes, (size_t)length, &line, &self->fault)) {
        memcpy(out->municipality, line.municipality, sizeof line.municipality);
        return false;
    }
    memcpy(out->municipality, line.municipality, sizeof line.municipality);
    out->bytes = line.document;
    out->size = line.size;
    return true;
}

static bool read_input(struct import_source *self, struct import_input *out)
{
    enum municipality_kind kind;
    struct digest digest;

    if (!(self->names != NULL ? read_file(self, out) : read_line(self, out)))
        return false;
    digest = digest_of(out->bytes, out->size);
    digest_print(&digest, out->sha256);
    return municipality_key_read(out->municipality, &kind) ||
           error_set(&self->fault, ERROR_INVALID, "'%s' is no municipality's key",
                     out->municipality);
}

bool import_source_next(struct import_source *self, struct import_input *out)
{
    memset(out, 0, sizeof *out);
    if (self->next == self->count)
        return false;
    free(TAKE(self->text));
    if (!read_input(self, out))
        out->fault = self->fault.text;
    out->name = self->text;
    self->next++;
    return true;
}
