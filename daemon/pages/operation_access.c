#include <assert.h>
#include <stdlib.h>

#include "common/memory.h"
#include "daemon/pages/long_list.h"
#include "daemon/pages/operation.h"
#include "daemon/pages/operation_page.h"
#include "daemon/pages/operation_words.h"
#include "daemon/pages/page.h"

static const char *state_of(const json_t *one)
{
    return json_string_value(json_object_get(one, "state"));
}

static json_t *token_view(const json_t *token, enum language language)
{
    CLEANUP(memory_freep)
    char *key =
        memory_format("operation.role_%s", json_string_value(json_object_get(token, "role")));
    CLEANUP(memory_freep) char *role = page_text(language, key, NULL);
    json_t *view = json_pack("{s:o, s:s}", "badge",
                             words_badge("token", state_of(token), language), "role", role);

    assert(view != NULL);
    words_number(view, "number", token, "id", language);
    words_text(view, "name", token, "name");
    words_text(view, "municipality", token, "municipality");
    words_moment(view, "issued", token, "issuedAt", language);
    words_moment(view, "expires", token, "expiresAt", language);
    words_moment(view, "used", token, "lastUsedAt", language);
    words_number(view, "replaces", token, "replaces", language);
    return view;
}

static json_t *invitation_view(const json_t *invitation, enum language language)
{
    json_t *view =
        json_pack("{s:o}", "badge", words_badge("invitation", state_of(invitation), language));

    assert(view != NULL);
    words_number(view, "number", invitation, "id", language);
    words_text(view, "name", invitation, "name");
    words_text(view, "municipality", invitation, "municipality");
    words_moment(view, "issued", invitation, "issuedAt", language);
    words_moment(view, "expires", invitation, "expiresAt", language);
    words_moment(view, "opened", invitation, "openedAt", language);
    words_number(view, "token", invitation, "token", language);
    return view;
}

static json_t *access_view(struct server *server, const json_t *documents,
                           enum language language)
{
    const json_t *own = json_object_get(documents, "own");
    json_t *asked = json_object_get(documents, "asked");
    json_t *tokens = json_array(), *invitations = json_array(), *view;
    const json_t *one;
    size_t i;

    (void)server;
    json_array_foreach(json_object_get(own, "tokens"), i, one)
        (void)json_array_append_new(tokens, token_view(one, language));
    json_array_foreach(json_object_get(own, "invitations"), i, one)
        (void)json_array_append_new(invitations, invitation_view(one, language));
    view = json_pack(
        "{s:b, s:o, s:o, s:b, s:o, s:o}", "has_tokens", json_array_size(tokens) > 0, "tokens",
        tokens, "token_pages",
        long_list_view(asked, "tokens",
                       (size_t)json_integer_value(json_object_get(own, "tokensFound")),
                       LONG_LIST_ROWS, "operation.tokens", "schluessel", language),
        "has_invitations", json_array_size(invitations) > 0, "invitations", invitations,
        "invitation_pages",
        long_list_view(asked, "invitations",
                       (size_t)json_integer_value(json_object_get(own, "invitationsFound")),
                       LONG_LIST_ROWS, "operation.invitations", "einladungen", language));
    assert(view != NULL);
    words_text(view, "action", asked, "path");
    words_text(view, "search", asked, "search");
    words_head(view, "operation.access_title", language);
    return view;
}

void operation_access(struct server *server, struct exchange *exchange)
{
    static const struct operation_page page = {.template = "operation/access",
                                               .statement = STATEMENT_OPERATION_ACCESS,
                                               .is_searched = true,
                                               .lists = {"tokens", "invitations"},
                                               .view = access_view};

    operation_show(server, exchange, &page, json_object());
}
