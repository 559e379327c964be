#pragma once

/*
 * The part of a position (position.h) that is about fields: strengths, gaps and measures.
 */

#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/figures/position.h"

/* The list "fields". by_subject: the figures of the release, a list for each subject's id. */
json_t *position_fields(const struct position_input *input, const json_t *by_subject)
    MUST_CHECK;

/* A value as a published figure of the indicator would be written, for the caller to free. */
char *position_rounded(const struct indicator *indicator, int64_t value) MUST_CHECK;
