#pragma once

/*
 * What the files of the judge share; nobody else includes it.
 */

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "common/answers.h"
#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/finding.h"
#include "common/jump.h"
#include "common/self_check.h"

/* The findings that acceptances may name. */
enum acceptable { ACCEPTABLE_IMPLAUSIBLE, ACCEPTABLE_LARGE_JUMP, ACCEPTABLES };
#define JUDGE_DROPPED "dropped" /* the status of a measure that is planned no more */

/* What became of one indicator. */
struct verdict {
    bool is_given;   /* the self-check has an entry for it */
    bool is_faulty;  /* with an error in it */
    bool is_right;   /* with a value that stands for something */
    bool is_settled; /* the same value as earlier, so what was accepted then still holds */
    bool is_odd[ACCEPTABLES];      /* what is odd about the value */
    bool is_accepted[ACCEPTABLES]; /* an acceptance names it */
    bool is_repeated[ACCEPTABLES]; /* an acceptance that names it was already judged */
    enum answer_state state;
    int64_t value;
};

struct judging {
    const struct catalogue *edition;
    int64_t inhabitants;
    const struct earlier *earlier; /* NULL when there is nothing to compare with */
    struct findings *findings;
    struct verdict verdicts[CATALOGUE_INDICATORS_MAX]; /* in the edition's order */
};

/* One answer being judged. */
struct judged {
    const struct judging *judging;
    const struct answer *answer;
    const struct indicator *indicator;
    struct findings *findings; /* judging's */
};

/* A part that has to be text. */
struct text_slot {
    const struct written *part;
    const char *name;      /* as the document spells it */
    const char *indicator; /* NULL where there is none */
    size_t limit;          /* characters */
};

/* A finding about the part: its place and what stood there. */
struct finding finding_about(enum finding_code code, const struct written *part,
                             const char *indicator);

/* The same, added to the findings. */
void judge_refuse(const struct judged *self, enum finding_code code,
                  const struct written *part);

/* The part is missing: its place is where it would stand, or else the whole answer's. */
void judge_miss(const struct judged *self, enum finding_code code, const struct written *part,
                const char *allowed);

/* Whether nothing but white space stands there, or nothing at all. */
bool judge_is_blank(const struct written *part);

/* Whether there is nothing more to say about the part: a finding of the reader's is enough. */
bool judge_is_refused(const struct written *part);

/* Whether the part is text, short enough and without control characters. It has to be there. */
bool judge_text(struct findings *findings, const struct text_slot *slot);

/*
 * The same of a text that must not be missing or blank. `whole` is the place of what it is
 * missing from, or NULL where a finding explains already why it is not there.
 */
bool judge_needed_text(struct findings *findings, const struct text_slot *slot,
                       const char *whole);

/* Whether the part is a number with at most `places` decimals; *out is scaled by them. */
bool judge_number(struct findings *findings, const struct written *part, const char *indicator,
                  int places, int64_t *out) MUST_CHECK;

/* The parts that make up a value of this kind, e.g. "count, of". */
const char *judge_expected_parts(enum indicator_kind kind);

/* The part in which a value of this kind stands, or the first of them. */
const struct written *judge_main_part(const struct answer *answer, enum indicator_kind kind);

/* Whether a part of a value stands there, of whatever kind. */
bool judge_has_value(const struct answer *answer);

/* Refuses the parts that belong to another kind of indicator. */
void judge_wrong_parts(const struct judged *self);

/* Whether the indicator's own kind of value stands there and is right. */
bool judge_value(const struct judged *self, int64_t *out) MUST_CHECK;

/* Judges the answer and fills in the indicator's verdict. */
void judge_answer(struct judging *judging, const struct answer *answer,
                  const struct indicator *indicator);

void judge_measure(struct judging *judging, const struct measure *measure);

/* The code of what can be accepted, e.g. "large-jump". */
const char *acceptable_code(enum acceptable which);

/*
 * Which one a sound acceptance is about. A cell beside an answer does not say: it is what the
 * file alone makes of it, so that the same file is always read as the same content.
 */
enum acceptable judge_acceptable(const struct judging *judging,
                                 const struct acceptance *acceptance);

void judge_acceptances(struct judging *judging, const struct answers *answers);

/* Before the answers, which are judged by it. What is wrong with an acceptance comes later. */
void judge_note_acceptances(struct judging *judging, const struct answers *answers);

/* The canonical form of answers without errors. */
json_t *judge_content(const struct judging *judging, const struct answers *answers) MUST_CHECK;
