#pragma once

/*
 * A coordinator's task, from the form to the receipt. All pages are for a municipality that has
 * signed in, and show what the API tells it.
 *
 *     /abgabe --> /abgabe/ROUND --file--> pruefen --> abgeben --> fassungen/N: the receipt
 *                     ^                      |           |
 *                     +------- mistakes -----+-----------+
 *
 * Nothing is kept between the steps but the file itself (pending_upload.h).
 */

#include <stddef.h>

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* GET /abgabe: her rounds, and what is to be done. */
void hand_in_rounds(struct server *server, struct exchange *exchange);

/* GET /abgabe/{round} */
void hand_in_round(struct server *server, struct exchange *exchange);

/*
 * POST /abgabe/{round}/pruefen: a file. It waits, and GET shows what would change or what is
 * wrong in it (200, 400, 422). What is no self-check at all (413, 415), or nothing, is answered
 * at once and not kept.
 */
void hand_in_upload(struct server *server, struct exchange *exchange);
void hand_in_check(struct server *server, struct exchange *exchange);

/* What GET shows stands under .../abgeben too: the address of a check that was shown again. */

/* What a file is answered that is larger than any may be; it was not read. */
void hand_in_too_large(struct exchange *exchange /* taken */, size_t limit);

/* POST /abgabe/{round}/abgeben: the file that waits becomes the next version. */
void hand_in_submit(struct server *server, struct exchange *exchange);

/* GET /abgabe/{round}/fassungen, and /{number}: a receipt */
void hand_in_versions(struct server *server, struct exchange *exchange);
void hand_in_receipt(struct server *server, struct exchange *exchange);

/* Downloads: .../fassungen/{number}/quittung, /datei, and .../formular/{form} */
void hand_in_receipt_file(struct server *server, struct exchange *exchange);
void hand_in_version_file(struct server *server, struct exchange *exchange);
void hand_in_form(struct server *server, struct exchange *exchange);

/* GET and POST /abgabe/{round}/zurueckziehen */
void hand_in_withdraw_page(struct server *server, struct exchange *exchange);
void hand_in_withdraw(struct server *server, struct exchange *exchange);
