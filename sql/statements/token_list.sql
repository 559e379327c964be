-- All tokens, without anything that could be used as one. The last use is known to the minute.
SELECT id, role, coalesce(municipality, '-') AS municipality, name,
       to_char(created_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS issued,
       coalesce(to_char(expires_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI'), '-')
           AS expires,
       coalesce(to_char(last_used_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI'), '-')
           AS last_use,
       coalesce(replaces::text, '-') AS replaces,
       CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired'
            ELSE 'valid' END AS state
FROM token
ORDER BY id;
