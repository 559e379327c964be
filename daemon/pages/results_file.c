#include <stdlib.h>
#include <string.h>

#include "common/export/forms.h"
#include "common/memory.h"
#include "common/read/percent.h"
#include "daemon/dispatch.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/call.h"
#include "daemon/pages/page.h"
#include "daemon/pages/results.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
#include "daemon/reply.h"

/* --- exports --- */

static void on_file(const struct call_reply *reply, void *context)
{
    struct exchange *exchange = context;

    if (reply->status != 200) {
        call_pass_on(exchange, reply);
        return;
    }
    if (reply->content_disposition != NULL)
        exchange_set_header(exchange, "Content-Disposition", reply->content_disposition);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = reply->media_type,
                                     .etag = reply->etag,
                                     .cache_control = RELEASE_CACHING},
                reply->bytes, reply->size);
}

void results_file(struct server *server, struct exchange *exchange)
{
    const struct form *form = form_named(request_capture(exchange, "form"));
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *number = percent_encode(request_capture(exchange, "number"));
    CLEANUP(memory_freep) char *target = NULL;

    if (form == NULL) {
        problem_reply(exchange, PROBLEM_NOT_FOUND, NULL, NULL);
        return;
    }
    target = memory_format("/v1/rounds/%s/releases/%s%s", round, number,
                           form->is_negotiated ? "" : "/dcat");
    call_api(server, exchange,
             &(struct call){.method = METHOD_GET, .target = target, .accept = form->media_type},
             on_file, exchange);
}

/* --- the newest --- */

static void on_latest(const struct call_reply *reply, void *context)
{
    static const char prefix[] = "/v1/rounds/";
    static const char middle[] = "/releases/";
    struct exchange *exchange = context;
    const char *number = reply->location == NULL ? NULL : strstr(reply->location, middle);
    CLEANUP(memory_freep) char *location = NULL;

    if (reply->status != 302 || number == NULL) {
        call_pass_on(exchange, reply);
        return;
    }
    location = memory_format("/ergebnisse/%.*s/%s",
                             (int)(number - reply->location) - (int)strlen(prefix),
                             reply->location + strlen(prefix), number + strlen(middle));
    page_redirect(exchange, location);
}

void results_latest(struct server *server, struct exchange *exchange)
{
    CLEANUP(memory_freep) char *round = percent_encode(request_capture(exchange, "round"));
    CLEANUP(memory_freep) char *target = memory_format("/v1/rounds/%s/releases/latest", round);

    call_api(server, exchange, &(struct call){.method = METHOD_GET, .target = target},
             on_latest, exchange);
}
