#include "daemon/pages/hand_in_round.h"

#include <stdlib.h>

#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/config.h"
#include "daemon/dispatch.h"
#include "daemon/pages/format.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/page.h"
#include "daemon/request.h"

json_t *hand_in_limits(const struct server *server, enum language language)
{
    CLEANUP(memory_freep)
    char *workbook = format_bytes((size_t)server->config->workbook_limit, language);
    CLEANUP(memory_freep)
    char *text = format_bytes((size_t)server->config->self_check_limit, language);

    return json_pack("{s:s, s:s}", "workbook", workbook, "text", text);
}

/* The alert above everything else, or null. */
static json_t *alert_view(const struct round_notice *notice)
{
    if (notice->title == NULL)
        return json_null();
    return json_pack("{s:s, s:s, s:s}", "title", notice->title, "text",
                     notice->text == NULL ? "" : notice->text, "file",
                     notice->file == NULL ? "" : notice->file);
}

static json_t *findings_view(const struct round_notice *notice)
{
    if (notice->findings == NULL)
        return json_null();
    return json_pack("{s:o, s:b}", "rows", notice->findings, "is_truncated",
                     notice->is_truncated);
}

/* Where the language link leads: what a refused upload is told is not kept, the round is there.
 */
static json_t *address_view(const struct exchange *exchange, const json_t *round)
{
    CLEANUP(memory_freep) char *id = NULL;

    if (request_of(exchange)->match.route->body != BODY_UPLOAD)
        return json_null();
    id = percent_encode(json_string_value(json_object_get(round, "id")));
    return json_sprintf("/abgabe/%s", id);
}

void hand_in_reply_round(struct exchange *exchange, const json_t *documents,
                         const struct round_notice *notice)
{
    const enum language language = request_language(exchange);
    json_t *round = hand_in_round_view(json_object_get(documents, "round"),
                                       json_object_get(documents, "versions"),
                                       exchange_arrived_at(exchange), language);
    const char *title = json_string_value(json_object_get(round, "name"));

    page_reply(exchange, notice->status, "hand_in/round",
               json_pack("{s:s, s:o, s:o, s:o, s:o, s:s?, s:o}", "title", title, "address",
                         address_view(exchange, round), "round", round, "alert",
                         alert_view(notice), "findings", findings_view(notice), "mistake",
                         notice->mistake, "limits",
                         hand_in_limits(request_of(exchange)->server, language)));
}

static void on_round(struct server *server, struct exchange *exchange, json_t *documents,
                     void *context)
{
    (void)server;
    (void)context;
    if (hand_in_has_round(exchange, documents))
        hand_in_reply_round(exchange, documents, &(struct round_notice){.status = 200});
}

void hand_in_round(struct server *server, struct exchange *exchange)
{
    gather_start(hand_in_gather(server, exchange, on_round, NULL, NULL));
}

/* --- a file that is none --- */

struct refusal {
    int status;
    const char *key;
};

static void on_refused(struct server *server, struct exchange *exchange, json_t *documents,
                       void *context)
{
    const struct refusal *self = context;
    const enum language language = request_language(exchange);
    json_t *limits = hand_in_limits(server, language);
    CLEANUP(memory_freep) char *mistake = page_text(language, self->key, limits);

    json_decref(limits);
    if (hand_in_has_round(exchange, documents))
        hand_in_reply_round(exchange, documents,
                            &(struct round_notice){.status = self->status, .mistake = mistake});
}

void hand_in_refuse_file(struct server *server, struct exchange *exchange, int status,
                         const char *key)
{
    struct refusal *self = memory_new(1, sizeof *self);

    *self = (struct refusal){status, key};
    gather_start(hand_in_gather(server, exchange, on_refused, self, free));
}

void hand_in_too_large(struct exchange *exchange, size_t limit)
{
    (void)limit; /* it has room for the form around the file */
    hand_in_refuse_file(request_of(exchange)->server, exchange, 413, "hand_in.file_too_large");
}
