#pragma once

/*
 * All templates and texts, compiled.
 *
 * A text of daemon/web/texts/AREA.json is `"key": {"de": "...", "en": "..."}` and is written
 * {{%AREA.key}} in a template. It is a template too, so it may have holes. Texts are plain and
 * escaped, and so fit everywhere, also into attributes; a key that ends in "_html" is markup.
 */

#include "common/compiler.h"
#include "common/language.h"
#include "common/mustache.h"

struct library;

/* Fails with ERROR_INVALID: a template or text that is none, or a text without one language. */
bool library_new(struct library **out, struct error *error) MUST_CHECK;
void library_free(struct library *library);
DEFINE_CLEANUP(struct library *, library_free)

/* NULL for what is not there. */
const struct mustache *library_template(const struct library *library, const char *name);
const struct mustache *library_text(const struct library *library, const char *key,
                                    enum language language);

/* Renders with everything that is in the library, in this language. See mustache_render(). */
bool library_render(const struct library *library, const struct mustache *mustache,
                    const json_t *view, enum language language, enum mustache_form form,
                    size_t limit, char **out, size_t *size, struct error *error) MUST_CHECK;

/* The keys of all texts ("area.key"), for tests: the n-th, or NULL behind the last. */
const char *library_key(const struct library *library, size_t n);
