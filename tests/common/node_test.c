#include "common/node.h"

#include "common/memory.h"
#include "tests/support/complaints.h"
#include "tests/support/expect.h"

/* A document that walks away with the test. */
static json_t *document;

static struct node root_of(const char *text, struct mistakes *mistakes)
{
    document = json_loads(text, JSON_DECODE_ANY, NULL);
    cr_assert(document != NULL, "the case itself is not JSON: %s", text);
    return node_root(document, mistakes);
}

static void release(void)
{
    json_decref(document);
}

Test(node, knows_its_pointer, .fini = release)
{
    const struct node root = root_of("{\"a/b\": [{\"m~n\": 1}, 2]}", NULL);
    const struct node list = node_member(&root, "a/b");
    const struct node item = node_item(&list, 0);
    const struct node member = node_member(&item, "m~n");
    CLEANUP(memory_freep) char *root_pointer = node_pointer(&root);
    CLEANUP(memory_freep) char *list_pointer = node_pointer(&list);
    CLEANUP(memory_freep) char *item_pointer = node_pointer(&item);
    CLEANUP(memory_freep) char *member_pointer = node_pointer(&member);

    expect_text("root", root_pointer, "");
    expect_text("list", list_pointer, "/a~1b");
    expect_text("item", item_pointer, "/a~1b/0");
    expect_text("member", member_pointer, "/a~1b/0/m~0n");
    expect_number("value", json_integer_value(member.value), 1);
}

Test(node, hands_out_what_stands_there, .fini = release)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    const struct node root = root_of(
        "{\"text\": \"x\", \"words\": {\"de\": \"ja\", \"en\": \"yes\"}, \"flag\": true}",
        &mistakes);
    const struct node text = node_member(&root, "text");
    const struct node words = node_member(&root, "words");
    const struct node flag = node_member(&root, "flag");
    const struct wording wording = node_wording(&words);

    expect_text("text", node_text(&text), "x");
    expect_text("de", wording.de, "ja");
    expect_text("en", wording.en, "yes");
    cr_expect(node_flag(&flag));
    expect_number("mistakes", mistakes.count, 0);
}

Test(node, complains_about_a_text, .fini = release)
{
    static const struct {
        const char *text, *complaints;
    } cases[] = {
        {"{}", "/x: is missing"},
        {"[]", "/x: is missing"},
        {"{\"x\": 1}", "/x: has to be a text"},
        {"{\"x\": null}", "/x: has to be a text"},
        {"{\"x\": \"\"}", "/x: is empty"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        CLEANUP(memory_freep) char *complaints = NULL;
        struct node root, x;

        json_decref(document);
        root = root_of(cases[i].text, &mistakes);
        x = node_member(&root, "x");
        cr_expect(node_text(&x) == NULL);
        complaints = complaints_of(&mistakes);
        expect_text(cases[i].text, complaints, cases[i].complaints);
    }
}

Test(node, complains_about_a_wording, .fini = release)
{
    static const struct {
        const char *text, *complaints;
    } cases[] = {
        {"\"ja\"", ": has to be an object"},
        {"{}", "/de: is missing; /en: is missing"},
        {"{\"de\": 1, \"en\": \"\", \"fr\": \"oui\"}",
         "/fr: is not a member that belongs here; /de: has to be a text; /en: is empty"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        CLEANUP(memory_freep) char *complaints = NULL;
        struct node root;

        json_decref(document);
        root = root_of(cases[i].text, &mistakes);
        (void)node_wording(&root);
        complaints = complaints_of(&mistakes);
        expect_text(cases[i].text, complaints, cases[i].complaints);
    }
}

Test(node, complains_about_a_flag, .fini = release)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *complaints = NULL;
    const struct node root = root_of("{\"x\": 1}", &mistakes);
    const struct node x = node_member(&root, "x");
    const struct node y = node_member(&root, "y");

    cr_expect(!node_flag(&x));
    cr_expect(!node_flag(&y));
    complaints = complaints_of(&mistakes);
    expect_text("flags", complaints, "/x: has to be true or false; /y: is missing");
}
