#pragma once

/*
 * Whether bytes are UTF-8 (RFC 3629): no overlong form, no surrogate, nothing beyond U+10FFFF.
 */

#include <stdbool.h>

#include "common/compiler.h"

bool utf8_is_valid(const char *text) MUST_CHECK;
