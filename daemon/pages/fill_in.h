#pragma once

/*
 * Filling a self-check in on pages: field by field, saved as a draft, and handed in as the same
 * document that a program would send.
 *
 *     /abgabe/ROUND/ausfuellen --> .../FIELD, .../massnahmen --> pruefen (hand_in.h)
 *              ^                            |
 *              +-----------------------------+ saves
 *
 * Everything is in the draft after each saving, also what is wrong; nothing is kept anywhere
 * else. What two people change at once is told to the one who saves later, with both answers.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /abgabe/{round}/ausfuellen: how far it is. POST: check it, or discard it. */
void fill_in_overview(struct server *server, struct exchange *exchange);
void fill_in_finish(struct server *server, struct exchange *exchange);

/* GET and POST /abgabe/{round}/ausfuellen/{field} */
void fill_in_field(struct server *server, struct exchange *exchange);
void fill_in_save_field(struct server *server, struct exchange *exchange);

/* GET and POST /abgabe/{round}/ausfuellen/massnahmen */
void fill_in_measures(struct server *server, struct exchange *exchange);
void fill_in_save_measures(struct server *server, struct exchange *exchange);
