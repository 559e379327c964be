-- Issues a token; expires is wall clock in Europe/Berlin, a day without a time is included as a
-- whole, NULL is never. A token that has expired already is to be taken back by the caller.
-- $1 role, $2 municipality or NULL, $3 name, $4 sha256, $5 expires
INSERT INTO token (role, municipality, name, sha256, expires_at)
VALUES ($1, $2, $3, $4,
        CASE WHEN $5 ~ '^\d{4}-\d{2}-\d{2}$' THEN ($5::date + 1)::timestamp
             ELSE $5::timestamp END AT TIME ZONE 'Europe/Berlin')
RETURNING id, coalesce(expires_at <= now(), false) AS is_expired;
