#pragma once

/*
 * Unpacks gzip (RFC 1952), as of Content-Encoding, without trusting it: what comes out is
 * bounded while it comes, so a bomb costs no more memory or time than the largest file that is
 * taken.
 */

#include <stddef.h>

#include "common/compiler.h"

enum gunzip_result {
    GUNZIP_FINE,
    GUNZIP_TOO_LARGE, /* more than limit would come out */
    GUNZIP_BROKEN,    /* it is no gzip, ends too early, or has something behind its end */
};

/*
 * Several members in a row are one file, as gzip has it. On GUNZIP_FINE *out is for the caller
 * to free and has a NUL behind its last byte.
 */
enum gunzip_result gunzip(const void *bytes, size_t size, size_t limit, char **out,
                          size_t *out_size) MUST_CHECK;
