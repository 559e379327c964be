#pragma once

/*
 * What a request has to keep to beyond what llhttp insists on.
 *
 * The measure is that no proxy in front of us and no reader behind us can see other borders
 * between requests than we do; where RFC 9112 lets a server choose between tolerating and
 * refusing, we refuse.
 */

#include <stdbool.h>

#include "daemon/http/fault.h"
#include "daemon/http/head.h"

/* What rule a head breaks; FAULT_NONE if none, and the head knows its body's length. */
enum fault check_head(struct head *head) MUST_CHECK;

/* Whether this is the name of a field: a token (RFC 9110, 5.6.2), so not empty. */
bool check_is_token(const char *text) MUST_CHECK;
