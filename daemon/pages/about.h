#pragma once

/*
 * The pages that stand beside the function: who runs this, what happens to data, how accessible
 * it is, under which licences it stands. Their facts are the program's; what only the operator
 * knows comes from the configuration, and where it is missing the page says so.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

void about_accessibility(struct server *server, struct exchange *exchange);
void about_privacy(struct server *server, struct exchange *exchange);
void about_imprint(struct server *server, struct exchange *exchange);
void about_licences(struct server *server, struct exchange *exchange);
