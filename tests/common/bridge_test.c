#include "common/bridge.h"

#include "common/memory.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

#define FOLDER SOURCE_DIR "/config/example"

/* The bridge of the example, in which a text stands for another. For the caller to release. */
static json_t *example_with(const char *old, const char *new)
{
    json_error_t error;
    json_t *example = json_load_file(FOLDER "/bridge-v1-v2.json", 0, &error);
    CLEANUP(memory_freep) char *text = NULL;
    CLEANUP(memory_freep) char *changed = NULL;
    const char *place;
    json_t *document;

    cr_assert(example != NULL, "%s", error.text);
    text = json_dumps(example, JSON_COMPACT);
    json_decref(example);
    place = strstr(text, old);
    cr_assert(place != NULL, "%s", old);
    changed = memory_format("%.*s%s%s", (int)(place - text), text, new, place + strlen(old));
    document = json_loads(changed, 0, &error);
    cr_assert(document != NULL, "%s: %s", changed, error.text);
    return document;
}

static struct bridge *read_example(json_t *document, struct mistakes *mistakes)
{
    CLEANUP(catalogue_freep) struct catalogue *from = edition_from(FOLDER "/catalogue-v1.json");
    CLEANUP(catalogue_freep) struct catalogue *to = edition_from(FOLDER "/catalogue-v2.json");

    return bridge_read(document, from, to, mistakes);
}

Test(bridge, names_everything_in_both_editions_of_the_example)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(bridge_freep)
    struct bridge *bridge = read_example(example_with("v1", "v1"), &mistakes);
    size_t counts[4] = {0};

    cr_assert(bridge != NULL, "%s: %s", mistakes.items[0].place, mistakes.items[0].text);
    expect_text("from", bridge->from, "v1");
    expect_text("to", bridge->to, "v2");
    expect_number("entries", bridge->count, 79 + 19 + 7);
    for (size_t i = 0; i < bridge->count; i++)
        if (bridge->entries[i].level == SUBJECT_INDICATOR)
            counts[bridge->entries[i].change]++;
    expect_number("same", counts[BRIDGE_SAME], 73);
    expect_number("changed", counts[BRIDGE_CHANGED], 0);
    expect_number("ended", counts[BRIDGE_ENDED], 1);
    expect_number("new", counts[BRIDGE_NEW], 5);
}

#define LINE(id, change) "{\"from\":\"" id "\",\"to\":\"" id "\",\"change\":\"" change "\"}"

Test(bridge, refuses_what_would_join_something_silently)
{
    static const struct {
        const char *old, *new;
        const char *place, *text; /* of the first mistake */
    } cases[] = {
        {"\"from\":\"v1\"", "\"from\":\"v0\"", "/from", "is not edition v1"},
        {"\"to\":\"v2\"", "\"to\":\"v3\"", "/to", "is not edition v2"},
        {"\"from\":\"v1\"", "\"from\":1", "/from", "has to be a text"},
        {"\"note\":", "\"remark\":1,\"note\":", "/remark", "is not a member that belongs here"},
        {LINE("STR.1.01", "same") ",", "", "/indicators",
         "'STR.1.01' of edition v1 is missing"},
        {LINE("STR.1.01", "same"), LINE("STR.1.02", "same"), "/indicators/1/from",
         "'STR.1.02' is named before"},
        {LINE("STR.1.01", "same"), LINE("STR.1.09", "same"), "/indicators/0/from",
         "edition v1 has no indicator 'STR.1.09'"},
        {LINE("STR.1.01", "same"), LINE("STR.1.01", "equal"), "/indicators/0/change",
         "has to be same, changed, ended or new"},
        {LINE("STR.1.01", "same"), LINE("STR.1.01", "ended"), "/indicators/0/to",
         "does not stand beside 'ended'"},
        {LINE("STR.1.01", "same"), LINE("STR.1.01", "new"), "/indicators/0/from",
         "does not stand beside 'new'"},
        {LINE("STR.1.01", "same"), "{\"from\":\"STR.1.01\",\"change\":\"same\"}",
         "/indicators/0/to", "is missing"},
        {LINE("STR.1.01", "same"), "7", "/indicators/0", "has to be an object"},
        {"{\"from\":\"COM.1.03\",\"change\":\"ended\"},{\"to\":\"COM.1.04\",\"change\":\"new\"}",
         "{\"from\":\"COM.1.03\",\"to\":\"COM.1.04\",\"change\":\"changed\"}", "/indicators/69",
         "'COM.1.03' and 'COM.1.04' are of different kinds: one ended, the other is new"},
        {LINE("COM.1", "changed"), LINE("COM.1", "same"), "/goals/16",
         "the scored indicators of 'COM.1' and 'COM.1' differ: that is a change"},
        {LINE("COM", "changed"), LINE("COM", "same"), "/fields/6",
         "the scored indicators of 'COM' and 'COM' differ: that is a change"},
        {LINE("STR.1.01", "same"), LINE("STR.1.01", "changed"), "/goals/0",
         "the scored indicators of 'STR.1' and 'STR.1' differ: that is a change"},
        {LINE("ACC", "same"), LINE("ACX", "same"), "/fields/2/from",
         "edition v1 has no field 'ACX'"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        json_t *document = example_with(cases[i].old, cases[i].new);

        cr_assert(read_example(document, &mistakes) == NULL, "%s", cases[i].new);
        cr_assert(mistakes.count > 0, "%s", cases[i].new);
        expect_text(cases[i].new, mistakes.items[0].place, cases[i].place);
        expect_text(cases[i].new, mistakes.items[0].text, cases[i].text);
    }
}

Test(bridge, takes_a_changed_goal_whose_indicators_are_the_same)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(bridge_freep)
    struct bridge *bridge =
        read_example(example_with(LINE("ACC.1", "same"), LINE("ACC.1", "changed")), &mistakes);

    cr_expect(bridge != NULL, "the operator may know why");
}
