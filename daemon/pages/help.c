#include "daemon/pages/help.h"

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

void help_get(struct server *server, struct exchange *exchange)
{
    const enum language language = request_language(exchange);
    const char *code = request_capture(exchange, "code");
    json_t *explanation = problem_explanation(code, false);
    json_t *example;

    (void)server;
    if (explanation == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    example = in_language(explanation, "example", language);
    page_reply(exchange, 200, "help",
               json_pack("{s:O, s:O, s:s, s:O?, s:O?}", "title",
                         in_language(explanation, "title", language), "remedy",
                         in_language(explanation, "remedy", language), "code", code, "example",
                         json_object_get(example, "detail"), "example_remedy",
                         json_object_get(example, "remedy")));
    json_decref(explanation);
}

void help_as_page(struct server *server, struct exchange *exchange)
{
    request_of(exchange)->is_page = true;
    door_dress(exchange, true);
    help_get(server, exchange);
}
