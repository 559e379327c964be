#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
    va_list arguments;

    error->kind = kind;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
    char cause[ERROR_TEXT_MAX];
    char context[ERROR_TEXT_MAX - ERROR_CAUSE_MAX - 3];
    va_list arguments;

    memcpy(cause, error->text, sizeof cause);
    va_start(arguments, format);
    (void)vsnprintf(context, sizeof context, format, arguments);
    va_end(arguments);
    return error_set(error, error->kind, "%s: %.*s", context, ERROR_CAUSE_MAX, cause);
}

const char *error_kind_name(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NONE:
        return "none";
    case ERROR_INVALID:
        return "invalid";
    case ERROR_MISSING:
        return "missing";
    case ERROR_CONFLICT:
        return "conflict";
    case ERROR_DENIED:
        return "denied";
    case ERROR_UNAVAILABLE:
        return "unavailable";
    case ERROR_SYSTEM:
        return "system";
    }
    return "unknown";
}
