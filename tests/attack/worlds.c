/*
 * Publishes invented worlds: reads one a line from standard input, as JSON (invent.py has the
 * form), and prints for each one line with the list of its releases. What it is handed is
 * ours, so it asserts its form instead of refusing it.
 */

#include <assert.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/figures/release.h"
#include "common/memory.h"

#define RELEASES_MAX 16

/* The versions of one release. */
struct hand_ins {
    struct contribution *items; /* owned */
    size_t count;
    int64_t *values;  /* owned; of all of them, one after the other */
    uint8_t *states;  /* owned; likewise */
    uint8_t *planned; /* owned; of each goal */
};

/* Its texts are those of the document. */
struct world {
    const json_t *document;     /* borrowed */
    struct catalogue *edition;  /* owned */
    struct participant *people; /* owned */
    size_t count;               /* of participants */
    struct own_group *groups;   /* owned, their members too */
    size_t group_count;
    uint8_t key[DISCLOSURE_KEY_SIZE];
    struct disclosure_rules rules;
    struct hand_ins hand_ins[RELEASES_MAX];
    json_t *documents[RELEASES_MAX]; /* owned */
    size_t releases;                 /* made so far */
};

static const char *text_of(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));

    assert(text != NULL);
    return text;
}

static int compare_texts(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;

    return strcmp(*a, *b);
}

static void read_edition(struct world *self)
{
    struct mistakes mistakes = {0};
    const json_t *edition = json_object_get(self->document, "edition");

    self->edition = catalogue_read(json_deep_copy(edition), &mistakes);
    if (self->edition == NULL)
        (void)fprintf(stderr, "%s: %s\n", mistakes.items[0].place, mistakes.items[0].text);
    assert(self->edition != NULL);
}

static void read_participants(struct world *self)
{
    const json_t *list = json_object_get(self->document, "participants");

    self->count = json_array_size(list);
    self->people = memory_new(self->count, sizeof *self->people);
    for (size_t i = 0; i < self->count; i++) {
        const json_t *entry = json_array_get(list, i);
        struct participant *participant = &self->people[i];
        const bool is_key = municipality_key_read(text_of(entry, "key"), &participant->kind);

        assert(is_key);
        (void)is_key;
        participant->key = text_of(entry, "key");
        participant->inhabitants = json_integer_value(json_object_get(entry, "inhabitants"));
        participant->parent = json_string_value(json_object_get(entry, "parent"));
    }
}

static void read_group(struct own_group *group, const json_t *entry)
{
    const json_t *list = json_object_get(entry, "members");
    const char **members = memory_new(json_array_size(list), sizeof *members);

    group->id = text_of(entry, "id");
    group->owner = "invented";
    group->label = (struct wording){"erfunden", "invented"};
    group->member_count = json_array_size(list);
    for (size_t i = 0; i < group->member_count; i++)
        members[i] = json_string_value(json_array_get(list, i));
    qsort(members, group->member_count, sizeof *members, compare_texts);
    group->members = members;
}

static void read_groups(struct world *self)
{
    const json_t *list = json_object_get(self->document, "groups");

    self->group_count = json_array_size(list);
    self->groups = memory_new(self->group_count, sizeof *self->groups);
    for (size_t i = 0; i < self->group_count; i++)
        read_group(&self->groups[i], json_array_get(list, i));
}

static bool is_on(const json_t *rules, const char *rule)
{
    const json_t *value = json_object_get(rules, rule);

    assert(json_is_boolean(value));
    return json_is_true(value);
}

static void read_rules(struct world *self)
{
    const json_t *rules = json_object_get(self->document, "rules");
    size_t size = 0;

    self->rules = (struct disclosure_rules){
        .uses_older_releases = is_on(rules, "older"),
        .knows_coalitions = is_on(rules, "coalitions"),
        .tests_mixed = is_on(rules, "mixed"),
        .withholds_at_random = is_on(rules, "withholding"),
    };
    if (OPENSSL_hexstr2buf_ex(self->key, sizeof self->key, &size,
                              text_of(self->document, "key"), '\0') != 1 ||
        size != sizeof self->key)
        abort();
}

static void world_init(struct world *self, const json_t *document)
{
    *self = (struct world){.document = document};
    read_edition(self);
    read_participants(self);
    read_groups(self);
    read_rules(self);
}

static void world_done(struct world *self)
{
    for (size_t i = 0; i < self->releases; i++) {
        struct hand_ins *hand_ins = &self->hand_ins[i];

        free(hand_ins->items);
        free(hand_ins->values);
        free(hand_ins->states);
        free(hand_ins->planned);
        json_decref(self->documents[i]);
    }
    for (size_t i = 0; i < self->group_count; i++) {
        char **members;

        memcpy(&members, &self->groups[i].members, sizeof members);
        free(members);
    }
    free(self->groups);
    free(self->people);
    catalogue_free(self->edition);
}

static int64_t number_at(const json_t *object, const char *member, size_t index)
{
    const json_t *value = json_array_get(json_object_get(object, member), index);

    assert(json_is_integer(value));
    return json_integer_value(value);
}

static void read_hand_ins(struct hand_ins *self, const json_t *list,
                          const struct catalogue *edition)
{
    const size_t indicators = catalogue_count(edition);
    const size_t goals = catalogue_goal_count(edition);

    self->count = json_array_size(list);
    self->items = memory_new(self->count, sizeof *self->items);
    self->values = memory_new(self->count * indicators, sizeof *self->values);
    self->states = memory_new(self->count * indicators, sizeof *self->states);
    self->planned = memory_new(self->count * goals, sizeof *self->planned);
    for (size_t i = 0; i < self->count; i++) {
        const json_t *entry = json_array_get(list, i);

        for (size_t k = 0; k < indicators; k++) {
            self->values[i * indicators + k] = number_at(entry, "values", k);
            self->states[i * indicators + k] = (uint8_t)number_at(entry, "states", k);
        }
        for (size_t goal = 0; goal < goals; goal++)
            self->planned[i * goals + goal] = (uint8_t)number_at(entry, "planned", goal);
        self->items[i] = (struct contribution){
            .municipality = text_of(entry, "key"),
            .version = (int)json_integer_value(json_object_get(entry, "version")),
            .values = &self->values[i * indicators],
            .states = &self->states[i * indicators],
            .planned = &self->planned[i * goals],
        };
    }
}

/* Makes the next release of the world. */
static void publish(struct world *self, const json_t *release)
{
    struct earlier_release earlier[RELEASES_MAX];
    struct hand_ins *hand_ins = &self->hand_ins[self->releases];
    struct release_input input = {
        .edition = self->edition,
        .round = "2026",
        .number = (int)self->releases + 1,
        .published_at = "2026-06-01T04:00:00Z",
        .is_final = json_is_true(json_object_get(release, "final")),
        .participants = self->people,
        .participant_count = self->count,
        .own_groups = self->groups,
        .own_group_count = self->group_count,
        .earlier = earlier,
        .earlier_count = self->releases,
        .key = self->key,
        .key_size = sizeof self->key,
        .rules = &self->rules,
    };

    for (size_t i = 0; i < self->releases; i++)
        earlier[i] = (struct earlier_release){self->documents[i], self->hand_ins[i].items,
                                              self->hand_ins[i].count};
    read_hand_ins(hand_ins, json_object_get(release, "contributions"), self->edition);
    input.contributions = hand_ins->items;
    input.contribution_count = hand_ins->count;
    self->documents[self->releases++] = release_compute(&input);
}

static void answer(const json_t *document)
{
    struct world world;
    const json_t *releases = json_object_get(document, "releases");
    json_t *list = json_array();

    assert(json_array_size(releases) <= RELEASES_MAX);
    world_init(&world, document);
    for (size_t i = 0; i < json_array_size(releases); i++) {
        publish(&world, json_array_get(releases, i));
        json_array_append(list, world.documents[i]);
    }
    (void)json_dumpf(list, stdout, JSON_COMPACT);
    (void)printf("\n");
    (void)fflush(stdout);
    json_decref(list);
    world_done(&world);
}

int main(void)
{
    CLEANUP(memory_freep) char *line = NULL;
    size_t size = 0;

    memory_install();
    while (getline(&line, &size, stdin) > 0) {
        json_t *document = json_loads(line, 0, NULL);

        assert(document != NULL);
        answer(document);
        json_decref(document);
    }
    return 0;
}
