#include "daemon/pages/library.h"

#include <stdlib.h>

#include "common/memory.h"
#include "daemon/pages/web.h"
#include "tests/support/expect.h"

static struct library *library(void)
{
    struct library *library = NULL;
    struct error error;

    cr_assert(library_new(&library, &error), "%s", error.text);
    return library;
}

static void look_for(const char *name, bool is_text, void *context)
{
    const struct library *all = context;

    cr_expect(is_text ? library_text(all, name, LANGUAGE_DE) != NULL
                      : library_template(all, name) != NULL,
              "a template or text names %s '%s', which is not there",
              is_text ? "the text" : "the template", name);
}

Test(library, has_every_template_and_text_that_templates_and_texts_name)
{
    CLEANUP(library_freep) struct library *all = library();
    const char *key;

    for (size_t i = 0; i < web_template_count; i++)
        mustache_names(library_template(all, web_templates[i].name), look_for, all);
    for (size_t i = 0; (key = library_key(all, i)) != NULL; i++) {
        mustache_names(library_text(all, key, LANGUAGE_DE), look_for, all);
        mustache_names(library_text(all, key, LANGUAGE_EN), look_for, all);
    }
}

Test(library, renders_a_text_in_both_languages)
{
    CLEANUP(library_freep) struct library *all = library();
    json_t *view = json_object();
    static const char *const expected[] = {"Zum Inhalt springen", "Skip to content"};

    for (int i = LANGUAGE_DE; i <= LANGUAGE_EN; i++) {
        CLEANUP(memory_freep) char *out = NULL;
        const enum language language = (enum language)i;
        struct error error;
        size_t size;

        cr_assert(library_render(all, library_text(all, "common.skip", language), view,
                                 language, MUSTACHE_PLAIN, 100, &out, &size, &error));
        expect_text("text", out, expected[i]);
    }
    json_decref(view);
}
