#include "daemon/audit_get.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/reply.h"

#define LIMIT_STANDARD   "100"
#define LIMIT_MAX        1000
#define PLACE_DIGITS_MAX 9 /* of a chain's id; of a line's number twice as many */
#define DIGITS           "0123456789"

/* The columns of sql/statements/audit_page.sql. */
enum column { COLUMN_DOCUMENT, COLUMN_CURSOR, COLUMN_HAS_MORE };

static const char *const filters[] = {"chain", "municipality", "action"};

const struct wording audit_cursor_takes = {
    "was dort im Link einer anderen Seite der Liste steht",
    "what stands there in the link of another page"};

_Static_assert(LIMIT_MAX == 1000, "as it says here");
static const struct wording limit_takes = {"eine ganze Zahl von 1 bis 1000",
                                           "a whole number from 1 to 1000"};

static const struct wording filter_takes = {
    "1 bis 100 Zeichen aus a bis z, 0 bis 9, Punkt, Bindestrich und Schrägstrich",
    "1 to 100 characters of a to z, 0 to 9, dot, hyphen and slash"};

bool audit_is_cursor(const char *text)
{
    while (*text != '\0') {
        const size_t id = strspn(text, DIGITS);
        size_t number;

        if (id == 0 || id > PLACE_DIGITS_MAX || text[id] != '.')
            return false;
        text += id + 1;
        number = strspn(text, DIGITS);
        if (number == 0 || number > 2UL * PLACE_DIGITS_MAX)
            return false;
        text += number;
        if (*text == '_' && text[1] == '\0')
            return false;
        if (*text == '_')
            text++;
        else if (*text != '\0')
            return false;
    }
    return true;
}

static bool is_limit(const char *text)
{
    return strlen(text) <= 4 && strspn(text, DIGITS) == strlen(text) && text[0] != '0' &&
           text[0] != '\0' && strtol(text, NULL, 10) <= LIMIT_MAX;
}

/* Letters of a filter's value need no escaping in a link, or nothing can match it. */
static bool is_plain(const char *text)
{
    static const char characters[] = "abcdefghijklmnopqrstuvwxyz" DIGITS ".-/";

    return text[0] != '\0' && strlen(text) <= 100 && strspn(text, characters) == strlen(text);
}

/* The value of a parameter, or `standard`; refuses the request if it is not right. */
static bool take(struct exchange *exchange, const char *name, bool (*is_right)(const char *),
                 const struct wording *takes, const char *standard, const char **out)
{
    const char *value = exchange_query(exchange, name, 0);

    *out = value == NULL ? standard : value;
    if (value == NULL || (is_right(value) && exchange_query(exchange, name, 1) == NULL))
        return true;
    problem_reply_parameter(exchange, name, takes);
    return false;
}

/* Where the next page is; the parameters have been looked at. For the caller to free. */
static char *link_to(const struct exchange *exchange, const char *cursor)
{
    const char *limit = exchange_query(exchange, "limit", 0);
    char *query = memory_format("after=%s%s%s", cursor,
                                limit == NULL ? "" : "&limit=", limit == NULL ? "" : limit);
    char *link;

    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        const char *value = exchange_query(exchange, filters[i], 0);
        CLEANUP(memory_freep) char *before = query;

        query = memory_format("%s%s%s%s%s", before, value == NULL ? "" : "&",
                              value == NULL ? "" : filters[i], value == NULL ? "" : "=",
                              value == NULL ? "" : value);
    }
    link = memory_format("</v1/audit?%s>; rel=\"next\"", query);
    free(query);
    return link;
}

static void on_page(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    const PGresult *row;
    const char *document;

    if (!reply_has_row(exchange, outcome))
        return;
    row = outcome->results[0];
    document = PQgetvalue(row, 0, COLUMN_DOCUMENT);
    if (PQgetvalue(row, 0, COLUMN_HAS_MORE)[0] == 't') {
        CLEANUP(memory_freep) char *link = link_to(exchange, PQgetvalue(row, 0, COLUMN_CURSOR));

        exchange_set_header(exchange, "Link", link);
    }
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = "private, no-store"},
                document, strlen(document));
}

void audit_get(struct server *server, struct exchange *exchange)
{
    const char *after, *limit, *values[COUNT_OF(filters)];
    struct db_unit *unit;

    if (!take(exchange, "after", audit_is_cursor, &audit_cursor_takes, "", &after) ||
        !take(exchange, "limit", is_limit, &limit_takes, LIMIT_STANDARD, &limit))
        return;
    for (size_t i = 0; i < COUNT_OF(filters); i++)
        if (!take(exchange, filters[i], is_plain, &filter_takes, NULL, &values[i]))
            return;
    unit = request_unit(exchange, on_page, exchange);
    db_unit_add(unit, STATEMENT_AUDIT_PAGE, after, limit, values[0], values[1], values[2]);
    db_submit(server->db, unit);
}
