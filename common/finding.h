#pragma once

/*
 * Findings: what is wrong (error) or odd (warning) in a self-check, at its place in the
 * sender's own file. The codes are stable; finding.def is their one list.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"

#define FINDINGS_LISTED_MAX  500 /* more are counted, not kept */
#define FINDING_RECEIVED_MAX 80  /* bytes of what was received that a finding repeats */

enum finding_code {
#define FINDING(constant, ...) FINDING_##constant,
#include "common/finding.def"
#undef FINDING
    FINDING_CODES
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

/* What finding.def says of a code. */
struct finding_rule {
    const char *code; /* e.g. "level-out-of-range" */
    enum severity severity;
    struct wording detail; /* may hold {received} {number} {value} {low} {high} {allowed}
                              {indicator} {before} {round} {date}, and parts of it in [json:...]
                              or [table:...] are for places in such files only */
    struct wording remedy; /* likewise; {number} is what was received, as a number, {value} what
                              was computed from it, with its unit, as {high} and {before} are */
};

const struct finding_rule *finding_rule(enum finding_code code);

/*
 * A text of finding.def with its parts for readers of JSON, of tables, or both (the
 * documentation), and without those marks. For the caller to free.
 */
char *finding_choose_parts(const char *text, bool for_json, bool for_tables) MUST_CHECK;

/* What values are measured in; answers that stand for themselves are in nothing. */
enum finding_unit { UNIT_NONE, UNIT_PERCENT, UNIT_PER_THOUSAND };

/*
 * One finding. Texts are owned by the list it is in; NULL where they make no sense.
 */
struct finding {
    enum finding_code code;
    enum finding_unit unit; /* of value, low, high and before */
    const char *place;      /* in the sender's file, see place.h */
    const char *indicator;  /* id as the edition has it */
    const char *received;   /* what stood there, cut at FINDING_RECEIVED_MAX */
    const char *value, *of; /* what was computed from it, and from what total */
    const char *low, *high, *allowed;
    const char *before, *round, *date; /* what was answered earlier, and when */
};

struct findings {
    struct finding
        *items; /* owned, at most FINDINGS_LISTED_MAX, in the order of adding until sorted */
    size_t listed;
    size_t errors;   /* all of them, listed or not */
    size_t warnings; /* likewise */
};

/* Adds a copy of the finding; its texts are copied, so they may be literals or borrowed. */
void findings_add(struct findings *self, const struct finding *finding);

/* Whether a finding at this place, or below it, is listed. */
bool findings_have(const struct findings *self, const char *place);

/* Whether one with this code is listed. */
bool findings_have_code(const struct findings *self, enum finding_code code);

/* The finding of finding_example.def for this code, in words of this language: as the API gives
 * it, or without what only readers of JSON are told. */
json_t *finding_example(enum finding_code code, bool for_json, enum language language)
    MUST_CHECK;

/*
 * Sorts them by their places in the sender's file, whose order is that of place_rank(); those
 * of one place stay as they are.
 */
void findings_sort(struct findings *self, json_t *order);

/* Releases what is in it and leaves it empty; {0} is an empty one. */
void findings_done(struct findings *self);
DEFINE_CLEANUP_INSIDE(struct findings, findings_done)

/* Those listed, as API.md has them, for the caller to release. */
json_t *findings_to_json(const struct findings *self, enum language language) MUST_CHECK;
