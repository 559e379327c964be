/*
 * The description says of every route of the API what the route table says, and of no other.
 */

#include "daemon/openapi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/routes.h"
#include "tests/support/expect.h"

/* The pages are not described. */
static bool is_of_the_api(const struct route *route)
{
    return strncmp(route->path, "/v1/", 4) == 0 || strncmp(route->path, "/problems/", 10) == 0;
}

static const json_t *operation_of(const json_t *document, const struct route *route)
{
    char method[8] = "";

    for (size_t i = 0; i < sizeof method - 1 && method_name(route->method)[i] != '\0'; i++)
        method[i] = (char)tolower((unsigned char)method_name(route->method)[i]);
    return json_object_get(json_object_get(json_object_get(document, "paths"), route->path),
                           method);
}

/* The roles whose keys are let in, e.g. "director operator". */
static char *roles_of(const json_t *operation)
{
    char *roles = memory_copy_text("");
    size_t i;
    json_t *way;

    json_array_foreach(json_object_get(operation, "security"), i, way) {
        char *before = roles;

        roles =
            memory_format("%s%s%s", before, *before == '\0' ? "" : " ",
                          json_string_value(json_array_get(json_object_get(way, "bearer"), 0)));
        free(before);
    }
    return roles;
}

/* The parameters of this kind, e.g. "field goal". */
static char *parameters_of(const json_t *document, const json_t *operation, const char *kind)
{
    const json_t *all = json_object_get(json_object_get(document, "components"), "parameters");
    char *names = memory_copy_text("");
    size_t i;
    json_t *reference;

    json_array_foreach(json_object_get(operation, "parameters"), i, reference) {
        const char *pointer = json_string_value(json_object_get(reference, "$ref"));
        const json_t *parameter = json_object_get(all, strrchr(pointer, '/') + 1);
        char *before = names;

        cr_assert(parameter != NULL, "%s", pointer);
        if (strcmp(json_string_value(json_object_get(parameter, "in")), kind) != 0)
            continue;
        names = memory_format("%s%s%s", before, *before == '\0' ? "" : " ",
                              json_string_value(json_object_get(parameter, "name")));
        free(before);
    }
    return names;
}

/* The captures of a path, e.g. "round key". */
static char *captures_of(const char *path)
{
    char *names = memory_copy_text("");

    for (const char *at = strchr(path, '{'); at != NULL; at = strchr(at + 1, '{')) {
        char *before = names;

        names = memory_format("%s%s%.*s", before, *before == '\0' ? "" : " ",
                              (int)strcspn(at + 1, "}"), at + 1);
        free(before);
    }
    return names;
}

Test(openapi, describes_every_route_as_the_table_has_it)
{
    static const char *const roles[] = {
        [ACCESS_OPEN] = "",
        [ACCESS_ANY_ROLE] = "municipality director operator",
        [ACCESS_OWN] = "municipality",
        [ACCESS_OVERSIGHT] = "director operator",
        [ACCESS_OPERATOR] = "operator",
    };
    json_t *document = openapi_document();

    for (size_t i = 0; i < route_count(); i++) {
        const struct route *route = route_at(i);
        const json_t *operation = operation_of(document, route);
        CLEANUP(memory_freep)
        char *label = memory_format("%s %s", method_name(route->method), route->path);
        CLEANUP(memory_freep) char *let_in = NULL;
        CLEANUP(memory_freep) char *captures = captures_of(route->path);
        CLEANUP(memory_freep) char *in_path = NULL;
        CLEANUP(memory_freep) char *in_query = NULL;

        if (!is_of_the_api(route))
            continue;
        cr_assert(operation != NULL, "%s is not described", label);
        let_in = roles_of(operation);
        in_path = parameters_of(document, operation, "path");
        in_query = parameters_of(document, operation, "query");
        expect_text(label, let_in, roles[route->access]);
        expect_text(label, in_path, captures);
        expect_text(label, in_query, route->query);
        cr_expect((json_object_get(operation, "requestBody") != NULL) ==
                      (route->body != BODY_NONE),
                  "%s: body", label);
    }
    json_decref(document);
}

Test(openapi, describes_nothing_else)
{
    json_t *document = openapi_document();
    json_t *paths = json_object_get(document, "paths");
    size_t described = 0, of_the_api = 0;
    const char *path;
    json_t *item;

    json_object_foreach(paths, path, item)
        described += json_object_size(item);
    for (size_t i = 0; i < route_count(); i++)
        of_the_api += is_of_the_api(route_at(i));
    expect_number("operations", described, of_the_api);
    json_decref(document);
}
