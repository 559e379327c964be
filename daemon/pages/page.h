#pragma once

/*
 * Replies for people: a page is a template of daemon/web/templates, filled from a view, inside
 * the layout that all pages share, in the reader's language.
 *
 * A view is a JSON object with at least `title`, the page's title as a text (page_text()).
 * It may have `address`, a path, perhaps with a query: where the same is found in the other
 * language, if not where it was asked for. page_reply() adds `page` to it:
 *
 *     language, is_german, other_language {code, name, href}
 *     title, is_error                         is_error: `is_error` of the view, else status >=
 * 400 is_signed_in, role, is_municipality, is_director, is_operator, name, municipality, csrf
 *     assets {css, js, icon}, navigation [{href, label, is_current}], site {name, contact:
 * {href, text} or null}, version
 *
 * Nothing else of the daemon is known to templates. What a name means and what is an error is
 * said in common/mustache.h; a template that cannot be rendered is a mistake of ours, and its
 * reader gets the error page of the status 500.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "daemon/config.h"
#include "daemon/http/exchange.h"
#include "daemon/problem.h"

#define PAGE_SIZE_MAX 4194304 /* bytes of a page */

/*
 * Compiles all templates and texts, and reads the operator's own texts (again, when it is
 * called again). Templates are part of the program, so a mistake in them ends it. The
 * configuration is borrowed for as long as the program runs.
 */
void page_start(const struct config *config);

/* A page. `view` is an object; may be used for an error state too (422 with the form again). */
void page_reply(struct exchange *exchange /* taken */, int status, const char *template,
                json_t *view /* taken */);

/* 303 See Other: what was posted is done, and reloading does not do it again. */
void page_redirect(struct exchange *exchange /* taken */, const char *location);

/*
 * An error page: what problem.def says of the problem, and the number of the request. detail
 * and extra are as in problem_reply(), which calls this by itself for a page's exchange; extra
 * is not shown.
 */
void page_problem(struct exchange *exchange /* taken */, enum problem problem,
                  const char *detail, json_t *extra /* taken, or NULL */);

/* An error page of what is wrong with a request as HTTP; problem_reply_refused() calls this. */
void page_refused(struct exchange *exchange /* taken */, enum fault fault);

/*
 * A text of daemon/web/texts in this language, e.g. "hand_in.title", as plain text for a view
 * (it is escaped where it is printed). Its holes are filled from `view`, which may be NULL. For
 * the caller to free.
 */
char *page_text(enum language language, const char *key, const json_t *view) MUST_CHECK;
