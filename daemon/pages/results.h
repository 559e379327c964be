#pragma once

/*
 * What was published, for people who compare: rounds, their releases, figures and series. The
 * address of a release and of everything in it stays the same for ever, since it holds its
 * number.
 */

#include <stdbool.h>

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* Directors and operators. */
bool results_shows_participation(const struct exchange *exchange);

/* GET /ergebnisse */
void results_rounds(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}: who takes part, all releases, what each changed */
void results_round(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}/latest: leads to the newest number */
void results_latest(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}/{number} */
void results_release(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}/{number}/kennzahl/{figure} */
void results_figure(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}/{number}/aenderungen */
void results_changes(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}/{number}/methoden */
void results_methods(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/{round}/{number}/datei/{form}: byte for byte what the API answers */
void results_file(struct server *server, struct exchange *exchange);

/* GET /ergebnisse/entwicklung */
void results_trend(struct server *server, struct exchange *exchange);
