#pragma once

/*
 * What a dry run says of the own position, in words for a coordinator. The page of the position
 * itself is position_view.h's.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * Field by field and on the whole, as rows: label,
 * before, after (points, "–" for none), place (against all municipalities, "" where none is
 * published). Empty when there is no release yet.
 */
json_t *words_position(const json_t *position, const struct catalogue *edition,
                       enum language language) MUST_CHECK;
