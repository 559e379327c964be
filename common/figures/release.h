#pragma once

/*
 * Computes a release: a pure function from the current versions of a round to the document that
 * is published. The result does not depend on the order of anything handed in, on the machine
 * or on the time (publishedAt is a parameter).
 */

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/digest.h"
#include "common/figures/groups.h"

#define RELEASE_MINIMUM          5  /* units of every atom (DISCLOSURE.md, rule 2 a) */
#define RELEASE_QUARTILES_FROM   12 /* units of a cell (DISCLOSURE.md, rule 5) */
#define RELEASE_PARTICIPANTS_MAX 20000

/* The current version of a participant, in the edition's order. */
struct contribution {
    const char *municipality;
    int version;
    struct digest content;
    const int64_t *values;
    const uint8_t *states; /* enum answer_state */
};

struct release_input {
    const struct catalogue *edition;
    const char *round;
    int number;               /* of the release, from 1 */
    const char *published_at; /* RFC 3339, UTC */
    bool is_final;            /* the round is closed */
    const struct participant *participants;
    size_t participant_count;
    const struct contribution *contributions; /* each of a participant; at most one each */
    size_t contribution_count;
    const json_t *previous; /* the document of the release before, or NULL */
};

/*
 * The document as API.md has it. For each subject (indicators, goals, fields, then the whole
 * with the id "whole") and each group there is exactly one figure, with the id SUBJECT@GROUP.
 *
 * indicator, level:  n, missing, mean, q1, median, q3        (one decimal)
 * indicator, yes-no: n, missing, share                       (whole per cent that say yes)
 * indicator, share:  n, missing, mean, q1, median, q3        (whole per cent)
 * indicator, rate:   n, missing, mean, q1, median, q3        (three significant digits)
 * goal, field, whole: indicators, mean, lower, upper, bandIndicators  (whole points, 0 to 100)
 *   from the published figures of the scored indicators below only (DISCLOSURE.md, rule 6):
 *   mean of their means; lower and upper are the means of their lower and upper quartiles,
 * where bandIndicators of them have quartiles; left out where none has. Below
 * RELEASE_QUARTILES_FROM the quartiles are left out, with "without": ["quartiles"]. Not
 * published: status, use (the smallest larger group that is published, or null), lastPublished
 * (the newest earlier release in which it was, or null).
 */
json_t *release_compute(const struct release_input *input) MUST_CHECK;

/* The SHA-256 over the inputs: lines "KEY VERSION CONTENT\n" sorted by key. */
struct digest release_inputs_digest(const struct contribution *contributions, size_t count);

/*
 * A document of the same form with the figures that match. A field matches itself and all goals
 * and indicators in it, a goal itself and its indicators, an indicator itself; a subject is in
 * if any of the three lists names it, or if all three are empty. An empty list of groups
 * matches all. For the caller to release.
 */
struct release_filter {
    const char *const *fields, *const *goals, *const *indicators, *const *groups;
    size_t field_count, goal_count, indicator_count, group_count;
};
json_t *release_filter(const json_t *release, const struct catalogue *edition,
                       const struct release_filter *filter) MUST_CHECK;

/*
 * The figures as a table. CSV_MACHINE: RFC 4180 with ',' and a decimal point. CSV_EXCEL_DE:
 * ';', decimal comma, UTF-8 with a byte order mark. Columns: round, release, subject, label_de,
 * label_en, level, group, status, n, missing, mean, share, q1, median, q3, lower, upper,
 * indicators. Texts that a spreadsheet would take for a formula are guarded. For the caller to
 * free.
 */
enum csv_form { CSV_MACHINE, CSV_EXCEL_DE };
char *release_to_csv(const json_t *release, const struct catalogue *edition, enum csv_form form)
    MUST_CHECK;
