#pragma once

/*
 * The version that a self-check becomes: its receipt, signed, and its row. Belongs to intake.c.
 */

#include "daemon/db.h"
#include "daemon/intake_request.h"

/*
 * Adds the statement that stores it, provided that what was current when it was judged still is
 * (sql/statements/version_store.sql). Leaves the receipt and its signature in the intake.
 */
void intake_version_add(struct intake *self, struct db_unit *unit);
