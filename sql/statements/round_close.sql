-- Closes a round now that would have closed later. No row: there is none like that.
-- $1 round
UPDATE round
SET closes_at = greatest(now(), opens_at + interval '1 microsecond')
WHERE id = $1 AND closes_at > now()
RETURNING id;
