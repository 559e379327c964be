#pragma once

/*
 * The JSON Schema (2020-12) of a self-check of one edition: what a program that writes the
 * document can check on its own, before it asks us.
 *
 * It never refuses what the judge accepts. The other way round it cannot say everything: that a
 * count is not above its total, how many decimals stand in the file, or which odd value has to
 * be confirmed is for the judge alone.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"

/*
 * For the caller to release. Members that begin with "x-" tell in our own words what JSON
 * Schema has no keyword for: the kind of an indicator, its decimals, its plausible range.
 */
json_t *schema_of_self_check(const struct catalogue *edition) MUST_CHECK;
