#pragma once

/*
 * Where a municipality stands, as it reads it: its own values beside the published figures of
 * one of the release's groups. Made of the API's position.
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"

/*
 * {"round", "version", "release", "groups", "group", "radar", "overview", "fields"}; release is
 * null as long as there is none, group is the id of what it is compared with. NULL: the release
 * has no such group.
 */
json_t *position_view(const json_t *position, const struct catalogue *edition,
                      const char *group, enum language language) MUST_CHECK;
