-- Stores a version and makes it the current one, if what was current when it was judged is so still:
-- else no row comes back, and nothing was stored. Sending it again stores nothing twice. The lock
-- makes it wait for a withdrawal that is under way, which would otherwise be overridden.
-- $1 round, $2 municipality, $3 number, $4 edition, $5 received_at (microseconds since 1970),
-- $6 media_type, $7 sha256, $8 content_sha256, $9 bytes, $10 content, $11 values, $12 states,
-- $13 warnings, $14 receipt, $15 receipt_sha256, $16 jws or NULL, $17 the version that was current,
-- 0 for none, $18 planned
WITH present AS (
    SELECT current FROM self_check WHERE round = $1 AND municipality = $2 FOR UPDATE),
stored AS (
    INSERT INTO version (round, municipality, number, edition, received_at, media_type, byte_count,
                         sha256, content_sha256, bytes, content, "values", states, warnings,
                         receipt, receipt_sha256, jws, planned)
    SELECT $1, $2, $3::integer, $4, to_timestamp($5::bigint / 1000000)
               + ($5::bigint % 1000000) * interval '1 microsecond',
           $6, octet_length($9::bytea), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18
    WHERE coalesce((SELECT current FROM present), 0) = $17::integer
    ON CONFLICT DO NOTHING
    RETURNING round, municipality, number)
INSERT INTO self_check AS known (round, municipality, current)
SELECT round, municipality, number FROM stored
ON CONFLICT (round, municipality)
    DO UPDATE SET current = excluded.current, attempts = 1, changed_at = now()
RETURNING current, audit_effect(current::text);
