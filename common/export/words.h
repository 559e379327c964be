#pragma once

/*
 * What the short names in a release's document mean, for people, in two languages: statuses,
 * methods, kinds. The workbook and the explanations of figures say the same.
 */

#include <stddef.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/* A name of the document's. */
struct word {
    const char *name;
    struct wording label;
    struct wording meaning; /* a sentence or two */
};

/* The statuses of a figure: published, too-few, withheld. */
size_t word_status_count(void);
const struct word *word_status_at(size_t index);
const struct word *word_status(const char *name); /* NULL: there is no such status */

/* The members of "method"; the label is of the member. */
struct method_word {
    const char *member; /* e.g. "quantile" */
    const char *name;   /* e.g. "hyndman-fan-7" */
    struct wording meaning;
};
/* NULL if it has no words here: a release of another time was made in another way. */
const struct method_word *word_method(const char *member, const char *name);

/* Why figures differ between two releases of a round. */
enum cause { CAUSE_LATE, CAUSE_CORRECTED, CAUSE_WITHDRAWN, CAUSE_ROSTER, CAUSE_METHOD, CAUSES };
const struct word *word_cause(enum cause cause);

const struct wording *word_kind(enum indicator_kind kind);
const struct wording *word_polarity(enum polarity polarity);

/* "Art / kind", or the words once where they are the same; for the caller to free. */
char *word_both(const struct wording *wording) MUST_CHECK;

/* The words of {"de", "en"}, borrowed from it, and such an object. */
struct wording word_read(const json_t *object);
json_t *word_to_json(const struct wording *wording) MUST_CHECK;
