#include "daemon/http/response.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"

#define HSTS_SECONDS (365 * 24 * 3600)
#define DATE_SIZE    30 /* "Sun, 06 Nov 1994 08:49:37 GMT" with its NUL */

const char *response_reason(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };

    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].phrase;
    return "";
}

/* The text for this second, which is formatted once. */
static const char *date(time_t now)
{
    static time_t second = -1;
    static char text[DATE_SIZE];
    struct tm parts;

    if (now != second) {
        second = now;
        (void)gmtime_r(&now, &parts);
        (void)strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    }
    return text;
}

size_t response_write(const struct response *response, time_t now, struct evbuffer *out)
{
    /* RFC 9110, 8.6: no length where there can be no body. */
    const bool has_length = response->status != 204 && response->status != 304;
    const bool has_body = has_length && !response->is_bodiless && response->size > 0;

    assert(response->status >= 200 && response->status <= 599);
    assert(response->size == 0 || response->media_type != NULL);
    evbuffer_add_printf(out,
                        "HTTP/1.1 %d %s\r\nDate: %s\r\nX-Request-Id: %s\r\nConnection: %s\r\n",
                        response->status, response_reason(response->status), date(now),
                        response->request_id, response->keeps_alive ? "keep-alive" : "close");
    if (has_length)
        evbuffer_add_printf(out, "Content-Length: %zu\r\n", response->size);
    if (has_length && response->media_type != NULL)
        evbuffer_add_printf(out, "Content-Type: %s\r\n", response->media_type);
    if (response->is_secure)
        evbuffer_add_printf(out, "Strict-Transport-Security: max-age=%d\r\n", HSTS_SECONDS);
    if (response->fields != NULL)
        evbuffer_add(out, response->fields, strlen(response->fields));
    evbuffer_add(out, "\r\n", 2);
    if (!has_body)
        return 0;
    evbuffer_add(out, response->bytes, response->size);
    return response->size;
}

size_t response_problem(enum fault fault, char out[RESPONSE_PROBLEM_MAX])
{
    const int status = fault_status(fault);
    const int length = snprintf(
        out, RESPONSE_PROBLEM_MAX,
        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s / %s\"}\n",
        response_reason(status), status, fault_detail(fault, LANGUAGE_DE),
        fault_detail(fault, LANGUAGE_EN));

    assert(length > 0 && length < RESPONSE_PROBLEM_MAX);
    return (size_t)length;
}

const char *response_problem_fields(int status)
{
    if (status == 405)
        return "Allow: " METHODS_KNOWN "\r\n" RESPONSE_GUARDS;
    return RESPONSE_GUARDS;
}
