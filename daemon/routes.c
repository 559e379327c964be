#include "daemon/routes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "daemon/audit_get.h"
#include "daemon/catalogues.h"
#include "daemon/changes.h"
#include "daemon/drafts.h"
#include "daemon/figures.h"
#include "daemon/intake.h"
#include "daemon/openapi.h"
#include "daemon/pages/about.h"
#include "daemon/pages/api.h"
#include "daemon/pages/assets.h"
#include "daemon/pages/fill_in.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/help.h"
#include "daemon/pages/invitation.h"
#include "daemon/pages/operation.h"
#include "daemon/pages/position_page.h"
#include "daemon/pages/results.h"
#include "daemon/pages/sign_in.h"
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
#define DRAFT      ROUND "/drafts/{key}"
#define VERSIONS   SELF_CHECK "/versions"
#define RELEASES   ROUND "/releases"
#define HAND_IN    "/abgabe/{round}"
#define FILL_IN    HAND_IN "/ausfuellen"
#define RECEIPT    HAND_IN "/fassungen/{number}"
#define FILTER     "field goal indicator group"
#define TREND      "indicator goal field group"
#define OPERATED   "/betrieb/runden/{round}"
#define RESULTS    "/ergebnisse/{round}"
#define RESULT     RESULTS "/{number}"
#define AUDIT      "after limit chain municipality action"
#define LINES      "after before municipality action"

/* clang-format off */
static const struct route routes[] = {
    /* door      method      path                         access            body             query      handler */
    {DOOR_API,  METHOD_PUT,  SELF_CHECK,                   ACCESS_OWN,       BODY_SELF_CHECK, "dry-run", intake_put},
    {DOOR_API,  METHOD_GET,  SELF_CHECK,                   ACCESS_OWN,       BODY_NONE,       "",        intake_get},
    {DOOR_API,  METHOD_GET,  SELF_CHECK "/position",       ACCESS_OWN,       BODY_NONE,       "",        position_get},
    {DOOR_API,  METHOD_GET,  SELF_CHECK "/versions/{version}/proof",
                                                            ACCESS_OWN,       BODY_NONE,       "release", proofs_get},
    {DOOR_API,  METHOD_GET,  SELF_CHECK "/template",       ACCESS_OWN,       BODY_NONE,       "",        template_get},
    {DOOR_API,  METHOD_DELETE, SELF_CHECK,                 ACCESS_OWN,       BODY_SMALL,      "",        withdraw_delete},
    {DOOR_API,  METHOD_GET,  VERSIONS,                     ACCESS_OWN,       BODY_NONE,       "",        versions_list},
    {DOOR_API,  METHOD_GET,  VERSIONS "/{number}",         ACCESS_OWN,       BODY_NONE,       "",        versions_get},
    {DOOR_API,  METHOD_GET,  VERSIONS "/{number}/receipt", ACCESS_OWN,       BODY_NONE,       "",        versions_receipt},
    {DOOR_API,  METHOD_PUT,  DRAFT,                        ACCESS_OWN,       BODY_DRAFT,      "",        drafts_put},
    {DOOR_API,  METHOD_GET,  DRAFT,                        ACCESS_OWN,       BODY_NONE,       "",        drafts_get},
    {DOOR_API,  METHOD_DELETE, DRAFT,                      ACCESS_OWN,       BODY_NONE,       "",        drafts_delete},
    {DOOR_API,  METHOD_GET,  "/v1/keys",                   ACCESS_OPEN,      BODY_NONE,       "",        versions_keys},

    {DOOR_API,  METHOD_GET,  "/v1/catalogues",             ACCESS_OPEN,      BODY_NONE,       "",        catalogues_list},
    {DOOR_API,  METHOD_GET,  "/v1/catalogues/{edition}",   ACCESS_OPEN,      BODY_NONE,       "",        catalogues_get},
    {DOOR_API,  METHOD_GET,  "/v1/catalogues/{edition}/schema",
                                                            ACCESS_OPEN,      BODY_NONE,       "",        catalogues_schema},
    {DOOR_API,  METHOD_GET,  "/v1/openapi.json",           ACCESS_OPEN,      BODY_NONE,       "",        openapi_get},
    {DOOR_API,  METHOD_GET,  "/v1/rounds",                 ACCESS_ANY_ROLE,  BODY_NONE,       "",        rounds_list},
    {DOOR_API,  METHOD_GET,  ROUND,                        ACCESS_ANY_ROLE,  BODY_NONE,       "",        rounds_get},
    {DOOR_API,  METHOD_GET,  ROUND "/participation",       ACCESS_OVERSIGHT, BODY_NONE,       "",        rounds_participation},
    {DOOR_API,  METHOD_GET,  RELEASES,                     ACCESS_ANY_ROLE,  BODY_NONE,       "",        releases_list},
    {DOOR_API,  METHOD_GET,  RELEASES "/latest",           ACCESS_ANY_ROLE,  BODY_NONE,       FILTER,    releases_latest},
    {DOOR_API,  METHOD_GET,  RELEASES "/{number}",         ACCESS_ANY_ROLE,  BODY_NONE,       FILTER,    releases_get},
    {DOOR_API,  METHOD_GET,  RELEASES "/{number}/dcat",    ACCESS_ANY_ROLE,  BODY_NONE,       "",        releases_dcat},
    {DOOR_API,  METHOD_GET,  RELEASES "/{number}/changes", ACCESS_ANY_ROLE,  BODY_NONE,       "since",   changes_get},
    {DOOR_API,  METHOD_GET,  RELEASES "/{number}/figures/{figure}",
                                                            ACCESS_ANY_ROLE,  BODY_NONE,       "",        figures_get},
    {DOOR_API,  METHOD_GET,  "/v1/trends",                 ACCESS_ANY_ROLE,  BODY_NONE,       TREND,     trends_get},

    {DOOR_API,  METHOD_POST, ROUND "/runs",                ACCESS_OPERATOR,  BODY_SMALL,      "",        runs_request},
    {DOOR_API,  METHOD_GET,  "/v1/runs/{run}",             ACCESS_OPERATOR,  BODY_NONE,       "",        runs_get},
    {DOOR_API,  METHOD_GET,  "/v1/audit",                  ACCESS_OPERATOR,  BODY_NONE,       AUDIT,     audit_get},

    {DOOR_API,  METHOD_GET,  "/problems/{code}",           ACCESS_OPEN,      BODY_NONE,       "",        problem_explain},
    {DOOR_API,  METHOD_GET,  "/static/{file}",             ACCESS_OPEN,      BODY_NONE,       "",        assets_get},

    {DOOR_PAGE, METHOD_GET,  "/",                           ACCESS_OPEN,      BODY_NONE,       "next unsaved undone onward", sign_in_page},
    {DOOR_PAGE, METHOD_POST, "/anmelden",                   ACCESS_OPEN,      BODY_FORM,       "",        sign_in_post},
    {DOOR_PAGE, METHOD_POST, "/abmelden",                   ACCESS_ANY_ROLE,  BODY_FORM,       "",        sign_out_post},
    {DOOR_PAGE, METHOD_GET,  ROUTE_SECRET "{code}",         ACCESS_OPEN,      BODY_NONE,       "onward",  invitation_page},
    {DOOR_PAGE, METHOD_POST, ROUTE_SECRET "{code}",         ACCESS_OPEN,      BODY_FORM,       "",        invitation_open},

    {DOOR_PAGE, METHOD_GET,  "/abgabe/{round}/position",   ACCESS_MUNICIPALITY, BODY_NONE,    "group",   position_page},
    {DOOR_PAGE, METHOD_GET,  "/ergebnisse",                ACCESS_ANY_ROLE,  BODY_NONE,       "page",    results_rounds},
    {DOOR_PAGE, METHOD_GET,  "/ergebnisse/entwicklung",    ACCESS_ANY_ROLE,  BODY_NONE,       TREND " subject", results_trend},
    {DOOR_PAGE, METHOD_GET,  RESULTS,                      ACCESS_ANY_ROLE,  BODY_NONE,       "page",    results_round},
    {DOOR_PAGE, METHOD_GET,  RESULTS "/latest",            ACCESS_ANY_ROLE,  BODY_NONE,       "",        results_latest},
    {DOOR_PAGE, METHOD_GET,  RESULT,                       ACCESS_ANY_ROLE,  BODY_NONE,       "group group2 group3", results_release},
    {DOOR_PAGE, METHOD_GET,  RESULT "/kennzahl/{figure}",  ACCESS_ANY_ROLE,  BODY_NONE,       "",        results_figure},
    {DOOR_PAGE, METHOD_GET,  RESULT "/aenderungen",        ACCESS_ANY_ROLE,  BODY_NONE,       "group",   results_changes},
    {DOOR_PAGE, METHOD_GET,  RESULT "/methoden",           ACCESS_ANY_ROLE,  BODY_NONE,       "",        results_methods},
    {DOOR_PAGE, METHOD_GET,  RESULT "/datei/{form}",       ACCESS_ANY_ROLE,  BODY_NONE,       "",        results_file},
    {DOOR_PAGE, METHOD_GET,  "/abgabe",                     ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_rounds},
    {DOOR_PAGE, METHOD_GET,  HAND_IN,                       ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_round},
    {DOOR_PAGE, METHOD_GET,  HAND_IN "/formular/{form}",    ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_form},
    {DOOR_PAGE, METHOD_GET,  HAND_IN "/pruefen",            ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_check},
    {DOOR_PAGE, METHOD_POST, HAND_IN "/pruefen",            ACCESS_MUNICIPALITY, BODY_UPLOAD,  "",        hand_in_upload},
    {DOOR_PAGE, METHOD_GET,  HAND_IN "/abgeben",            ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_check},
    {DOOR_PAGE, METHOD_POST, HAND_IN "/abgeben",            ACCESS_MUNICIPALITY, BODY_FORM,    "",        hand_in_submit},
    {DOOR_PAGE, METHOD_GET,  HAND_IN "/fassungen",          ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_versions},
    {DOOR_PAGE, METHOD_GET,  RECEIPT,                       ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_receipt},
    {DOOR_PAGE, METHOD_GET,  RECEIPT "/quittung",           ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_receipt_file},
    {DOOR_PAGE, METHOD_GET,  RECEIPT "/datei",              ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_version_file},
    {DOOR_PAGE, METHOD_GET,  HAND_IN "/zurueckziehen",      ACCESS_MUNICIPALITY, BODY_NONE,    "",        hand_in_withdraw_page},
    {DOOR_PAGE, METHOD_POST, HAND_IN "/zurueckziehen",      ACCESS_MUNICIPALITY, BODY_FORM,    "",        hand_in_withdraw},
    {DOOR_PAGE, METHOD_GET,  FILL_IN,                       ACCESS_MUNICIPALITY, BODY_NONE,    "gespeichert", fill_in_overview},
    {DOOR_PAGE, METHOD_POST, FILL_IN,                       ACCESS_MUNICIPALITY, BODY_FORM,    "",        fill_in_finish},
    {DOOR_PAGE, METHOD_GET,  FILL_IN "/massnahmen",         ACCESS_MUNICIPALITY, BODY_NONE,    "gespeichert", fill_in_measures},
    {DOOR_PAGE, METHOD_POST, FILL_IN "/massnahmen",         ACCESS_MUNICIPALITY, BODY_LONG_FORM, "", fill_in_save_measures},
    {DOOR_PAGE, METHOD_GET,  FILL_IN "/{field}",            ACCESS_MUNICIPALITY, BODY_NONE,    "gespeichert", fill_in_field},
    {DOOR_PAGE, METHOD_POST, FILL_IN "/{field}",            ACCESS_MUNICIPALITY, BODY_LONG_FORM, "", fill_in_save_field},
    {DOOR_PAGE, METHOD_GET,  "/betrieb",                    ACCESS_OPERATOR,  BODY_NONE,       "page",      operation_start},
    {DOOR_PAGE, METHOD_GET,  "/betrieb/zugaenge",           ACCESS_OPERATOR,  BODY_NONE,       "search tokens invitations", operation_access},
    {DOOR_PAGE, METHOD_GET,  "/betrieb/protokoll",          ACCESS_OPERATOR,  BODY_NONE,       LINES,     operation_audit},
    {DOOR_PAGE, METHOD_GET,  "/betrieb/zustand",            ACCESS_OPERATOR,  BODY_NONE,       "",        operation_health},
    {DOOR_PAGE, METHOD_GET,  OPERATED,                      ACCESS_OPERATOR,  BODY_NONE,       "search page", operation_round},
    {DOOR_PAGE, METHOD_POST, OPERATED "/lauf",              ACCESS_OPERATOR,  BODY_FORM,       "",        operation_run},

    {DOOR_PAGE, METHOD_GET,  "/hilfe/{code}",              ACCESS_OPEN,      BODY_NONE,       "",        help_get},
    {DOOR_PAGE, METHOD_GET,  "/barrierefreiheit",          ACCESS_OPEN,      BODY_NONE,       "",        about_accessibility},
    {DOOR_PAGE, METHOD_GET,  "/datenschutz",               ACCESS_OPEN,      BODY_NONE,       "",        about_privacy},
    {DOOR_PAGE, METHOD_GET,  "/impressum",                 ACCESS_OPEN,      BODY_NONE,       "",        about_imprint},
    {DOOR_PAGE, METHOD_GET,  "/lizenzen",                  ACCESS_OPEN,      BODY_NONE,       "",        about_licences},
    {DOOR_PAGE, METHOD_GET,  "/api",                       ACCESS_OPEN,      BODY_NONE,       "",        api_get},
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
        out->door = routes[i].door;
        out->allowed[routes[i].method] = true;
        if (routes[i].method != method)
            continue;
        out->route = &routes[i];
        memcpy(out->captures, captures, sizeof captures);
    }
}

/* The brace of {name} in the path, or NULL; *index is that of its capture. */
static const char *find_capture(const char *path, const char *name, size_t *index)
{
    const char *brace = strchr(path, '{');

    for (*index = 0; brace != NULL; (*index)++, brace = strchr(brace + 1, '{'))
        if (strncmp(brace + 1, name, strlen(name)) == 0 && brace[1 + strlen(name)] == '}')
            return brace;
    return NULL;
}

bool route_names(const struct route *route, const char *name)
{
    size_t index;

    return find_capture(route->path, name, &index) != NULL;
}

const char *route_capture(const struct route_match *match, const char *name)
{
    size_t index;
    const char *brace = find_capture(match->route->path, name, &index);

    assert(brace != NULL); /* the route has no capture of this name */
    return match->captures[index];
}

bool route_has_form(const struct route *route)
{
    return route->body == BODY_FORM || route->body == BODY_LONG_FORM ||
           route->body == BODY_UPLOAD;
}

bool route_takes(const struct route *route, const char *name)
{
    const size_t length = strlen(name);

    if (route->door == DOOR_PAGE && strcmp(name, "lang") == 0)
        return true;
    for (const char *at = route->query; *at != '\0'; at += strspn(at, " ")) {
        const size_t word = strcspn(at, " ");

        if (word == length && memcmp(at, name, length) == 0)
            return true;
        at += word;
    }
    return false;
}

bool route_only_reads(const struct route *route)
{
    if (route->door != DOOR_API || route->method != METHOD_GET)
        return false;
    switch (route->access) {
    case ACCESS_OPEN:
    case ACCESS_ANY_ROLE:
    case ACCESS_OVERSIGHT:
        return true;
    case ACCESS_OWN:
    case ACCESS_MUNICIPALITY:
    case ACCESS_OPERATOR:
        return false;
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
    case ACCESS_MUNICIPALITY:
        return role == ROLE_MUNICIPALITY;
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

bool routes_have_room_for(const char *round)
{
    static const char capture[] = "{round}";

    for (size_t i = 0; i < COUNT_OF(routes); i++) {
        const char *path = routes[i].path;
        const char *end = strstr(path, capture);
        struct route_match match;
        char wanted[256];

        if (end == NULL || strcmp(end, capture) != 0)
            continue;
        (void)snprintf(wanted, sizeof wanted, "%.*s%s", (int)(end - path), path, round);
        route_find(routes[i].method, wanted, &match);
        if (match.route != &routes[i])
            return false;
    }
    return true;
}
