#pragma once

/*
 * The hash that chains a line of the audit to the one before it: SHA-256 over
 *
 *     weltoffend audit 1\n
 *
 * and one line for each of chain, number, at, actor, action, round, municipality, subject,
 * details and previous: the field's length in bytes, a colon, its bytes (UTF-8), a line feed;
 * or only "-" and a line feed for a field that is not there. The time is in microseconds since
 * 1970-01-01T00:00:00Z, details are as PostgreSQL prints a jsonb, previous is the hash of the
 * line before in hexadecimal, 64 zeros in front of the first. The database does the same
 * (sql/migrations/0011_audit.sql).
 */

#include "common/digest.h"

enum audit_field {
    AUDIT_FIELD_CHAIN,
    AUDIT_FIELD_NUMBER,
    AUDIT_FIELD_AT,
    AUDIT_FIELD_ACTOR,
    AUDIT_FIELD_ACTION,
    AUDIT_FIELD_ROUND,
    AUDIT_FIELD_MUNICIPALITY,
    AUDIT_FIELD_SUBJECT,
    AUDIT_FIELD_DETAILS,
    AUDIT_FIELD_PREVIOUS,
    AUDIT_FIELDS
};

#define AUDIT_BEFORE_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

/* NULL for a field that is not there. */
struct digest audit_hash(const char *const fields[AUDIT_FIELDS]);
