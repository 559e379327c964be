#pragma once

/*
 * What the daemon knows of a request beside the request: its route, who asks and in which form.
 * dispatch.c fills it in; handlers ask for it with the functions of dispatch.h.
 */

#include <stdbool.h>

#include <jansson.h>

#include "common/read/form_data.h"
#include "common/secret.h"
#include "daemon/access.h"
#include "daemon/http/exchange.h"
#include "daemon/pages/csrf.h"
#include "daemon/routes.h"
#include "daemon/server.h"

#define REQUEST_NAME_SIZE 204 /* of a token, with the NUL */

/* Attached to the exchange, from the first moment on. */
struct request {
    struct server *server; /* borrowed */
    struct route_match match;
    bool is_page;
    bool is_refused;                /* request_note_refusal() was called */
    struct access_holder holder;    /* who asks, by token or session; of nothing without one */
    char name[REQUEST_NAME_SIZE];   /* of the session's token, "" without one */
    char session[SECRET_TEXT_SIZE]; /* "" without a session that is valid */
    char csrf[CSRF_TEXT_SIZE];      /* for the forms of the reply; "" without a session */
    struct form_data *form;         /* owned; NULL unless the route takes one */
    json_t *acceptances; /* owned; what a page's form adds to a self-check, or NULL */
};

/* Attaches a new one. */
struct request *request_begin(struct exchange *exchange, struct server *server);

struct request *request_of(const struct exchange *exchange);
