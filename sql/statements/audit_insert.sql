-- Adds a line to the session's chain; number, time and hashes are the database's business. A line
-- that depends is left out unless a statement before it called audit_effect(), which also says the
-- subject if there is none here.
-- $1 actor, $2 action, $3 round, $4 municipality, $5 subject, $6 details, $7 whether it depends
INSERT INTO audit (actor, action, round, municipality, subject, details)
SELECT $1, $2, $3, $4, coalesce($5, nullif(substr(noted, 2), '')), $6::jsonb
FROM coalesce(current_setting('weltoffend.effect', true), '') AS noted
WHERE NOT $7::boolean OR noted <> ''
RETURNING set_config('weltoffend.effect', '', true);
