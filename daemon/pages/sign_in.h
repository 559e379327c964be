#pragma once

/*
 * Signing in with an access key, and out again.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /: the form, or for who is signed in already where they wanted to go. */
void sign_in_page(struct server *server, struct exchange *exchange);

/* POST /anmelden */
void sign_in_post(struct server *server, struct exchange *exchange);

/* POST /abmelden */
void sign_out_post(struct server *server, struct exchange *exchange);
