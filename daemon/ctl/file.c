#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"

#define PIECE_SIZE 65536

static void closep(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

char *file_read(const char *path, size_t size_max, size_t *size, struct error *error)
{
    CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    CLEANUP(memory_freep) char *bytes = NULL;
    size_t filled = 0;
    ssize_t count = 0;

    if (fd < 0) {
        error_set(error, ERROR_SYSTEM, "%s cannot be opened: %s", path, strerrordesc_np(errno));
        return NULL;
    }
    do {
        filled += (size_t)count;
        bytes = memory_resize(bytes, filled + PIECE_SIZE + 1);
        count = read(fd, bytes + filled, PIECE_SIZE);
    } while (count > 0 && filled <= size_max);
    if (count < 0) {
        error_set(error, ERROR_SYSTEM, "%s cannot be read: %s", path, strerrordesc_np(errno));
        return NULL;
    }
    if (filled > size_max) {
        error_set(error, ERROR_INVALID, "%s is too large: at most %zu bytes", path, size_max);
        return NULL;
    }
    bytes[filled] = '\0';
    *size = filled;
    return TAKE(bytes);
}

json_t *document_parse(const char *path, const char *bytes, size_t size, struct error *error)
{
    json_error_t wrong;
    json_t *document;

    if (memchr(bytes, '\0', size) != NULL) { /* jansson overlooks some of them */
        error_set(error, ERROR_INVALID, "%s holds a NUL byte", path);
        return NULL;
    }
    document = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &wrong);
    if (document == NULL)
        error_set(error, ERROR_INVALID, "%s is no JSON: line %d, column %d: %s", path,
                  wrong.line, wrong.column, wrong.text);
    return document;
}

/* The root of a JSON document has the empty pointer; readers that open files name the file. */
static bool is_whole_file(const char *place, const char *path)
{
    return place[0] == '\0' || strcmp(place, "file") == 0 || strcmp(place, path) == 0;
}

void mistakes_print(const char *path, const struct mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count && i < MISTAKES_MAX; i++) {
        const struct mistake *mistake = &mistakes->items[i];

        if (is_whole_file(mistake->place, path))
            (void)fprintf(stderr, "%s: %s\n", path, mistake->text);
        else
            (void)fprintf(stderr, "%s: %s: %s\n", path, mistake->place, mistake->text);
    }
    if (mistakes->count > MISTAKES_MAX)
        (void)fprintf(stderr, "%s: and %zu more\n", path, mistakes->count - MISTAKES_MAX);
}
