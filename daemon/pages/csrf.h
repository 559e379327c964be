#pragma once

/*
 * Proof that a form was sent by a page of ours: a keyed hash of the secret in a cookie, which
 * no other site can know. It is masked anew for every page, so that its repetition in
 * compressed replies gives nothing away (BREACH).
 */

#include <stdbool.h>

#include "common/compiler.h"

#define CSRF_FIELD     "csrf" /* of the form */
#define CSRF_TEXT_SIZE 87     /* 86 characters of base64url and the NUL */

/* Whose cookie it is made from. What was made for one is never taken for the other, even if
 * somebody brings one secret in both cookies. */
enum csrf_kind {
    CSRF_SESSION, /* of who is signed in */
    CSRF_ENTRY,   /* of who is on the way in, see entry.h */
    CSRF_KINDS
};

/* What a form carries that is shown to the browser with this secret. */
void csrf_make(enum csrf_kind kind, const char *secret, char out[CSRF_TEXT_SIZE]);

/* Whether the text (or NULL) was made so; takes the same time for every wrong one of the right
 * form. */
bool csrf_matches(enum csrf_kind kind, const char *secret, const char *text) MUST_CHECK;

/*
 * Whether a browser says that a page of ours sent the request: Sec-Fetch-Site is same-origin or
 * none, or, from a browser that does not send it, Origin names the host of the request, and
 * https if that is how the browser came (is_secure). Each text may be NULL; without both the
 * answer is no.
 */
bool csrf_is_from_here(const char *fetch_site, const char *origin, const char *host,
                       bool is_secure) MUST_CHECK;
