#pragma once

/*
 * What the daemon remarks about itself: one English sentence for programs, the database and the
 * log, which stays as it is, and the same in the reader's language for the pages. remark.def is
 * the one list.
 */

#include "common/compiler.h"
#include "common/language.h"

enum remark {
#define REMARK(constant, ...) REMARK_##constant,
#include "daemon/remark.def"
#undef REMARK
    REMARKS
};

/*
 * The remark for programs; for each {} of it a text (const char *) follows. For the caller to
 * free.
 */
char *remark_text(enum remark remark, ...) MUST_CHECK;

/*
 * What a text for programs says to people, with its values; for the caller to free. NULL if the
 * text is none of the list: the words of a library or of the database, which there are only in
 * English.
 */
char *remark_words(const char *text, enum language language) MUST_CHECK;
