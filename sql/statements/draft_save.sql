-- Saves a draft in the place of the one that was there when it was judged. No row: that one is not
-- there any more, or another; nothing was saved.
-- $1 round, $2 municipality, $3 document, $4 sha256, $5 sha256 of the one that was there, or ''
WITH replaced AS (
    UPDATE draft SET document = $3, sha256 = $4, saved_at = now()
    WHERE round = $1 AND municipality = $2 AND sha256 = $5
    RETURNING saved_at),
added AS (
    INSERT INTO draft (round, municipality, document, sha256)
    SELECT $1, $2, $3, $4 WHERE $5 = ''
    ON CONFLICT DO NOTHING
    RETURNING saved_at)
SELECT saved_at, audit_effect(NULL)
FROM (SELECT saved_at FROM replaced UNION ALL SELECT saved_at FROM added) AS saved;
