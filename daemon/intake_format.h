#pragma once

/*
 * The formats a self-check may be handed in as, one row each.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/answers.h"
#include "common/error.h"
#include "common/finding.h"
#include "common/read/upload.h"
#include "daemon/config.h"
#include "daemon/http/exchange.h"

#define XLSX_MEDIA_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct intake_format {
    const char *media_type;
    size_t (*limit)(const struct config *config); /* bytes of a file, unpacked */
    bool has_charset;  /* the media type may name one, which decides how it is read */
    bool has_measures; /* otherwise those of the current version stay */
    /* NULL: not read here but by the reader (reader.h), in a process of its own */
    struct answers *(*read)(const struct upload *upload, struct findings *findings,
                            struct read_fault *fault, struct error *error);
};

/* A request's Content-Type as it is understood. */
struct intake_type {
    const struct intake_format *format; /* NULL: not accepted */
    const char *charset;                /* as text.h spells it; NULL when none is named */
};
struct intake_type intake_type_read(const char *content_type);

/* As it is stored and given back: "text/csv; charset=windows-1252". For the caller to free. */
char *intake_type_print(const struct intake_type *type) MUST_CHECK;

/* Whether the body is packed with gzip; only "identity" and no field say that it is not. */
enum intake_encoding { ENCODING_NONE, ENCODING_GZIP, ENCODING_UNKNOWN };
enum intake_encoding intake_encoding_read(const char *content_encoding);

/* The problem media-type, with everything that would be accepted. */
void intake_reply_media_type(struct exchange *exchange /* taken */);
