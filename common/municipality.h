#pragma once

/*
 * Official keys of municipalities, and the groups that follow from what a municipality is.
 *
 * A Gemeinde has an AGS (Amtlicher Gemeindeschluessel, 8 digits), a Kreis a 5-digit key; the
 * first two digits are the Land (Destatis, Gemeindeverzeichnis GV-ISys). Keys are text, never
 * numbers.
 */

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"

enum municipality_kind { MUNICIPALITY_GEMEINDE, MUNICIPALITY_KREIS };

/* "gemeinde", "kreis": as the database and the roster file spell it. */
const char *municipality_kind_name(enum municipality_kind kind);

/* Whether the text is a key: 8 digits for a Gemeinde, 5 for a Kreis, Land 01 to 16. */
bool municipality_key_read(const char *text, enum municipality_kind *out) MUST_CHECK;
