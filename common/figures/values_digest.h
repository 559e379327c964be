#pragma once

/*
 * The SHA-256 over everything that figures are computed from: a value that was changed in the
 * database behind our back is noticed even where no published figure shows it.
 */

#include <stddef.h>

#include "common/catalogue.h"
#include "common/digest.h"
#include "common/figures/release.h"

/*
 * Over lines "KEY VERSION DIGEST\n" sorted by key; DIGEST is the SHA-256 over the values (each
 * as eight bytes, the highest first, in two's complement), the states and what is planned (a
 * byte each).
 */
struct digest release_values_digest(const struct contribution *contributions, size_t count,
                                    const struct catalogue *edition);
