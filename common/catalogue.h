#pragma once

/*
 * An edition of the catalogue: fields > goals > indicators, with their words in two languages
 * (config/catalogue.schema.json describes the file).
 *
 * An edition never changes once it is published, so it is read once and borrowed as
 * `const struct catalogue *` from then on; none takes a copy. The order of the file is the
 * edition's order: values of a self-check stand in it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/error.h"
#include "common/language.h"
#include "common/mistake.h"

#define CATALOGUE_LEVELS         5 /* a level runs from 0 to 4 */
#define CATALOGUE_INDICATORS_MAX 400
#define CATALOGUE_MEASURES       "#measures" /* behind the id of a goal */
#define CATALOGUE_REASONS_MAX    32          /* of one indicator */

enum indicator_kind {
    INDICATOR_LEVEL,  /* "level": 0 to 4 on a worded scale */
    INDICATOR_YES_NO, /* "yes-no": 1 or 0 */
    INDICATOR_SHARE,  /* "share": per cent, from count and of */
    INDICATOR_RATE,   /* "rate": per 1,000 inhabitants, from count and the population */
};

enum polarity { POLARITY_HIGHER, POLARITY_LOWER, POLARITY_NEUTRAL }; /* which way is better */

struct scale {
    const char *id; /* e.g. "plan" */
    struct wording label;
    struct wording levels[CATALOGUE_LEVELS];
};

/* Its strings live as long as the catalogue. */
struct indicator {
    const char *id;  /* distinct in the edition, e.g. "STR.1.01" */
    size_t position; /* in the edition's order, from 0 */
    size_t goal;     /* the position of its goal */
    size_t field;    /* the position of its field */
    struct wording label;
    enum indicator_kind kind;
    enum polarity polarity;
    const struct scale *scale; /* of a level, otherwise NULL */
    int decimals;              /* of a share or rate, 0 to DECIMAL_PLACES_MAX; otherwise 0 */
    bool has_plausible;        /* of a share or rate */
    int64_t plausible_from;    /* scaled by decimals, both included */
    int64_t plausible_to;
    int64_t jump; /* from where on a jump is large (jump.h): steps of a level, of a share points
                     scaled by decimals, of a rate a factor in thousandths; 0: not said */
    bool confirm; /* an implausible value needs an acceptance with a reason, */
    bool confirm_jump; /* a large jump does */
    size_t reason_count;
    const char *reasons[CATALOGUE_REASONS_MAX]; /* why it may not apply, e.g. "no_concept" */
};

struct goal {
    const char *id;       /* e.g. "STR.1" */
    const char *measures; /* what figures call the measures planned for it: "STR.1#measures" */
    size_t position;      /* in the edition's order, from 0 */
    struct wording label;
    size_t field;
    size_t first, count; /* its indicators: a run of positions */
};

struct field {
    const char *id; /* e.g. "STR" */
    struct wording label;
    size_t first_goal, goal_count;
    size_t first, count; /* its indicators: a run of positions */
};

struct catalogue;

/*
 * Reads an edition from its document and takes the document over, also on failure. Every
 * mistake is added to `mistakes`, with an RFC 6901 pointer as its place; returns NULL if there
 * is one.
 */
struct catalogue *catalogue_read(json_t *document, struct mistakes *mistakes) MUST_CHECK;

/* Releases the catalogue and all it handed out. NULL is fine. */
void catalogue_free(struct catalogue *catalogue);
DEFINE_CLEANUP(struct catalogue *, catalogue_free)

/* The document it was read from, borrowed. */
const json_t *catalogue_document(const struct catalogue *catalogue);

/* The edition's name, e.g. "v1". */
const char *catalogue_edition(const struct catalogue *catalogue);

/* Indicators, goals and fields, each by position in the edition's order. */
size_t catalogue_count(const struct catalogue *catalogue);
const struct indicator *catalogue_at(const struct catalogue *catalogue, size_t position);
size_t catalogue_goal_count(const struct catalogue *catalogue);
const struct goal *catalogue_goal_at(const struct catalogue *catalogue, size_t position);
size_t catalogue_field_count(const struct catalogue *catalogue);
const struct field *catalogue_field_at(const struct catalogue *catalogue, size_t position);

/* The indicator or goal with this id, or NULL. */
const struct indicator *catalogue_find(const struct catalogue *catalogue, const char *id);
const struct goal *catalogue_goal_find(const struct catalogue *catalogue, const char *id);

/* Whether the indicator counts in the levels above: everything but rates and neutral ones. */
bool indicator_is_scored(const struct indicator *indicator);
