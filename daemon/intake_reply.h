#pragma once

/*
 * What a sender of a self-check is answered. Each function answers the intake's exchange, and
 * so takes it. Belongs to intake.c.
 */

#include "common/read/json.h"
#include "daemon/intake_request.h"
#include "daemon/problem.h"

/* 201 for a first version, 200 for a later one. */
void intake_reply_stored(struct intake *self);

/* 200 with the receipt of the current version. */
void intake_reply_unchanged(struct intake *self);

/* 200: what would happen. */
void intake_reply_dry_run(struct intake *self);

/* 422 with every finding. */
void intake_reply_findings(struct intake *self);

/* 400 with line and column. */
void intake_reply_unreadable(struct intake *self, const struct read_place *place,
                             const struct error *error);

/* 412 or 428 with the current entity tag. */
void intake_reply_precondition(struct intake *self, enum problem problem);
