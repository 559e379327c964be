#pragma once

/*
 * What a municipality answered last, out of the database (sql/statements/intake_earlier.sql),
 * in the order of the edition of now (common/jump.h).
 */

#include <libpq-fe.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/jump.h"

/*
 * Reads the rows of STATEMENT_INTAKE_EARLIER, whose texts it borrows. NULL when nothing was
 * answered before or it cannot be compared; for the caller to free.
 */
struct earlier *earlier_read(const PGresult *rows, const struct catalogue *edition) MUST_CHECK;
