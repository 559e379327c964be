#pragma once

/*
 * The cookies of a request, read strictly.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

#define COOKIE_SESSION  "__Host-weltoffend"
#define COOKIE_LANGUAGE "lang"

/*
 * The value of the cookie of this name in a Cookie field (or NULL). False when it is not there
 * or longer than fits, and when it is there twice, since nobody could say which of them is
 * ours.
 */
bool cookie_find(const char *cookies, const char *name, char *out, size_t size) MUST_CHECK;
