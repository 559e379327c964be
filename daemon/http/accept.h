#pragma once

/*
 * What a client would rather have (RFC 9110, 12.4 and 12.5).
 */

#include "common/language.h"

/* The language an Accept-Language field asks for; de unless it prefers en. NULL is no field. */
enum language accept_language(const char *field);
