#pragma once

/*
 * What every page knows: `page` of its view, see page.h.
 */

#include <jansson.h>

#include "common/compiler.h"
#include "daemon/config.h"
#include "daemon/http/exchange.h"

/* title and address, see page.h, are borrowed; address may be NULL. For the caller to release.
 */
json_t *page_view(const struct exchange *exchange, const struct config *config,
                  const char *title, bool is_error, const char *address) MUST_CHECK;
