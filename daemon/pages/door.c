#include "daemon/pages/door.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "common/read/form_data.h"
#include "common/read/multipart.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/http/accept.h"
#include "daemon/log.h"
#include "daemon/pages/cookie.h"
#include "daemon/pages/csrf.h"
#include "daemon/pages/page.h"
#include "daemon/pages/session.h"
#include "daemon/problem.h"
#include "daemon/request.h"
#include "daemon/routes.h"

#define FORM_TYPE   "application/x-www-form-urlencoded"
#define UPLOAD_TYPE "multipart/form-data"

bool door_is_wanted(const struct exchange *exchange)
{
    static const char *const offers[] = {"application/json", "text/html"};
    const char *accept = exchange_header(exchange, "Accept");

    return strncmp(exchange_target(exchange), "/v1/", 4) != 0 && accept != NULL &&
           accept_type(accept, offers, COUNT_OF(offers)) == 1;
}

/* --- what every reply has --- */

struct field {
    const char *name, *value;
};

/* Beside or instead of RESPONSE_GUARDS. */
static const struct field of_pages[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
     "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
     "frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Permissions-Policy",
     "accelerometer=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), "
     "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"},
};

/* A choice in the address is remembered for the next pages. */
static void choose_language(struct exchange *exchange)
{
    const char *asked = exchange_query(exchange, "lang", 0);
    char remembered[3];

    if (asked != NULL && (strcmp(asked, "de") == 0 || strcmp(asked, "en") == 0)) {
        CLEANUP(memory_freep)
        char *cookie = memory_format(
            COOKIE_LANGUAGE "=%s; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax",
            asked);

        exchange_set_header(exchange, "Set-Cookie", cookie);
        exchange_set_language(exchange, asked[0] == 'e' ? LANGUAGE_EN : LANGUAGE_DE);
    } else if (cookie_find(exchange_header(exchange, "Cookie"), COOKIE_LANGUAGE, remembered,
                           sizeof remembered)) {
        exchange_set_language(exchange,
                              strcmp(remembered, "en") == 0 ? LANGUAGE_EN : LANGUAGE_DE);
    }
}

void door_dress(struct exchange *exchange, bool is_page)
{
    if (!is_page)
        return; /* a document has what every reply has */
    for (size_t i = 0; i < COUNT_OF(of_pages); i++)
        exchange_set_header(exchange, of_pages[i].name, of_pages[i].value);
    choose_language(exchange);
}

/* --- who it is --- */

/* A request on its way to its session. */
struct visit {
    struct exchange *exchange; /* owned */
    void (*next)(struct exchange *exchange);
};

static void on_session(const struct db_outcome *outcome, void *context)
{
    CLEANUP(memory_freep) struct visit *self = context;
    struct request *request = request_of(self->exchange);

    if (outcome->error != NULL) {
        request->session[0] = '\0';
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        return;
    }
    if (!session_read(outcome, request))
        request->session[0] = '\0';
    self->next(TAKE(self->exchange));
}

static bool is_from_here(const struct exchange *exchange)
{
    return csrf_is_from_here(exchange_header(exchange, "Sec-Fetch-Site"),
                             exchange_header(exchange, "Origin"),
                             exchange_header(exchange, "Host"), exchange_is_secure(exchange));
}

void door_enter(struct server *server, struct exchange *exchange,
                void (*next)(struct exchange *exchange))
{
    struct request *request = request_of(exchange);
    struct visit *visit;

    if (exchange_method(exchange) != METHOD_GET && !is_from_here(exchange)) {
        problem_reply(exchange, PROBLEM_FOREIGN_FORM, NULL, NULL);
        return;
    }
    if (!cookie_find(exchange_header(exchange, "Cookie"), COOKIE_SESSION, request->session,
                     sizeof request->session) ||
        !secret_is_well_formed(request->session)) {
        request->session[0] = '\0';
        next(exchange);
        return;
    }
    visit = memory_new(1, sizeof *visit);
    visit->exchange = exchange;
    visit->next = next;
    session_find(server, request->session, on_session, visit);
}

bool door_is_link_from_elsewhere(const struct exchange *exchange)
{
    const char *site = exchange_header(exchange, "Sec-Fetch-Site");

    return exchange_method(exchange) == METHOD_GET && site != NULL &&
           exchange_query(exchange, DOOR_ONWARD, 0) == NULL &&
           (strcmp(site, "cross-site") == 0 || strcmp(site, "same-site") == 0);
}

/* By a header field, since it has to work without script; the page has a link for who waits. */
void door_lead_on(struct exchange *exchange, const char *target)
{
    CLEANUP(memory_freep)
    char *title = page_text(request_language(exchange), "sign_in.onward_title", NULL);
    CLEANUP(memory_freep) char *refresh = memory_format("0; url=%s", target);

    exchange_set_header(exchange, "Refresh", refresh);
    page_reply(exchange, 200, "onward",
               json_pack("{s:s, s:s}", "title", title, "target", target));
}

/* The page that a form stands on: at its own address, or above. A file is chosen above its
 * check. */
static char *page_of_form(const struct exchange *exchange)
{
    char *path = memory_copy_text(exchange_path(exchange));
    struct route_match match;

    route_find(METHOD_GET, path, &match);
    if (match.route == NULL || request_of(exchange)->match.route->body == BODY_UPLOAD)
        *strrchr(path, '/') = '\0';
    return path;
}

/* What was saved or checked before is on that page still; it is said that the rest is not. */
static void lead_back_to_form(struct exchange *exchange)
{
    CLEANUP(memory_freep) char *page = page_of_form(exchange);
    CLEANUP(memory_freep) char *next = percent_encode(page);
    CLEANUP(memory_freep)
    char *target = memory_format(
        "/?next=%s&%s=1", next,
        request_of(exchange)->match.route->body == BODY_LONG_FORM ? "unsaved" : "undone");

    page_redirect(exchange, page[0] == '\0' ? "/" : target); /* none: signing out */
}

void door_lead_to_sign_in(struct exchange *exchange)
{
    const char *query = exchange_raw_query(exchange);
    CLEANUP(memory_freep)
    char *here =
        memory_format("%s%s%s", exchange_path(exchange), query[0] == '\0' ? "" : "?", query);
    CLEANUP(memory_freep) char *next = percent_encode(here);
    CLEANUP(memory_freep) char *target = memory_format("/?next=%s", next);

    if (door_is_link_from_elsewhere(exchange))
        door_lead_on(exchange, target);
    else if (exchange_method(exchange) == METHOD_GET)
        page_redirect(exchange, target);
    else
        lead_back_to_form(exchange);
}

/* --- what it sends --- */

static bool is_type(const char *field, const char *type)
{
    const size_t length = strlen(type);

    return field != NULL && strncasecmp(field, type, length) == 0 &&
           strchr("; \t", field[length]) != NULL;
}

bool door_takes_media_type(struct exchange *exchange)
{
    const char *field = exchange_header(exchange, "Content-Type");
    const bool is_upload = request_of(exchange)->match.route->body == BODY_UPLOAD;

    if (is_type(field, is_upload ? UPLOAD_TYPE : FORM_TYPE))
        return true;
    problem_reply(exchange, PROBLEM_MEDIA_TYPE, NULL,
                  json_pack("{s:[s]}", "accepted", is_upload ? UPLOAD_TYPE : FORM_TYPE));
    return false;
}

static bool read_form(const struct exchange *exchange, struct request *request,
                      struct error *error)
{
    size_t size;
    const char *body = exchange_body(exchange, &size);

    if (request->match.route->body != BODY_UPLOAD)
        return form_data_read(body, size, &request->form, error);
    return multipart_read(exchange_header(exchange, "Content-Type"), body, size, &request->form,
                          error);
}

bool door_read_form(struct exchange *exchange)
{
    struct request *request = request_of(exchange);
    struct error error;

    if (!read_form(exchange, request, &error)) {
        log_line(LOG_LEVEL_INFO, "form not readable reason=%s request=%s",
                 log_value(error.text), exchange_request_id(exchange));
        problem_reply(exchange, PROBLEM_FORM_UNREADABLE, NULL, NULL);
        return false;
    }
    /* Who has no session yet proves something else, see entry.h. */
    if (request->match.route->access != ACCESS_OPEN &&
        !csrf_matches(CSRF_SESSION, request->session,
                      form_data_find(request->form, CSRF_FIELD))) {
        problem_reply(exchange, PROBLEM_FOREIGN_FORM, NULL, NULL);
        return false;
    }
    return true;
}
