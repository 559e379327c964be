#pragma once

/*
 * The cookies of a request, read strictly, and those of ours that are secrets.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"

#define COOKIE_SESSION  "__Host-weltoffend"
#define COOKIE_ENTRY    "__Host-weltoffend-entry"
#define COOKIE_LANGUAGE "lang"

/*
 * The value of the cookie of this name in a Cookie field (or NULL). False when it is not there
 * or longer than fits, and when it is there twice, since nobody could say which of them is
 * ours.
 */
bool cookie_find(const char *cookies, const char *name, char *out, size_t size) MUST_CHECK;

/* Gives the browser a secret in the cookie of this name, until it is closed, or takes it away
 * (NULL). It goes to this host alone, only by https, to no script, and with no request that
 * begins on another site. */
void cookie_set_secret(struct exchange *exchange, const char *name, const char *secret);
