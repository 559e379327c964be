/*
 * Feeds a fuzz target the files of a folder, once each: what fuzzing began with, and what it
 * found, stays sound in every build.
 */

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/memory.h"

#define FILE_SIZE_MAX ((size_t)4 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Reads the file into a block of exactly its size, so that a sanitizer sees a read beyond it.
 */
static bool replay(const char *path)
{
    CLEANUP(memory_freep) uint8_t *room = memory_new(FILE_SIZE_MAX, 1);
    uint8_t *bytes;
    FILE *file = fopen(path, "rb");
    size_t size;

    if (file == NULL)
        return false;
    size = fread(room, 1, FILE_SIZE_MAX, file);
    (void)fclose(file);
    bytes = memory_copy(room, size);
    bytes = memory_resize(bytes, size > 0 ? size : 1);
    (void)LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return true;
}

int main(int count, char **arguments)
{
    DIR *folder = count == 2 ? opendir(arguments[1]) : NULL;
    const struct dirent *entry;
    size_t done = 0, failed = 0;

    if (folder == NULL)
        return EXIT_FAILURE;
    while ((entry = readdir(folder)) != NULL) {
        CLEANUP(memory_freep) char *path = memory_format("%s/%s", arguments[1], entry->d_name);

        if (entry->d_name[0] == '.')
            continue;
        (void)fprintf(stderr, "%s\n", entry->d_name);
        if (replay(path))
            done++;
        else
            failed++;
    }
    (void)closedir(folder);
    (void)printf("Tested: %zu | Passing: %zu | Failing: %zu\n", done + failed, done, failed);
    return done > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
