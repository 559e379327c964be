#include "daemon/pages/page.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/log.h"
#include "daemon/pages/compress.h"
#include "daemon/pages/library.h"
#include "daemon/pages/page_view.h"
#include "daemon/pages/site.h"

/* What stays the same for as long as the program runs. */
static struct {
    struct library *library;
    const struct config *config; /* borrowed */
} pages;

void page_start(const struct config *config)
{
    struct error error;

    if (pages.library == NULL && !library_new(&pages.library, &error)) {
        log_line(LOG_LEVEL_ERROR, "pages cannot be made reason=%s", log_value(error.text));
        abort(); /* they are part of the program, and a test compiles them all */
    }
    pages.config = config;
    site_load(config);
}

static bool render(const char *template, const json_t *view, enum language language, char **out,
                   size_t *size, struct error *error)
{
    const struct mustache *mustache = library_template(pages.library, template);

    if (mustache == NULL)
        return error_set(error, ERROR_INVALID, "there is no template %s", template);
    return library_render(pages.library, mustache, view, language, MUSTACHE_MARKUP,
                          PAGE_SIZE_MAX, out, size, error);
}

/* The page's own part, then the layout around it. */
static bool render_page(const char *template, json_t *view, enum language language, char **out,
                        size_t *size, struct error *error)
{
    CLEANUP(memory_freep) char *content = NULL;

    *size = 0;
    if (!render(template, view, language, &content, size, error))
        return false;
    (void)json_object_set_new(view, "content", json_pack("{s:s%}", "html", content, *size));
    return render("layout", view, language, out, size, error);
}

/* The fields that keep a page safe were set when it came in, see door.h. */
static void send_page(struct exchange *exchange, int status, const char *html, size_t size)
{
    const enum language language = request_language(exchange);

    exchange_set_header(exchange, "Content-Language", language == LANGUAGE_EN ? "en" : "de");
    compress_reply(exchange, status, "text/html; charset=utf-8", html, size);
}

/* Replies, unless the page cannot be rendered. */
static bool try_reply(struct exchange *exchange, int status, const char *template, json_t *view,
                      struct error *error)
{
    const enum language language = request_language(exchange);
    const char *title = json_string_value(json_object_get(view, "title"));
    const json_t *is_error = json_object_get(view, "is_error");
    CLEANUP(memory_freep) char *html = NULL;
    size_t size;
    bool is_fine;

    assert(title != NULL);
    (void)json_object_set_new(
        view, "page",
        page_view(exchange, pages.config, title,
                  is_error != NULL ? json_is_true(is_error) : status >= 400,
                  json_string_value(json_object_get(view, "address"))));
    is_fine = render_page(template, view, language, &html, &size, error);
    json_decref(view);
    if (!is_fine)
        return false;
    send_page(exchange, status, html, size);
    return true;
}

/* What a reader can do: in words for people if texts/error.json has them, else as the API says
 * it. Detail of the API that says no more than that is left out. */
static json_t *problem_view(const struct exchange *exchange, enum problem problem,
                            const char *detail, int *status)
{
    const enum language language = request_language(exchange);
    const struct problem_words words = problem_words(problem, language);
    CLEANUP(memory_freep) char *title_key = memory_format("error.%s_title", words.code);
    CLEANUP(memory_freep) char *remedy_key = memory_format("error.%s", words.code);
    const bool is_known = library_text(pages.library, remedy_key, language) != NULL;
    CLEANUP(memory_freep)
    char *title =
        is_known ? page_text(language, title_key, NULL) : memory_copy_text(words.title);
    CLEANUP(memory_freep)
    char *remedy =
        is_known ? page_text(language, remedy_key, NULL) : memory_copy_text(words.remedy);
    const bool is_new = detail != NULL && strcmp(detail, words.remedy) != 0;

    *status = words.status;
    return json_pack("{s:s, s:s, s:s, s:i, s:s}", "title", title, "detail",
                     is_new ? detail : "", "remedy", remedy, "status", *status, "request",
                     exchange_request_id(exchange));
}

void page_reply(struct exchange *exchange, int status, const char *template, json_t *view)
{
    struct error error;
    bool is_fine;

    if (try_reply(exchange, status, template, view, &error))
        return;
    log_line(LOG_LEVEL_ERROR, "page cannot be rendered reason=%s request=%s",
             log_value(error.text), exchange_request_id(exchange));
    view = problem_view(exchange, PROBLEM_INTERNAL, NULL, &status);
    is_fine = try_reply(exchange, status, "error", view, &error);
    assert(is_fine);
}

void page_redirect(struct exchange *exchange, const char *location)
{
    exchange_set_header(exchange, "Location", location);
    exchange_reply(exchange, 303, NULL, NULL, 0);
}

void page_problem(struct exchange *exchange, enum problem problem, const char *detail,
                  json_t *extra)
{
    int status;
    json_t *view = problem_view(exchange, problem, detail, &status);

    json_decref(extra);
    if (problem == PROBLEM_UNAVAILABLE)
        exchange_set_header(exchange, "Retry-After", PROBLEM_RETRY_AFTER);
    page_reply(exchange, status, "error", view);
}

/* The texts for people: of what happens to them, and of all that only a program does. */
static const char *refused_key(enum fault fault)
{
    if (fault == FAULT_TARGET)
        return "address";
    if (fault == FAULT_LATE)
        return "late";
    return fault == FAULT_BODY_LONG ? "long" : "other";
}

void page_refused(struct exchange *exchange, enum fault fault)
{
    const enum language language = request_language(exchange);
    const int status = fault_status(fault);
    const bool is_path_known = exchange_path(exchange)[0] != '\0';
    CLEANUP(memory_freep)
    char *title_key = memory_format("refused.%s_title", refused_key(fault));
    CLEANUP(memory_freep) char *remedy_key = memory_format("refused.%s", refused_key(fault));
    CLEANUP(memory_freep) char *title = page_text(language, title_key, NULL);
    CLEANUP(memory_freep) char *remedy = page_text(language, remedy_key, NULL);
    json_t *view = json_pack("{s:s, s:s, s:s, s:i, s:s}", "title", title, "detail",
                             fault_detail(fault, language), "remedy", remedy, "status", status,
                             "request", exchange_request_id(exchange));

    if (!is_path_known) /* what has no address is not found in the other language either */
        (void)json_object_set_new(view, "address", json_string("/"));
    page_reply(exchange, status, "error", view);
}

char *page_text(enum language language, const char *key, const json_t *view)
{
    const struct mustache *text = library_text(pages.library, key, language);
    json_t *nothing = json_object();
    char *out = NULL;
    size_t size;
    struct error error;

    assert(text != NULL);
    if (!library_render(pages.library, text, view == NULL ? nothing : view, language,
                        MUSTACHE_PLAIN, PAGE_SIZE_MAX, &out, &size, &error)) {
        log_line(LOG_LEVEL_ERROR, "text cannot be rendered reason=%s", log_value(error.text));
        out = memory_copy_text(key);
    }
    json_decref(nothing);
    return out;
}
