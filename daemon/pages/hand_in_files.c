/*
 * Downloads: what the API gives under a name that says what it is.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/intake_format.h"
#include "daemon/pages/call.h"
#include "daemon/pages/hand_in.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/problem.h"

/* A download on its way. */
struct download {
    struct exchange *exchange; /* owned */
    char *stem;                /* owned; of the file's name; NULL: the API's own name */
};

static const char *ending_of(const char *media_type)
{
    if (strncmp(media_type, "text/csv", 8) == 0)
        return "csv";
    return strncmp(media_type, "application/json", 16) == 0 ? "json" : "xlsx";
}

static void on_file(const struct call_reply *reply, void *context)
{
    CLEANUP(memory_freep) struct download *self = context;
    CLEANUP(memory_freep) char *stem = self->stem;
    CLEANUP(memory_freep) char *disposition = NULL;

    if (reply->status != 200) {
        call_pass_on(TAKE(self->exchange), reply);
        return;
    }
    disposition = stem == NULL ? memory_copy_text(reply->content_disposition)
                               : memory_format("attachment; filename=\"%s.%s\"", stem,
                                               ending_of(reply->media_type));
    exchange_set_header(self->exchange, "Content-Disposition", disposition);
    exchange_set_header(self->exchange, "Cache-Control", "private, no-store");
    exchange_reply(TAKE(self->exchange), 200, reply->media_type, reply->bytes, reply->size);
}

/* NOLINTBEGIN(readability-non-const-parameter): it takes the stem */
static void fetch(struct server *server, struct exchange *exchange, const char *rest,
                  const char *accept, char *stem /* taken */)
{
    CLEANUP(memory_freep) char *target = hand_in_target(exchange, rest);
    const struct call call = {.method = METHOD_GET, .target = target, .accept = accept};
    struct download *self = memory_new(1, sizeof *self);

    *self = (struct download){exchange, stem};
    call_api(server, exchange, &call, on_file, self);
}
/* NOLINTEND(readability-non-const-parameter) */

/* The number that the path names, for a target. */
static char *number_of(const struct exchange *exchange)
{
    return percent_encode(request_capture(exchange, "number"));
}

/* Only letters that mean nothing in a header field; a number that is none leads to 404 anyway.
 */
static char *stem_of(const struct exchange *exchange, const char *what)
{
    char *stem =
        memory_format("%s-%s-%s-fassung-%s", what, request_capture(exchange, "round"),
                      request_municipality(exchange), request_capture(exchange, "number"));

    for (char *at = stem; *at != '\0'; at++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *at) == NULL)
            *at = '-';
    return stem;
}

void hand_in_receipt_file(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *number = number_of(exchange);
    CLEANUP(memory_freep) char *rest = memory_format("/versions/%s/receipt", number);

    fetch(server, exchange, rest, NULL, stem_of(exchange, "quittung"));
}

void hand_in_version_file(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *number = number_of(exchange);
    CLEANUP(memory_freep) char *rest = memory_format("/versions/%s", number);

    fetch(server, exchange, rest, NULL, stem_of(exchange, "selbstcheck"));
}

void hand_in_form(struct server *server, struct exchange *exchange)
{
    static const struct {
        const char *name, *media_type;
    } forms[] = {{"xlsx", XLSX_MEDIA_TYPE}, {"csv", "text/csv"}, {"json", "application/json"}};
    const char *wanted = request_capture(exchange, "form");

    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (strcmp(wanted, forms[i].name) == 0) {
            fetch(server, exchange, "/template", forms[i].media_type, NULL);
            return;
        }
    problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
}
