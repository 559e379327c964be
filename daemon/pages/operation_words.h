#pragma once

/*
 * Parts of the operator's views, as people read them. A view's text is "" for what is not
 * there, so that a template can ask for it.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

/* A member of the document: text as it is, a whole number, a moment or a day; "" for null. */
void words_text(json_t *view, const char *name, const json_t *document, const char *member);
void words_number(json_t *view, const char *name, const json_t *document, const char *member,
                  enum language language);
void words_moment(json_t *view, const char *name, const json_t *document, const char *member,
                  enum language language);
void words_day(json_t *view, const char *name, const json_t *document, const char *member,
               enum language language);
/* Likewise the end of something, see format_deadline(). */
void words_deadline(json_t *view, const char *name, const json_t *document, const char *member,
                    enum language language);

/* The number of a release of the round, and as "release_href" its page; "" for null. */
void words_release(json_t *view, const char *name, const char *round, const json_t *number,
                   enum language language);

/* The title of a page, a text's key, filled from the view; and the way to the other pages. */
void words_head(json_t *view, const char *key, enum language language);

/* {kind, label}: the state of a "round", a "run" or the like, in words and with its colour. */
json_t *words_badge(const char *space, const char *state, enum language language) MUST_CHECK;

/* Runs as a list of views; whether one waits or is under way goes to *is_moving. */
json_t *words_runs(const json_t *runs, bool *is_moving, enum language language) MUST_CHECK;
