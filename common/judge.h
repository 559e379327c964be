#pragma once

/*
 * Judges what a reader found against an edition. Every finding is collected; the first one
 * stops nothing.
 */

#include <stdint.h>

#include "common/answers.h"
#include "common/catalogue.h"
#include "common/finding.h"
#include "common/jump.h"
#include "common/self_check.h"

/*
 * inhabitants is the official population at the round's reference date, > 0: the denominator of
 * rates. earlier is what was answered before, or NULL. Returns the judged self-check, for the
 * caller to free, or NULL when findings holds an error (one of the reader's counts). An edition
 * other than this one is a finding as well. The findings are left in the order of the file.
 */
struct self_check *judge(const struct answers *answers, const struct catalogue *edition,
                         int64_t inhabitants, const struct earlier *earlier,
                         struct findings *findings) MUST_CHECK;
