#pragma once

/*
 * What went wrong, told by the function that noticed to the function that can act on it.
 *
 * A function that can fail returns bool and takes a `struct error *` as its last parameter.
 * On true every output is set and the error is untouched. On false the error is set and no
 * output is touched. The caller owns the struct, usually on its stack, so reporting a
 * failure never allocates and never fails. Nothing in common/ logs: the caller knows
 * whether a failure matters.
 */

#include <stdbool.h>

#include "common/compiler.h"

enum error_kind {
    ERROR_NONE,
    ERROR_INVALID,     /* the input breaks a rule; trying again cannot help */
    ERROR_MISSING,     /* the thing asked for does not exist */
    ERROR_CONFLICT,    /* the request contradicts what is stored */
    ERROR_DENIED,      /* whoever asks was let in, and is not any more */
    ERROR_UNAVAILABLE, /* a peer is down or busy; trying again may help */
    ERROR_SYSTEM,      /* the operating system refused; the text carries strerror() */
};

#define ERROR_TEXT_MAX  480
#define ERROR_CAUSE_MAX 320 /* of it, what error_wrap() keeps of the cause */

struct error {
    enum error_kind kind;
    char text[ERROR_TEXT_MAX]; /* one line for the operator, without a full stop */
};

/* Fills in the error. Returns false, so that a failing function can return the call. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Puts "what: " in front of the text, keeping the kind. Returns false. */
bool error_wrap(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* The name of the kind as logs and problem documents spell it, e.g. "invalid". */
const char *error_kind_name(enum error_kind kind);
