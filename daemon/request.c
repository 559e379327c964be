#include "daemon/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"

static void request_free(void *data)
{
    struct request *request = data;

    form_data_free(request->form);
    json_decref(request->acceptances);
    explicit_bzero(request->session, sizeof request->session);
    free(request);
}

struct request *request_begin(struct exchange *exchange, struct server *server)
{
    struct request *request = memory_new(1, sizeof *request);

    request->server = server;
    exchange_attach(exchange, request, request_free);
    return request;
}

struct request *request_of(const struct exchange *exchange)
{
    return exchange_attached(exchange);
}

const char *request_capture(const struct exchange *exchange, const char *name)
{
    return route_capture(&request_of(exchange)->match, name);
}

enum role request_role(const struct exchange *exchange)
{
    return request_of(exchange)->holder.role;
}

const char *request_municipality(const struct exchange *exchange)
{
    return request_of(exchange)->holder.municipality;
}

const char *request_name(const struct exchange *exchange)
{
    return request_of(exchange)->name;
}

struct db_unit *request_unit(const struct exchange *exchange, db_done_fn *done, void *context)
{
    const struct access_holder *holder = &request_of(exchange)->holder;
    struct db_unit *unit = db_unit_new(done, context);

    if (route_only_reads(request_of(exchange)->match.route)) {
        db_unit_only_reads(unit);
        return unit;
    }
    db_unit_for(unit, holder->municipality);
    db_unit_by(unit, holder->token, holder->session);
    return unit;
}

char *request_who(const struct exchange *exchange)
{
    const struct access_holder *holder = &request_of(exchange)->holder;

    return memory_format("%s token %s", role_name(holder->role), holder->token);
}

void request_audit(const struct exchange *exchange, struct db_unit *unit,
                   enum audit_action action)
{
    const struct request *request = request_of(exchange);
    const struct route_match *match = &request->match;
    const bool is_own = match->route->access == ACCESS_MUNICIPALITY;
    const char *own = is_own ? request->holder.municipality : NULL;
    char actor[AUDIT_ACTOR_SIZE];

    (void)snprintf(actor, sizeof actor, "token %s", request->holder.token);
    audit_add(
        unit,
        &(struct audit_line){
            .action = action,
            .actor = actor,
            .round = route_names(match->route, "round") ? route_capture(match, "round") : NULL,
            .municipality =
                route_names(match->route, "key") ? route_capture(match, "key") : own,
            .is_dependent = true,
        });
}

void request_note_refusal(const struct exchange *exchange)
{
    request_of(exchange)->is_refused = true;
}

enum language request_language(const struct exchange *exchange)
{
    return exchange_language(exchange);
}

bool request_is_page(const struct exchange *exchange)
{
    const struct request *request = request_of(exchange);

    return request != NULL && request->is_page;
}

bool request_is_signed_in(const struct exchange *exchange)
{
    return request_of(exchange)->session[0] != '\0';
}

const char *request_csrf(const struct exchange *exchange)
{
    struct request *request = request_of(exchange);

    if (request->session[0] != '\0' && request->csrf[0] == '\0')
        csrf_make(CSRF_SESSION, request->session, request->csrf);
    return request->csrf;
}

const json_t *request_acceptances(const struct exchange *exchange)
{
    return request_of(exchange)->acceptances;
}

const struct form_data *request_form(const struct exchange *exchange)
{
    return request_of(exchange)->form;
}
