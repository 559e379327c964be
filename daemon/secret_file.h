#pragma once

/*
 * Files for secrets of the installation.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

/*
 * Writes a file that was not there before and that only its owner can read, down to the disk;
 * what could not be written whole is gone again. ERROR_CONFLICT if there is such a file.
 */
bool secret_file_write(const char *path, const char *bytes, size_t size, struct error *error)
    MUST_CHECK;
