#pragma once

/*
 * Drafts: self-checks that somebody is still filling in. Answers may be missing, incomplete or
 * wrong; that is said and hinders nothing. What a form could not show again is refused, or it
 * would be lost with the next saving: members, indicators and shapes that do not exist, and
 * another edition.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/answers.h"
#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/finding.h"

/*
 * Judges what a reader found as judge() does, adding to the reader's findings. Whether it can
 * be kept as a draft.
 */
bool draft_judge(const struct answers *answers, const struct catalogue *edition,
                 int64_t inhabitants, struct findings *findings) MUST_CHECK;
