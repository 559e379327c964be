#include "daemon/pages/help.h"

#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/door.h"
#include "daemon/pages/page.h"
#include "daemon/problem.h"
#include "daemon/request.h"

/* A member of an explanation in this language, borrowed; NULL without it. */
static json_t *in_language(json_t *explanation, const char *member, enum language language)
{
    return json_object_get(json_object_get(explanation, member),
                           language == LANGUAGE_DE ? "de" : "en");
}

/* Whether values would have to stand in the words for somebody to understand them. */
static bool has_gaps(const json_t *words)
{
    return strstr(json_string_value(words), "…") != NULL;
}

/* Whether it is about a value that may be right, and then is confirmed. */
static bool is_to_confirm(const char *code)
{
    static const char *const codes[] = {"implausible", "large-jump", "confirmation-missing",
                                        "acceptance-without-reason"};

    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}

/* Words with gaps are replaced by those of the example, which every finding has. */
static json_t *view_of(json_t *explanation, const char *code, enum language language)
{
    json_t *title = in_language(explanation, "title", language);
    json_t *remedy = in_language(explanation, "remedy", language);
    json_t *example = in_language(explanation, "example", language);
    const char *severity = json_string_value(json_object_get(example, "severity"));
    const bool is_warning = severity != NULL && strcmp(severity, "warning") == 0;
    CLEANUP(memory_freep)
    char *general =
        page_text(language, is_warning ? "common.help_warning" : "common.help_error", NULL);

    return json_pack("{s:o, s:O, s:O?, s:b}", "title",
                     has_gaps(title) ? json_string(general) : json_incref(title), "remedy",
                     has_gaps(remedy) ? json_object_get(example, "remedy") : remedy, "example",
                     has_gaps(title) ? json_object_get(example, "detail") : NULL,
                     "is_to_confirm", is_to_confirm(code));
}

/* The code is told to those who look it up by it: programmers. */
static void show(struct exchange *exchange, bool with_code)
{
    const char *code = request_capture(exchange, "code");
    json_t *explanation = problem_explanation(code, false);
    json_t *view;

    if (explanation == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    view = view_of(explanation, code, request_language(exchange));
    (void)json_object_set_new(view, "code", with_code ? json_string(code) : json_null());
    page_reply(exchange, 200, "help", view);
    json_decref(explanation);
}

void help_get(struct server *server, struct exchange *exchange)
{
    (void)server;
    show(exchange, false);
}

void help_as_page(struct server *server, struct exchange *exchange)
{
    (void)server;
    request_of(exchange)->is_page = true;
    door_dress(exchange, true);
    show(exchange, true);
}
