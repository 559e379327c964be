#pragma once

/*
 * Log lines: a sentence, then key=value pairs, on stderr with the priority of sd-daemon(3) in
 * front: "<6>self-check stored round=2026 municipality=12054000 version=1 request=...".
 *
 * Never in a log: documents, answers, tokens, passwords.
 */

#include <stdbool.h>

#include "common/compiler.h"

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

/* Lines above this level are dropped; LOG_LEVEL_INFO from the start. */
void log_set_level(enum log_level level);
bool log_level_read(const char *name, enum log_level *out) MUST_CHECK; /* "error" ... "debug" */

/*
 * Values that stand in a line have to be quoted by log_value() unless they are numbers or of
 * our own making. Control characters in the finished line become '?', so a line stays a line.
 */
void log_line(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text as a value: as it is, or in double quotes when it is empty or holds blanks, quotes
 * or control characters. Returns one of four static buffers in turn; cut at 200 bytes. */
const char *log_value(const char *text);
