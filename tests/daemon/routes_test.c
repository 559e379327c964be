#include "daemon/routes.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

#define OWN "/v1/rounds/2026/self-checks/12054000"

Test(routes, match_a_method_and_a_path)
{
    static const struct {
        enum method method;
        const char *path;
        const char *pattern; /* or "404", "405" */
    } cases[] = {
        {METHOD_GET, "/v1/rounds", "/v1/rounds"},
        {METHOD_GET, "/v1/rounds/2026", "/v1/rounds/{round}"},
        {METHOD_GET, "/v1/rounds/2026/releases/latest", "/v1/rounds/{round}/releases/latest"},
        {METHOD_GET, "/v1/rounds/2026/releases/3", "/v1/rounds/{round}/releases/{number}"},
        {METHOD_PUT, OWN, "/v1/rounds/{round}/self-checks/{key}"},
        {METHOD_DELETE, OWN, "/v1/rounds/{round}/self-checks/{key}"},
        {METHOD_POST, OWN, "405"},
        {METHOD_GET, OWN "/versions", "/v1/rounds/{round}/self-checks/{key}/versions"},
        {METHOD_GET, OWN "/versions/12",
         "/v1/rounds/{round}/self-checks/{key}/versions/{number}"},
        {METHOD_GET, OWN "/versions/12/receipt",
         "/v1/rounds/{round}/self-checks/{key}/versions/{number}/receipt"},
        {METHOD_DELETE, OWN "/versions/12", "405"},
        {METHOD_POST, "/v1/rounds", "405"},
        {METHOD_GET, "/", "/"},
        {METHOD_POST, "/", "405"},
        {METHOD_POST, "/einladung/x", "/einladung/{code}"},
        {METHOD_GET, "/einladung/", "404"},
        {METHOD_GET, "", "404"},
        {METHOD_GET, "/v1/rounds/", "404"},
        {METHOD_GET, "/v1//rounds", "404"},
        {METHOD_GET, "/v1/rounds/2026/", "404"},
        {METHOD_GET, OWN "/x", "404"},
        {METHOD_GET,
         "/v1/rounds/" /* longer than any capture */
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "404"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct route_match match;

        route_find(cases[i].method, cases[i].path, &match);
        expect_text(cases[i].path,
                    !match.is_path_known  ? "404"
                    : match.route == NULL ? "405"
                                          : match.route->path,
                    cases[i].pattern);
    }
}

Test(routes, have_room_for_a_round_that_is_named_like_no_page)
{
    static const struct {
        const char *round;
        bool has_room;
    } cases[] = {{"2026", true},      {"zugaenge", true}, {"protokoll", true},
                 {"zustand", true},   {"runden", true},   {"latest", true},
                 {"laeufe", true},    {"v1", true},       {"entwicklung", false},
                 {"entwicklun", true}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].round, routes_have_room_for(cases[i].round), cases[i].has_room);
}

Test(routes, say_which_methods_a_path_has)
{
    struct route_match match;

    route_find(METHOD_POST, OWN, &match);
    cr_expect(match.allowed[METHOD_GET] && match.allowed[METHOD_PUT]);
    cr_expect(!match.allowed[METHOD_POST] && match.allowed[METHOD_DELETE]);
}

Test(routes, hand_out_what_was_captured)
{
    struct route_match match;

    route_find(METHOD_PUT, OWN, &match);
    expect_text("round", route_capture(&match, "round"), "2026");
    expect_text("key", route_capture(&match, "key"), "12054000");
}

Test(routes, take_only_their_own_parameters)
{
    struct route_match match;

    route_find(METHOD_GET, "/v1/rounds/2026/releases/3", &match);
    cr_expect(route_takes(match.route, "field"));
    cr_expect(route_takes(match.route, "group"));
    cr_expect(!route_takes(match.route, "fiel"));
    cr_expect(!route_takes(match.route, "field goal"));
    cr_expect(!route_takes(match.route, ""));
}

Test(routes, admit_who_may)
{
    static const struct {
        const char *path;
        enum method method;
        enum role role;
        const char *municipality;
        bool is_admitted;
    } cases[] = {
        {OWN, METHOD_PUT, ROLE_MUNICIPALITY, "12054000", true},
        {OWN, METHOD_PUT, ROLE_MUNICIPALITY, "12054001", false},
        {OWN, METHOD_PUT, ROLE_MUNICIPALITY, NULL, false},
        {OWN, METHOD_GET, ROLE_DIRECTOR, NULL, false},
        {OWN, METHOD_GET, ROLE_OPERATOR, NULL, false},
        {OWN, METHOD_DELETE, ROLE_MUNICIPALITY, "12054001", false},
        {OWN "/versions/1", METHOD_GET, ROLE_MUNICIPALITY, "12054000", true},
        {OWN "/versions/1/receipt", METHOD_GET, ROLE_OPERATOR, NULL, false},
        {"/v1/keys", METHOD_GET, ROLE_NONE, NULL, true},
        {"/v1/catalogues", METHOD_GET, ROLE_NONE, NULL, true},
        {"/v1/rounds", METHOD_GET, ROLE_NONE, NULL, false},
        {"/v1/rounds", METHOD_GET, ROLE_MUNICIPALITY, "12054000", true},
        {"/v1/rounds/2026/participation", METHOD_GET, ROLE_MUNICIPALITY, "12054000", false},
        {"/v1/rounds/2026/participation", METHOD_GET, ROLE_DIRECTOR, NULL, true},
        {"/v1/rounds/2026/participation", METHOD_GET, ROLE_OPERATOR, NULL, true},
        {"/v1/rounds/2026/runs", METHOD_POST, ROLE_DIRECTOR, NULL, false},
        {"/v1/rounds/2026/runs", METHOD_POST, ROLE_OPERATOR, NULL, true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct route_match match;

        route_find(cases[i].method, cases[i].path, &match);
        cr_assert(match.route != NULL, "%s", cases[i].path);
        expect_number(cases[i].path, route_admits(&match, cases[i].role, cases[i].municipality),
                      cases[i].is_admitted);
    }
}

Test(routes, take_forms_wherever_a_page_is_posted_to)
{
    for (size_t i = 0; i < route_count(); i++) {
        const struct route *route = route_at(i);
        const bool is_form = route_has_form(route);

        cr_expect(is_form == (route->door == DOOR_PAGE && route->method == METHOD_POST), "%s",
                  route->path);
        cr_expect(route->door == DOOR_API || route->method == METHOD_GET ||
                      route->method == METHOD_POST,
                  "%s", route->path);
    }
}

Test(routes, are_all_in_the_readme)
{
    static const char *const who[] = {
        [ACCESS_OPEN] = "anyone",       [ACCESS_ANY_ROLE] = "any role",
        [ACCESS_OWN] = "municipality",  [ACCESS_OVERSIGHT] = "director, operator",
        [ACCESS_OPERATOR] = "operator", [ACCESS_MUNICIPALITY] = "any municipality",
    };
    FILE *file = fopen(SOURCE_DIR "/README.md", "r");
    CLEANUP(memory_freep) char *text = memory_new(1, 65536);
    size_t rows = 0;

    cr_assert(file != NULL);
    cr_assert(fread(text, 1, 65535, file) > 0);
    (void)fclose(file);
    for (size_t i = 0; i < route_count(); i++) {
        const struct route *route = route_at(i);
        CLEANUP(memory_freep)
        char *row = memory_format("| `%s %s` | %s |\n", method_name(route->method), route->path,
                                  who[route->access]);

        cr_expect(strstr(text, row) != NULL, "README.md lacks: %s", row);
    }
    for (const char *at = text; (at = strstr(at, "\n| `")) != NULL; at++)
        rows++;
    expect_number("rows of the table", rows, route_count());
}
