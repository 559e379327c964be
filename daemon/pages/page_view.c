#include "daemon/pages/page_view.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/language.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "common/token.h"
#include "daemon/dispatch.h"
#include "daemon/pages/page.h"
#include "daemon/pages/site.h"
#include "daemon/pages/web.h"

/* Where who is signed in can go; the label is a text. */
static const struct {
    enum role role;
    const char *href, *label;
} places[] = {
    {ROLE_MUNICIPALITY, "/abgabe", "common.nav_hand_in"},
    {ROLE_MUNICIPALITY, "/ergebnisse", "common.nav_results"},
    {ROLE_DIRECTOR, "/ergebnisse", "common.nav_results"},
    {ROLE_OPERATOR, "/betrieb", "common.nav_operation"},
    {ROLE_OPERATOR, "/ergebnisse", "common.nav_results"},
};

/* Whether the path is the place or below it. */
static bool is_within(const char *path, const char *place)
{
    const size_t length = strlen(place);

    return strncmp(path, place, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static json_t *navigation(const struct exchange *exchange, enum language language)
{
    json_t *list = json_array();

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        CLEANUP(memory_freep) char *label = NULL;

        if (places[i].role != request_role(exchange))
            continue;
        label = page_text(language, places[i].label, NULL);
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:b}", "href", places[i].href, "label", label,
                            "is_current", is_within(exchange_path(exchange), places[i].href)));
    }
    return list;
}

/* The query as it was sent, without its language. */
static char *query_without_language(const struct exchange *exchange)
{
    CLEANUP(memory_freep) char *query = memory_copy_text(exchange_raw_query(exchange));
    char *kept = memory_copy_text("");
    char *place = NULL;

    for (char *part = strtok_r(query, "&", &place); part != NULL;
         part = strtok_r(NULL, "&", &place)) {
        CLEANUP(memory_freep) char *before = kept;

        if (strncmp(part, "lang=", 5) == 0) {
            (void)TAKE(before);
            continue;
        }
        kept = memory_format("%s%s&", before, part);
    }
    return kept;
}

/* The path as it was sent; what is decoded in it holds no slash. */
static char *path_again(const struct exchange *exchange)
{
    char *path = percent_encode(exchange_path(exchange));
    char *to = path;

    for (const char *from = path; *from != '\0'; to++) {
        const bool is_slash = strncasecmp(from, "%2F", 3) == 0;

        if (is_slash)
            *to = '/';
        else
            *to = *from;
        from += is_slash ? 3 : 1;
    }
    *to = '\0';
    return path;
}

/* This page, or what stands at the address, in the other language. */
static json_t *other_language(const struct exchange *exchange, const char *address,
                              enum language language)
{
    const char *code = language == LANGUAGE_EN ? "de" : "en";
    CLEANUP(memory_freep) char *query = query_without_language(exchange);
    CLEANUP(memory_freep)
    char *path = address == NULL ? path_again(exchange) : memory_copy_text(address);
    CLEANUP(memory_freep)
    char *href = memory_format("%s%c%slang=%s", path, strchr(path, '?') == NULL ? '?' : '&',
                               query, code);

    return json_pack("{s:s, s:s, s:s}", "code", code, "name",
                     language == LANGUAGE_EN ? "Deutsch" : "English", "href", href);
}

static json_t *who(const struct exchange *exchange)
{
    const enum role role = request_role(exchange);

    return json_pack("{s:b, s:s, s:b, s:b, s:b, s:s, s:s, s:s}", "is_signed_in",
                     request_is_signed_in(exchange), "role", role_name(role), "is_municipality",
                     role == ROLE_MUNICIPALITY, "is_director", role == ROLE_DIRECTOR,
                     "is_operator", role == ROLE_OPERATOR, "name", request_name(exchange),
                     "municipality", request_municipality(exchange), "csrf",
                     request_csrf(exchange));
}

json_t *page_view(const struct exchange *exchange, const struct config *config,
                  const char *title, bool is_error, const char *address)
{
    const enum language language = request_language(exchange);
    json_t *view = who(exchange);
    json_t *rest = json_pack(
        "{s:s, s:b, s:o, s:s, s:b, s:{s:s, s:s, s:s}, s:o, s:{s:s, s:o}, s:s}", "language",
        language == LANGUAGE_EN ? "en" : "de", "is_german", language == LANGUAGE_DE,
        "other_language", other_language(exchange, address, language), "title", title,
        "is_error", is_error, "assets", "css", web_path("app.css"), "js", web_path("app.js"),
        "icon", web_path("icon.svg"), "navigation", navigation(exchange, language), "site",
        "name", config->site_name, "contact", site_link(config->site_contact), "version",
        WELTOFFEND_VERSION);

    assert(view != NULL && rest != NULL);
    (void)json_object_update(view, rest);
    json_decref(rest);
    return view;
}
