-- Opens a round now that would have opened later. No row: there is none like that.
-- $1 round
UPDATE round SET opens_at = now() WHERE id = $1 AND opens_at > now() RETURNING id;
