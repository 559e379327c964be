#include "daemon/routes.h"

#include <assert.h>
#include <string.h>

#include "daemon/catalogues.h"
#include "daemon/changes.h"
#include "daemon/figures.h"
#include "daemon/intake.h"
#include "daemon/position.h"
#include "daemon/problem.h"
#include "daemon/proofs.h"
#include "daemon/releases.h"
#include "daemon/rounds.h"
#include "daemon/runs.h"
#include "daemon/template.h"
#include "daemon/trends.h"
#include "daemon/versions.h"
#include "daemon/withdraw.h"

#define ROUND      "/v1/rounds/{round}"
#define SELF_CHECK ROUND "/self-checks/{key}"
#define VERSIONS   SELF_CHECK "/versions"
#define RELEASES   ROUND "/releases"
#define FILTER     "field goal indicator group"
#define TREND      "indicator goal field group"

/* clang-format off */
static const struct route routes[] = {
    /* method      path                         access            body             query      handler */
    {METHOD_PUT,  SELF_CHECK,                   ACCESS_OWN,       BODY_SELF_CHECK, "dry-run", intake_put},
    {METHOD_GET,  SELF_CHECK,                   ACCESS_OWN,       BODY_NONE,       "",        intake_get},
    {METHOD_GET,  SELF_CHECK "/position",       ACCESS_OWN,       BODY_NONE,       "",        position_get},
    {METHOD_GET,  SELF_CHECK "/versions/{version}/proof",
                                                ACCESS_OWN,       BODY_NONE,       "release", proofs_get},
    {METHOD_GET,  SELF_CHECK "/template",       ACCESS_OWN,       BODY_NONE,       "",        template_get},
    {METHOD_DELETE, SELF_CHECK,                 ACCESS_OWN,       BODY_SMALL,      "",        withdraw_delete},
    {METHOD_GET,  VERSIONS,                     ACCESS_OWN,       BODY_NONE,       "",        versions_list},
    {METHOD_GET,  VERSIONS "/{number}",         ACCESS_OWN,       BODY_NONE,       "",        versions_get},
    {METHOD_GET,  VERSIONS "/{number}/receipt", ACCESS_OWN,       BODY_NONE,       "",        versions_receipt},
    {METHOD_GET,  "/v1/keys",                   ACCESS_OPEN,      BODY_NONE,       "",        versions_keys},

    {METHOD_GET,  "/v1/catalogues",             ACCESS_OPEN,      BODY_NONE,       "",        catalogues_list},
    {METHOD_GET,  "/v1/catalogues/{edition}",   ACCESS_OPEN,      BODY_NONE,       "",        catalogues_get},
    {METHOD_GET,  "/v1/rounds",                 ACCESS_ANY_ROLE,  BODY_NONE,       "",        rounds_list},
    {METHOD_GET,  ROUND,                        ACCESS_ANY_ROLE,  BODY_NONE,       "",        rounds_get},
    {METHOD_GET,  ROUND "/participation",       ACCESS_OVERSIGHT, BODY_NONE,       "",        rounds_participation},
    {METHOD_GET,  RELEASES,                     ACCESS_ANY_ROLE,  BODY_NONE,       "",        releases_list},
    {METHOD_GET,  RELEASES "/latest",           ACCESS_ANY_ROLE,  BODY_NONE,       FILTER,    releases_latest},
    {METHOD_GET,  RELEASES "/{number}",         ACCESS_ANY_ROLE,  BODY_NONE,       FILTER,    releases_get},
    {METHOD_GET,  RELEASES "/{number}/dcat",    ACCESS_ANY_ROLE,  BODY_NONE,       "",        releases_dcat},
    {METHOD_GET,  RELEASES "/{number}/changes", ACCESS_ANY_ROLE,  BODY_NONE,       "since",   changes_get},
    {METHOD_GET,  RELEASES "/{number}/figures/{figure}",
                                                ACCESS_ANY_ROLE,  BODY_NONE,       "",        figures_get},
    {METHOD_GET,  "/v1/trends",                 ACCESS_ANY_ROLE,  BODY_NONE,       TREND,     trends_get},

    {METHOD_POST, ROUND "/runs",                ACCESS_OPERATOR,  BODY_SMALL,      "",        runs_request},
    {METHOD_GET,  "/v1/runs/{run}",             ACCESS_OPERATOR,  BODY_NONE,       "",        runs_get},

    {METHOD_GET,  "/problems/{code}",           ACCESS_OPEN,      BODY_NONE,       "",        problem_explain},
};
/* clang-format on */

/* Matches one segment; a capture fills the next slot. */
static bool segment_matches(const char *pattern, size_t pattern_length, const char *segment,
                            size_t length, char capture[ROUTE_CAPTURE_SIZE])
{
    if (pattern[0] != '{')
        return pattern_length == length && memcmp(pattern, segment, length) == 0;
    if (length == 0 || length >= ROUTE_CAPTURE_SIZE)
        return false;
    memcpy(capture, segment, length);
    capture[length] = '\0';
    return true;
}

static bool path_matches(const char *pattern, const char *path,
                         char captures[ROUTE_CAPTURES_MAX][ROUTE_CAPTURE_SIZE])
{
    size_t captured = 0;

    while (*pattern == '/' && *path == '/') {
        const size_t wanted = strcspn(++pattern, "/");
        const size_t given = strcspn(++path, "/");

        assert(captured < ROUTE_CAPTURES_MAX);
        if (!segment_matches(pattern, wanted, path, given, captures[captured]))
            return false;
        captured += *pattern == '{';
        pattern += wanted;
        path += given;
    }
    return *pattern == '\0' && *path == '\0';
}

void route_find(enum method method, const char *path, struct route_match *out)
{
    const char *found =
        NULL; /* the first pattern that matches rules: "latest" before {number} */

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < COUNT_OF(routes); i++) {
        char captures[ROUTE_CAPTURES_MAX][ROUTE_CAPTURE_SIZE] = {{0}};

        if (!path_matches(routes[i].path, path, captures) ||
            (found != NULL && strcmp(found, routes[i].path) != 0))
            continue;
        found = routes[i].path;
        out->is_path_known = true;
        out->allowed[routes[i].method] = true;
        if (routes[i].method != method)
            continue;
        out->route = &routes[i];
        memcpy(out->captures, captures, sizeof captures);
    }
}

const char *route_capture(const struct route_match *match, const char *name)
{
    const char *brace = strchr(match->route->path, '{');

    for (size_t i = 0; brace != NULL; i++, brace = strchr(brace + 1, '{'))
        if (strncmp(brace + 1, name, strlen(name)) == 0 && brace[1 + strlen(name)] == '}')
            return match->captures[i];
    assert(false && "the route has no capture of this name");
    return "";
}

bool route_takes(const struct route *route, const char *name)
{
    const size_t length = strlen(name);

    for (const char *at = route->query; *at != '\0'; at += strspn(at, " ")) {
        const size_t word = strcspn(at, " ");

        if (word == length && memcmp(at, name, length) == 0)
            return true;
        at += word;
    }
    return false;
}

bool route_admits(const struct route_match *match, enum role role, const char *municipality)
{
    switch (match->route->access) {
    case ACCESS_OPEN:
        return true;
    case ACCESS_ANY_ROLE:
        return role != ROLE_NONE;
    case ACCESS_OWN:
        return role == ROLE_MUNICIPALITY && municipality != NULL &&
               strcmp(municipality, route_capture(match, "key")) == 0;
    case ACCESS_OVERSIGHT:
        return role == ROLE_DIRECTOR || role == ROLE_OPERATOR;
    case ACCESS_OPERATOR:
        return role == ROLE_OPERATOR;
    }
    return false;
}

size_t route_count(void)
{
    return COUNT_OF(routes);
}

const struct route *route_at(size_t index)
{
    assert(index < COUNT_OF(routes));
    return &routes[index];
}
