#pragma once

/*
 * An invented programme for tests of releases: an edition with invented indicators,
 * participants that do not exist, and whatever answers a test gives them. All rules of
 * disclosure control hold but withholding at random, so that results can be foretold.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/decimal.h"
#include "common/figures/release.h"
#include "common/memory.h"
#include "common/self_check.h"
#include "tests/support/expect.h"

/* The id says the field and the goal as well: "AAA.1.02" is in the goal "AAA.1" of the field
 * "AAA".
 */
struct invented {
    const char *id;
    const char *kind;
    const char *polarity;
    int decimals;
};

/* Nobody answered anything at first. */
struct programme {
    struct catalogue *edition;          /* owned */
    size_t indicators;                  /* of the edition */
    size_t count;                       /* of participants, each with a contribution */
    char **keys;                        /* owned, and what is in it; no test changes it */
    struct participant *participants;   /* owned; small towns at first */
    struct contribution *contributions; /* owned; the n-th is the n-th participant's */
    int64_t *values;                    /* owned; of each participant, one per indicator */
    uint8_t *states;                    /* owned; likewise */
    uint8_t *planned;                   /* owned; of each participant, one per goal */
    struct disclosure_rules rules;
};

static inline json_t *programme_label(const char *id)
{
    return json_pack("{s:o, s:o}", "de", json_sprintf("%s, erfunden", id), "en",
                     json_sprintf("%s, invented", id));
}

/* The last element of the list, if it has this id; otherwise a new one with an empty list in
 * it. */
static inline json_t *programme_part(json_t *list, const char *id, size_t id_size,
                                     const char *below)
{
    json_t *last = json_array_get(list, json_array_size(list) - 1);
    CLEANUP(memory_freep) char *wanted = memory_copy(id, id_size);

    if (last != NULL && strcmp(json_string_value(json_object_get(last, "id")), wanted) == 0)
        return json_object_get(last, below);
    last = json_pack("{s:s, s:o, s:[]}", "id", wanted, "label", programme_label(wanted), below);
    json_array_append_new(list, last);
    return json_object_get(last, below);
}

static inline json_t *programme_indicator(const struct invented *invented)
{
    bool is_number =
        strcmp(invented->kind, "share") == 0 || strcmp(invented->kind, "rate") == 0;
    json_t *indicator =
        json_pack("{s:s, s:o, s:s, s:s, s:[], s:s, s:b}", "id", invented->id, "label",
                  programme_label(invented->id), "kind", invented->kind, "polarity",
                  invented->polarity, "reasons", "evidence", "self_assessment", "sensitive", 0);

    if (strcmp(invented->kind, "level") == 0)
        json_object_set_new(indicator, "scale", json_string("five"));
    if (is_number) {
        json_object_set_new(indicator, "decimals", json_integer(invented->decimals));
        json_object_set_new(indicator, "numerator", programme_label("numerator"));
        json_object_set_new(indicator, "denominator", programme_label("denominator"));
    }
    return indicator;
}

static inline struct catalogue *programme_edition(const struct invented *list, size_t count)
{
    struct mistakes mistakes = {0};
    struct catalogue *edition;
    json_t *fields = json_array();
    json_t *levels = json_array();

    for (int level = 0; level < CATALOGUE_LEVELS; level++)
        json_array_append_new(levels, programme_label("level"));
    for (size_t i = 0; i < count; i++) {
        const char *id = list[i].id;
        json_t *goals = programme_part(fields, id, strcspn(id, "."), "goals");
        json_t *indicators =
            programme_part(goals, id, (size_t)(strrchr(id, '.') - id), "indicators");

        json_array_append_new(indicators, programme_indicator(&list[i]));
    }
    edition = catalogue_read(json_pack("{s:s, s:o, s:o, s:{s:{s:o, s:o}}, s:{}, s:o}",
                                       "edition", "v1", "title", programme_label("title"),
                                       "note", programme_label("note"), "scales", "five",
                                       "label", programme_label("five"), "levels", levels,
                                       "reasons", "fields", fields),
                             &mistakes);
    cr_assert(edition != NULL, "%s: %s", mistakes.count > 0 ? mistakes.items[0].place : "",
              mistakes.count > 0 ? mistakes.items[0].text : "");
    mistakes_done(&mistakes);
    return edition;
}

static inline struct programme *programme_new(const struct invented *list, size_t indicators,
                                              size_t participants)
{
    struct programme *self = memory_new(1, sizeof *self);

    self->edition = programme_edition(list, indicators);
    self->indicators = indicators;
    self->count = participants;
    self->keys = memory_new(participants, sizeof *self->keys);
    self->participants = memory_new(participants, sizeof *self->participants);
    self->contributions = memory_new(participants, sizeof *self->contributions);
    self->values = memory_new(participants * indicators, sizeof *self->values);
    self->states = memory_new(participants * indicators, sizeof *self->states);
    self->planned = memory_new(participants * catalogue_goal_count(self->edition), 1);
    self->rules = disclosure_rules_full();
    self->rules.withholds_at_random = false;
    for (size_t i = 0; i < participants; i++) {
        char *key = memory_format("01%06zu", i);

        self->keys[i] = key;
        self->participants[i] = (struct participant){
            .key = key, .kind = MUNICIPALITY_GEMEINDE, .inhabitants = 1000};
        self->contributions[i] = (struct contribution){
            .municipality = key,
            .version = 1 + (int)(i % 3),
            .content = digest_of(key, strlen(key)),
            .values = &self->values[i * indicators],
            .states = &self->states[i * indicators],
            .planned = &self->planned[i * catalogue_goal_count(self->edition)],
        };
    }
    return self;
}

static inline void programme_free(struct programme *self)
{
    for (size_t i = 0; i < self->count; i++)
        free(self->keys[i]);
    free(self->keys);
    catalogue_free(self->edition);
    free(self->participants);
    free(self->contributions);
    free(self->values);
    free(self->states);
    free(self->planned);
    free(self);
}
DEFINE_CLEANUP(struct programme *, programme_free)

static inline void programme_plan(struct programme *self, size_t participant, size_t goal)
{
    self->planned[participant * catalogue_goal_count(self->edition) + goal] = 1;
}

static inline void programme_answer(struct programme *self, size_t participant,
                                    size_t indicator, int64_t value)
{
    self->values[participant * self->indicators + indicator] = value;
    self->states[participant * self->indicators + indicator] = STATE_ANSWERED;
}

/* How many different values the indicator may have, for those that are drawn. */
static inline int64_t programme_range(const struct indicator *indicator)
{
    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        return CATALOGUE_LEVELS;
    case INDICATOR_YES_NO:
        return 2;
    case INDICATOR_SHARE:
        return 100 * decimal_power(indicator->decimals) + 1;
    case INDICATOR_RATE:
        break;
    }
    return 100000;
}

/* Values of any size, kinds and states drawn with the seed; three answers of four are given. */
static inline void programme_fill(struct programme *self, unsigned *seed)
{
    static const int64_t sizes[] = {5000, 19999, 20000, 99999, 100000};

    for (size_t i = 0; i < self->count; i++) {
        bool is_kreis = rand_r(seed) % 6 == 0;

        self->participants[i].kind = is_kreis ? MUNICIPALITY_KREIS : MUNICIPALITY_GEMEINDE;
        self->participants[i].inhabitants = sizes[(size_t)rand_r(seed) % COUNT_OF(sizes)];
        for (size_t k = 0; k < self->indicators; k++) {
            const struct indicator *indicator = catalogue_at(self->edition, k);
            programme_answer(self, i, k, rand_r(seed) % programme_range(indicator));
            if (rand_r(seed) % 4 == 0)
                self->states[i * self->indicators + k] = STATE_UNKNOWN;
        }
        for (size_t goal = 0; goal < catalogue_goal_count(self->edition); goal++) {
            if (rand_r(seed) % 3 == 0)
                programme_plan(self, i, goal);
        }
    }
}

static inline struct release_input programme_input(const struct programme *self)
{
    static const uint8_t key[DISCLOSURE_KEY_SIZE] = {0};

    return (struct release_input){
        .edition = self->edition,
        .round = "2026",
        .number = 1,
        .published_at = "2026-06-01T04:00:00Z",
        .participants = self->participants,
        .participant_count = self->count,
        .contributions = self->contributions,
        .contribution_count = self->count,
        .key = key,
        .key_size = sizeof key,
        .rules = &self->rules,
    };
}

static inline json_t *programme_release(const struct programme *self)
{
    struct release_input input = programme_input(self);

    return release_compute(&input);
}

/* The figure with this id, borrowed; it has to be there exactly once. */
static inline json_t *programme_figure(const json_t *release, const char *id)
{
    const json_t *list = json_object_get(release, "figures");
    json_t *found = NULL;

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *figure = json_array_get(list, i);

        if (strcmp(json_string_value(json_object_get(figure, "id")), id) != 0)
            continue;
        cr_assert(found == NULL, "%s stands twice", id);
        found = figure;
    }
    cr_assert(found != NULL, "%s is not there", id);
    return found;
}

/* What the figure says behind its status, as JSON without the braces. */
static inline void expect_figure(const json_t *release, const char *id, const char *expected)
{
    CLEANUP(memory_freep) char *text = json_dumps(programme_figure(release, id), JSON_COMPACT);
    const char *status = strstr(text, "\"status\":");

    cr_assert(status != NULL, "%s", id);
    text[strlen(text) - 1] = '\0';
    expect_text(id, status + strlen("\"status\":"), expected);
}
