#pragma once

/*
 * The form for a municipality's self-check.
 */

#include "daemon/http/exchange.h"
#include "daemon/server.h"

/*
 * GET .../{key}/template: as a workbook, CSV or JSON, whatever Accept prefers; filled in with
 * the current version, or in a workbook with the last round's answers
 * (common/template/template.h).
 */
void template_get(struct server *server, struct exchange *exchange);
