#pragma once

/*
 * Templates: a page's markup with holes, filled from a JSON document (the view). A subset of
 * Mustache that cannot print unescaped text by accident and does not pass over a name that is
 * not there: a page with a gap in it looks right to everybody but its reader.
 *
 *     {{name}}, {{a.b}}       a text or whole number, escaped; {{.}} the current item. Anything
 *                             else (null, true, a fraction) has no form for people: an error.
 *     {{&name}}               markup: a value wrapped as {"html": "..."}, and nothing else. So
 *                             the template and whoever made the value both have to say so.
 *     {{#name}}...{{/name}}   once for each item of a list, once within an object, text or
 *                             number, once for true; not for false, null, "" and []. 0 counts.
 *     {{^name}}...{{/name}}   for false, null, "" and []
 *     {{>name}}               another template
 *     {{%name}}               a text of the reader's language, itself a template
 *     {{!anything}}           nothing
 *
 * A name is looked for in the current item, then in what is around it; only its first part is:
 * {{a.b}} takes the nearest a. A name that is nowhere is an error, also in sections. A line
 * that holds nothing but one section tag, comment or partial leaves no empty line behind.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"

#define MUSTACHE_NAME_MAX    63      /* bytes of a name */
#define MUSTACHE_NESTING_MAX 32      /* sections, partials and texts within each other */
#define MUSTACHE_STEPS_MAX   4000000 /* pieces of one rendering, printed or not */

/* What the text of a template is, outside of its tags, and what a rendering makes. */
enum mustache_form {
    MUSTACHE_MARKUP, /* a template: as it stands. A rendering: escaped where it has to be */
    MUSTACHE_PLAIN,  /* a template: escaped like a value. A rendering: nothing is escaped */
};

struct mustache;

/*
 * Compiles a template; name is what errors call it. ERROR_INVALID says the line: an unknown or
 * open tag, a wrong name, sections that cross.
 */
bool mustache_compile(const char *name, const char *text, size_t size, enum mustache_form form,
                      struct mustache **out, struct error *error) MUST_CHECK;

void mustache_free(struct mustache *mustache);
DEFINE_CLEANUP(struct mustache *, mustache_free)

/* What a template finds beside the view; NULL for what is not there. */
struct mustache_others {
    const struct mustache *(*partial)(const char *name, void *context);
    const struct mustache *(*text)(const char *name, void *context);
    void *context;
};

/*
 * Renders at most `limit` bytes; *out is for the caller to free and has a NUL behind its last
 * byte. ERROR_INVALID says the template, the line and what is missing or does not fit there.
 */
bool mustache_render(const struct mustache *mustache, const json_t *view,
                     const struct mustache_others *others, enum mustache_form form,
                     size_t limit, char **out, size_t *size, struct error *error) MUST_CHECK;

/* Calls back for every {{>name}} and {{%name}}, so that tests can see whether all are there. */
typedef void mustache_name_fn(const char *name, bool is_text, void *context);
void mustache_names(const struct mustache *mustache, mustache_name_fn *told, void *context);
