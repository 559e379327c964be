#include "daemon/pages/about.h"

#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/dispatch.h"
#include "daemon/pages/format.h"
#include "daemon/pages/page.h"
#include "daemon/pages/site.h"

static void reply(struct server *server, struct exchange *exchange, const char *name,
                  json_t *text)
{
    const struct config *config = server->config;
    CLEANUP(memory_freep) char *key = memory_format("about.%s_title", name);
    CLEANUP(memory_freep) char *template = memory_format("about/%s", name);
    CLEANUP(memory_freep) char *title = page_text(request_language(exchange), key, NULL);
    CLEANUP(memory_freep)
    char *days = format_integer(config->retention_days, request_language(exchange));
    CLEANUP(memory_freep)
    char *token_days = format_integer(config->retention_token_days, request_language(exchange));
    json_t *view = json_pack(
        "{s:s, s:o, s:o, s:s, s:s, s:O, s:s, s:s, s:b, s:b}", "title", title, "contact",
        site_link(config->site_contact), "enforcement", site_link(config->site_enforcement),
        "site", config->site_name, "operator", config->site_operator, "text", text, "days",
        days, "token_days", token_days, "keeps_days", config->retention_days != 0,
        "keeps_token_days", config->retention_token_days != 0);

    assert(view != NULL);
    page_reply(exchange, 200, template, view);
}

void about_accessibility(struct server *server, struct exchange *exchange)
{
    reply(server, exchange, "accessibility", json_null());
}

void about_privacy(struct server *server, struct exchange *exchange)
{
    reply(server, exchange, "privacy", site_privacy());
}

void about_imprint(struct server *server, struct exchange *exchange)
{
    reply(server, exchange, "imprint", site_imprint());
}

void about_licences(struct server *server, struct exchange *exchange)
{
    reply(server, exchange, "licences", json_null());
}
