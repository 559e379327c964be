#pragma once

/*
 * What a sender of a self-check is answered. Each function answers the intake's exchange, and
 * so takes it. Belongs to intake.c.
 */

#include "common/read/upload.h"
#include "common/read/xlsx_fault.h"
#include "daemon/intake_request.h"
#include "daemon/problem.h"

/* 201 for a first version and one after a withdrawal, 200 for any other. */
void intake_reply_stored(struct intake *self);

/* 200 with the receipt of the current version. */
void intake_reply_unchanged(struct intake *self);

/* 200: what would happen. */
void intake_reply_dry_run(struct intake *self);

/* 422 with every finding. */
void intake_reply_findings(struct intake *self);

/* 400 with the reason why the workbook cannot be read at all. */
void intake_reply_no_workbook(struct intake *self, enum xlsx_fault fault);
