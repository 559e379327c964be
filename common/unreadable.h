#pragma once

/*
 * Why and where a file could not be read at all, in the sender's words; unreadable.def is the
 * one list of reasons. What is wrong with one answer is a finding instead (finding.h).
 */

#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/language.h"

enum unreadable {
#define UNREADABLE(constant, ...) UNREADABLE_##constant,
#include "common/unreadable.def"
#undef UNREADABLE
    UNREADABLE_REASONS
};

/* What unreadable.def says of a reason. */
struct unreadable_rule {
    const char *code; /* stable, e.g. "json-syntax" */
    struct wording detail;
    struct wording remedy;
};

const struct unreadable_rule *unreadable_rule(enum unreadable reason);

/*
 * Where a file stopped being readable, and why: the last character that was read, or the place
 * where the next one is missing. Both from 1; the column counts characters, a byte order mark
 * not. Line 0: the whole file.
 */
struct read_fault {
    enum unreadable reason;
    size_t line, column;
};

/* The fault as an error of the kind ERROR_INVALID, in English, for who reads logs; false. */
bool read_fault_error(const struct read_fault *fault, struct error *error);

/* "Zeile 3, Spalte 7: Ab hier ist es kein JSON. Die Stelle ..." For the caller to free. */
char *read_fault_text(const struct read_fault *fault, enum language language) MUST_CHECK;
