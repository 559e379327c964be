#pragma once

/*
 * What is wrong with a file of the operator's: a catalogue or a roster. All of it at once, each
 * with its place. (What is wrong with a self-check is a finding, in two languages: finding.h.)
 */

#include <stddef.h>

#include "common/compiler.h"

#define MISTAKES_MAX 1000 /* more are counted, not kept */

struct mistake {
    char *place; /* owned; "/fields/0/id" in JSON, "line 3, column key" in CSV */
    char *text;  /* owned; one English sentence without a full stop */
};

struct mistakes {
    struct mistake *items; /* owned, min(count, MISTAKES_MAX) of them */
    size_t count;
};

/* place and format's result are copied. */
void mistakes_add(struct mistakes *self, const char *place, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Releases what is in it and leaves it empty; {0} is an empty one. */
void mistakes_done(struct mistakes *self);
DEFINE_CLEANUP_INSIDE(struct mistakes, mistakes_done)
