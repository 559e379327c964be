#include "common/mustache.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

/* What the world beside the view holds: partials a, b and themselves, and two texts. */
static struct mustache *compiled(const char *text, enum mustache_form form)
{
    struct mustache *mustache = NULL;
    struct error error;

    cr_assert(mustache_compile("test", text, strlen(text), form, &mustache, &error), "%s: %s",
              text, error.text);
    return mustache;
}

struct world {
    struct mustache *item, *itself, *greeting, *plain;
};

static const struct mustache *partial(const char *name, void *context)
{
    const struct world *world = context;

    return strcmp(name, "item") == 0     ? world->item
           : strcmp(name, "itself") == 0 ? world->itself
                                         : NULL;
}

static const struct mustache *text(const char *name, void *context)
{
    const struct world *world = context;

    return strcmp(name, "area.greeting_html") == 0 ? world->greeting
           : strcmp(name, "area.plain") == 0       ? world->plain
                                                   : NULL;
}

/* Renders the template with the view in JSON; an error comes out as its text. */
static char *rendered(const char *template, const char *view, enum mustache_form form,
                      size_t limit)
{
    struct world world = {.item = compiled("<li>{{name}}</li>\n", MUSTACHE_MARKUP),
                          .itself = compiled("x{{>itself}}", MUSTACHE_MARKUP),
                          .greeting = compiled("<b>Hello</b> {{name}}", MUSTACHE_MARKUP),
                          .plain = compiled("A & \"{{name}}\"", MUSTACHE_PLAIN)};
    const struct mustache_others others = {.partial = partial, .text = text, .context = &world};
    CLEANUP(mustache_freep) struct mustache *mustache = compiled(template, MUSTACHE_MARKUP);
    json_t *document = json_loads(view, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    char *out = NULL;
    struct error error;
    size_t size;

    cr_assert(document != NULL, "%s", view);
    if (!mustache_render(mustache, document, &others, form, limit, &out, &size, &error))
        out = memory_copy_text(error.text);
    else
        expect_number(template, strlen(out), size);
    json_decref(document);
    mustache_free(world.item);
    mustache_free(world.itself);
    mustache_free(world.greeting);
    mustache_free(world.plain);
    return out;
}

Test(mustache, fills_the_holes_from_the_view)
{
    static const struct {
        const char *template, *view, *out;
    } cases[] = {
        {"", "{}", ""},
        {"a } b { c", "{}", "a } b { c"},
        {"{{a}}, {{ b }}", "{\"a\": \"x\", \"b\": -3}", "x, -3"},
        {"{{a.b.c}}", "{\"a\": {\"b\": {\"c\": \"x\"}}}", "x"},
        {"{{a}}", "{\"a\": \"<a href=\\\"x\\\" title='&'>\"}",
         "&lt;a href=&quot;x&quot; title=&#39;&amp;&#39;&gt;"},
        {"{{a}}", "{\"a\": \"{{b}} {{b}}\"}", "{{b}} {{b}}"},
        {"{{a}}", "{\"a\": \"x\\u0000y\\u0007z\\tn\\n\"}", "x\xef\xbf\xbdy\xef\xbf\xbdz\tn\n"},
        {"{{a}}", "{\"a\": \"Ärmel – „z“\"}", "Ärmel – „z“"},
        {"{{&a}}", "{\"a\": {\"html\": \"<b>&amp;</b>\"}}", "<b>&amp;</b>"},
        {"{{#a}}{{.}};{{/a}}", "{\"a\": [\"x\", 2, \"<\"]}", "x;2;&lt;;"},
        {"{{#a}}{{b}}{{c}}{{/a}}", "{\"a\": [{\"b\": 1}, {\"b\": 2, \"c\": 7}], \"c\": 9}",
         "1927"},
        {"{{#a}}{{b}}{{/a}}", "{\"a\": {\"b\": \"x\"}}", "x"},
        {"{{#a}}{{b}}{{/a}}", "{\"a\": true, \"b\": \"x\"}", "x"},
        {"{{#a}}{{.}}{{/a}}", "{\"a\": \"x\"}", "x"},
        {"{{#a}}{{.}}{{/a}}{{^a}}none{{/a}}", "{\"a\": 0}", "0"},
        {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": false}", "y"},
        {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": null}", "y"},
        {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": []}", "y"},
        {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": \"\"}", "y"},
        {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": {}}", "x"},
        {"{{#a}}x{{/a}}{{^a}}y{{/a}}", "{\"a\": 0.5}", "x"},
        {"{{#a}}{{/a}}{{#a}}{{#b}}{{.}}{{/b}},{{/a}}",
         "{\"a\": [{\"b\": [1, 2]}, {\"b\": [3]}]}", "12,3,"},
        {"{{#a}}{{#a}}{{.}}{{/a}}{{/a}}", "{\"a\": {\"a\": \"inner\"}}", "inner"},
        {"x{{! what <b>ever> }}y", "{}", "xy"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *out = rendered(cases[i].template, cases[i].view, MUSTACHE_MARKUP, 1000);

        expect_text(cases[i].template, out, cases[i].out);
    }
}

Test(mustache, leaves_no_empty_line_where_a_tag_stood_alone)
{
    static const struct {
        const char *template, *out;
    } cases[] = {
        {"a\n  {{#yes}}\nb\n\t{{/yes}}  \nc\n", "a\nb\nc\n"},
        {"{{#yes}}\nb\n{{/yes}}", "b\n"},
        {"{{! a comment }}\nb", "b"},
        {"<ul>\n{{>item}}\n</ul>\n", "<ul>\n<li>x</li>\n</ul>\n"},
        {"a {{#yes}}\nb\n{{/yes}}\n", "a \nb\n"},
        {"{{#yes}} {{/yes}}\n", " \n"},
        {"{{#yes}}{{/yes}}\nb", "\nb"},
        {"a\n{{name}}\nb", "a\nx\nb"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *out = rendered(cases[i].template, "{\"yes\": true, \"name\": \"x\"}",
                             MUSTACHE_MARKUP, 1000);

        expect_text(cases[i].template, out, cases[i].out);
    }
}

Test(mustache, escapes_what_stands_in_a_plain_text_and_in_its_holes)
{
    CLEANUP(memory_freep)
    char *markup = rendered("{{%area.plain}} {{%area.greeting_html}}", "{\"name\": \"<i>\"}",
                            MUSTACHE_MARKUP, 1000);
    CLEANUP(memory_freep)
    char *plain = rendered("{{%area.plain}}", "{\"name\": \"<i>\"}", MUSTACHE_PLAIN, 1000);

    expect_text("as markup", markup, "A &amp; &quot;&lt;i&gt;&quot; <b>Hello</b> &lt;i&gt;");
    expect_text("as plain text", plain, "A & \"<i>\"");
}

Test(mustache, refuses_a_view_that_does_not_fit)
{
    static const struct {
        const char *template, *view, *complaint;
    } cases[] = {
        {"\n\n{{a}}", "{}", "test, line 3: 'a' is nowhere in the view"},
        {"{{#yes}}\n{{a.b}}\n{{/yes}}", "{\"yes\": true, \"a\": {}}",
         "test, line 2: 'a.b' is nowhere in the view"},
        {"{{#a}}{{/a}}", "{}", "test, line 1: 'a' is nowhere in the view"},
        {"{{^a}}{{/a}}", "{}", "test, line 1: 'a' is nowhere in the view"},
        {"{{a}}", "{\"a\": null}", "test, line 1: 'a' is neither a text nor a whole number"},
        {"{{a}}", "{\"a\": 1.5}", "test, line 1: 'a' is neither a text nor a whole number"},
        {"{{a}}", "{\"a\": true}", "test, line 1: 'a' is neither a text nor a whole number"},
        {"{{a}}", "{\"a\": {\"html\": \"<b>\"}}",
         "test, line 1: 'a' is an object; markup is written {{&name}}"},
        {"{{&a}}", "{\"a\": \"<b>\"}", "test, line 1: 'a' is no markup: {\"html\": \"...\"}"},
        {"{{&a}}", "{\"a\": {\"html\": \"<b>\", \"x\": 1}}",
         "test, line 1: 'a' is no markup: {\"html\": \"...\"}"},
        {"{{>other}}", "{}", "test, line 1: 'other' is no template"},
        {"{{%area.other}}", "{}", "test, line 1: 'area.other' is no text"},
        {"{{>itself}}", "{}", "test: too much within each other"},
        {"{{#a}}{{.}}{{/a}}",
         "{\"a\": [\"01234567890123456789012345\", \"01234567890123456789012345\"]}",
         "more than 50 bytes come out"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *out = rendered(cases[i].template, cases[i].view, MUSTACHE_MARKUP, 50);

        expect_text(cases[i].template, out, cases[i].complaint);
    }
}

Test(mustache, ends_a_rendering_that_would_take_for_ever_and_print_nothing)
{
    CLEANUP(memory_freep) char *out = NULL;
    json_t *view = json_object(), *list = json_array();
    CLEANUP(memory_freep) char *text = NULL;

    for (int i = 0; i < 1000; i++)
        (void)json_array_append_new(list, json_integer(i));
    (void)json_object_set_new(view, "a", list);
    text = json_dumps(view, JSON_COMPACT);
    out = rendered("{{#a}}{{#a}}{{#a}}{{#a}}{{^a}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}", text,
                   MUSTACHE_MARKUP, 100);
    expect_text("steps", out, "test, line 1: 'a' comes after too many steps");
    json_decref(view);
}

Test(mustache, refuses_a_template_that_is_none)
{
    static const struct {
        const char *template, *complaint;
    } cases[] = {
        {"a\n{{b", "test, line 2: a tag is not closed on its line"},
        {"{{a\n}}", "test, line 1: a tag is not closed on its line"},
        {"{{}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{#}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{{a}}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{a b}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{a..b}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{a.}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{ä}}", "test, line 1: a tag has no name, or one that cannot be"},
        {"{{0123456789012345678901234567890123456789012345678901234567890123}}",
         "test, line 1: a tag has no name, or one that cannot be"},
        {"\n{{#a}}\n", "test, line 3: a section does not end"},
        {"{{/a}}", "test, line 1: a section ends that did not begin"},
        {"{{#a}}{{#b}}\n{{/a}}{{/b}}",
         "test, line 2: another section ends than the one that began last"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mustache *mustache = NULL;
        struct error error;

        cr_assert(!mustache_compile("test", cases[i].template, strlen(cases[i].template),
                                    MUSTACHE_MARKUP, &mustache, &error),
                  "%s", cases[i].template);
        expect_text(cases[i].template, error.text, cases[i].complaint);
    }
}

Test(mustache, refuses_sections_beyond_its_depth_and_a_nul)
{
    CLEANUP(memory_freep) char *deep = memory_copy_text("");
    struct mustache *mustache = NULL;
    struct error error;

    for (int i = 0; i <= MUSTACHE_NESTING_MAX; i++) {
        CLEANUP(memory_freep) char *before = TAKE(deep);

        deep = memory_format("{{#a}}%s", before);
    }
    cr_assert(
        !mustache_compile("test", deep, strlen(deep), MUSTACHE_MARKUP, &mustache, &error));
    expect_text("depth", error.text, "test, line 1: too many sections within each other");
    cr_assert(!mustache_compile("test", "a\0b", 3, MUSTACHE_MARKUP, &mustache, &error));
    expect_text("NUL", error.text, "test, line 1: there is a NUL byte in it");
}
