#pragma once

/*
 * Allocation that does not fail.
 *
 * The daemon answers for a self-check only once PostgreSQL has committed it, so running out
 * of memory loses nothing: these functions abort, systemd starts the daemon again, and no
 * caller carries a branch that no test ever takes. memory_install() makes jansson allocate
 * the same way; main() does so for libevent.
 */

#include <stdarg.h>
#include <stddef.h>

#include "common/compiler.h"

void memory_install(void);

void *memory_new(size_t count, size_t size) MUST_CHECK; /* zeroed */
void *memory_resize(void *block, size_t size) MUST_CHECK;
char *memory_copy_text(const char *text) MUST_CHECK;
void *memory_copy(const void *block, size_t size) MUST_CHECK; /* with a NUL behind it */
char *memory_format(const char *format, ...) PRINTF_LIKE(1, 2) MUST_CHECK;
char *memory_format_list(const char *format, va_list arguments) PRINTF_LIKE(1, 0) MUST_CHECK;

/* For CLEANUP(memory_freep) on any pointer that free() may release. */
void memory_freep(void *pointer_to_pointer);
