/*
 * How much of the example programme is published: a gate that suppresses everything would be
 * safe, too. Also that all of Germany passes through it in seconds.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/figures/release.h"
#include "common/judge.h"
#include "common/memory.h"
#include "common/roster.h"
#include "tests/support/complaints.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define FILE_MAX    262144
#define MEMBERS_MAX 40
#define KEYS        20

/* The example programme, handed in as a whole. */
struct example {
    struct catalogue *edition;                   /* owned */
    json_t *rows;                                /* owned; of the roster */
    struct self_check *self_checks[MEMBERS_MAX]; /* owned */
    struct participant participants[MEMBERS_MAX];
    struct contribution contributions[MEMBERS_MAX];
    size_t count;
};

static char *file_text(const char *path)
{
    char *text = memory_new(FILE_MAX, 1);
    FILE *in = fopen(path, "rb");
    size_t size;

    cr_assert(in != NULL, "%s", path);
    size = fread(text, 1, FILE_MAX - 1, in);
    cr_assert(size > 0 && feof(in), "%s", path);
    fclose(in);
    return text;
}

static void add(struct example *self, const json_t *row)
{
    const size_t i = self->count++;
    const char *key = json_string_value(json_object_get(row, "key"));
    CLEANUP(memory_freep)
    char *path = memory_format(SOURCE_DIR "/config/example/self-checks/%s.json", key);
    CLEANUP(memory_freep) char *text = file_text(path);
    CLEANUP(findings_donep) struct findings findings = {0};
    struct participant *participant = &self->participants[i];

    cr_assert(i < MEMBERS_MAX);
    participant->key = key;
    participant->parent = json_string_value(json_object_get(row, "parent"));
    participant->inhabitants = json_integer_value(json_object_get(row, "population"));
    cr_assert(municipality_key_read(key, &participant->kind));
    self->self_checks[i] =
        judged_text(self->edition, participant->inhabitants, text, &findings);
    cr_assert(self->self_checks[i] != NULL, "%s", key);
    self->contributions[i] = (struct contribution){
        .municipality = key,
        .version = 1,
        .values = self->self_checks[i]->values,
        .states = self->self_checks[i]->states,
        .planned = self->self_checks[i]->planned,
    };
}

static void example_init(struct example *self)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *text = file_text(SOURCE_DIR "/config/example/roster.csv");
    json_t *row;
    size_t i;

    *self = (struct example){.edition = edition_from(EDITION_EXAMPLE)};
    self->rows = roster_read(text, strlen(text), &mistakes);
    cr_assert(self->rows != NULL);
    json_array_foreach(self->rows, i, row)
        add(self, row);
}

static void example_done(struct example *self)
{
    for (size_t i = 0; i < self->count; i++)
        self_check_free(self->self_checks[i]);
    json_decref(self->rows);
    catalogue_free(self->edition);
}
DEFINE_CLEANUP_INSIDE(struct example, example_done)

static json_t *release_with_key(const struct example *self, int number)
{
    uint8_t key[DISCLOSURE_KEY_SIZE];
    const struct release_input input = {
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
    };

    memset(key, number, sizeof key);
    return release_compute(&input);
}

/* Counts over releases that differ only in the installation's key. */
struct count {
    size_t all, published;
};

static double per_cent(struct count count)
{
    return 100.0 * (double)count.published / (double)count.all;
}

static bool begins(const json_t *figure, const char *member, const char *start)
{
    return strncmp(json_string_value(json_object_get(figure, member)), start, strlen(start)) ==
           0;
}

/* Adds the figures of a level whose group's id begins like this. */
static void add_to_count(struct count *count, const json_t *release, const char *level,
                         const char *group)
{
    const json_t *figures = json_object_get(release, "figures");

    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);

        if (!begins(figure, "level", level) || !begins(figure, "group", group))
            continue;
        count->all++;
        count->published += begins(figure, "status", "published") ? 1 : 0;
    }
}

/* Wanted are 85 % for all and 70 % for the size bands; the other numbers are for the record. */
Test(utility, publishes_most_of_the_example_programme)
{
    static const struct {
        const char *level, *group;
        double wanted; /* per cent */
    } cases[] = {
        {"indicator", "all", 85}, {"indicator", "band-", 70}, {"goal", "all", 85},
        {"goal", "band-", 70},    {"field", "all", 85},       {"field", "band-", 70},
        {"whole", "all", 100},    {"whole", "band-", 100},    {"measures", "all", 60},
        {"measures", "band-", 0}, {"indicator", "kind-", 0},  {"indicator", "land-", 0},
    };
    struct count counts[COUNT_OF(cases)] = {0};
    CLEANUP(example_donep) struct example example;

    example_init(&example);
    for (int key = 1; key <= KEYS; key++) {
        json_t *release = release_with_key(&example, key);

        for (size_t i = 0; i < COUNT_OF(cases); i++)
            add_to_count(&counts[i], release, cases[i].level, cases[i].group);
        json_decref(release);
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        printf("%s %s: %.1f %% published\n", cases[i].level, cases[i].group,
               per_cent(counts[i]));
        cr_expect(per_cent(counts[i]) >= cases[i].wanted, "%s %s: %.1f %%", cases[i].level,
                  cases[i].group, per_cent(counts[i]));
    }
}
