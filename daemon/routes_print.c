/*
 * The route table as a document, for tests and descriptions.
 */

#include <string.h>

#include <jansson.h>

#include "daemon/routes.h"

static const char *access_name(enum access access)
{
    switch (access) {
    case ACCESS_OPEN:
        return "open";
    case ACCESS_ANY_ROLE:
        return "any-role";
    case ACCESS_OWN:
        return "own";
    case ACCESS_MUNICIPALITY:
        return "municipality";
    case ACCESS_OVERSIGHT:
        return "oversight";
    case ACCESS_OPERATOR:
        return "operator";
    }
    return "unknown";
}

static const char *body_name(enum body_rule body)
{
    switch (body) {
    case BODY_NONE:
        return "none";
    case BODY_SELF_CHECK:
        return "self-check";
    case BODY_DRAFT:
        return "draft";
    case BODY_FORM:
        return "form";
    case BODY_LONG_FORM:
        return "long-form";
    case BODY_UPLOAD:
        return "upload";
    case BODY_SMALL:
        return "small";
    }
    return "unknown";
}

static json_t *words_to_json(const char *words)
{
    json_t *list = json_array();

    for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
        const size_t length = strcspn(words, " ");

        (void)json_array_append_new(list, json_stringn(words, length));
        words += length;
    }
    return list;
}

void routes_print(FILE *out)
{
    json_t *list = json_array();

    for (size_t i = 0; i < route_count(); i++) {
        const struct route *route = route_at(i);

        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "door",
                            route->door == DOOR_PAGE ? "page" : "api", "method",
                            method_name(route->method), "path", route->path, "access",
                            access_name(route->access), "body", body_name(route->body), "query",
                            words_to_json(route->query)));
    }
    (void)json_dumpf(list, out, JSON_INDENT(1));
    (void)fputc('\n', out);
    json_decref(list);
}
