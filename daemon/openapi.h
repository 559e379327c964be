#pragma once

/*
 * The description of the API (OpenAPI 3.1). Its source is daemon/openapi/, one file for each
 * group of requests and of what they answer; tests hold it to the route table and to what the
 * daemon really answers.
 */

#include <jansson.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

/* The parts put together, for the caller to release. */
json_t *openapi_document(void) MUST_CHECK;

/* GET /v1/openapi.json */
void openapi_get(struct server *server, struct exchange *exchange);
