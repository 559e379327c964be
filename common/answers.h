#pragma once

/*
 * What a reader found in a self-check: as written, judged by nobody. Three readers
 * (common/read/) end in this structure; after them nobody knows which format it was, except
 * through `place`.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"

#define ANSWERS_MAX      1000 /* in one self-check; an edition has at most 400 indicators */
#define MEASURES_MAX     200  /* in one self-check */
#define COMMENT_MAX      2000 /* characters of a comment or reason of one's own */
#define MEASURE_TEXT_MAX 500  /* characters of a measure's texts */

/* One value as it was written. */
enum written_kind {
    WRITTEN_ABSENT,
    WRITTEN_NUMBER,  /* text is the number exactly as it stood there */
    WRITTEN_BOOLEAN, /* text is "true" or "false" */
    WRITTEN_TEXT,
    WRITTEN_OTHER,   /* null, list or object; text is "null", "[...]" or "{...}" */
    WRITTEN_REFUSED, /* something that the reader could not make sense of, and said so */
};

struct written {
    enum written_kind kind;
    char *text;  /* owned; NULL when absent */
    char *place; /* owned, see place.h; when absent the cell it would stand in, or NULL */
};

/* An answer to one indicator. */
struct answer {
    struct written indicator; /* its id; place is that of the whole answer */
    struct written level, yes, count, of, state, reason, comment;
};

/* A planned follow-up. */
struct measure {
    struct written goal; /* place is the whole measure's where no goal was written */
    struct written aim, measure, responsible, priority, due, status;
    char *place; /* owned; the whole measure's */
};

/* "I know that this is unusual": a code and an indicator with a reason. */
struct acceptance {
    struct written code, indicator, reason;
    bool covers_all; /* a cell beside the answer: it is about whatever is odd there */
    char *place;     /* owned */
};

struct answers {
    struct written edition;
    struct answer *items; /* owned; NULL when none could be read */
    size_t count;
    struct measure *measures; /* owned */
    size_t measure_count;
    struct acceptance *acceptances; /* owned */
    size_t acceptance_count;
    /* In which order things stand in the file, see place_rank(); owned; NULL: unknown. */
    json_t *order;
    bool is_misshapen; /* it is no self-check at all; a finding says so */
};

/*
 * Gives answers without measures those of a canonical form (self_check.h), as when a format
 * cannot carry them. They have no place in the file: "".
 */
void answers_take_measures(struct answers *answers, const json_t *content);

/*
 * Adds acceptances that were given beside the file: a list of {"code", "indicator", "reason"},
 * all texts. They have no place in the file: "". NULL is none.
 */
void answers_accept(struct answers *answers, const json_t *acceptances);

/* NULL is fine. */
void answers_free(struct answers *answers);
DEFINE_CLEANUP(struct answers *, answers_free)
