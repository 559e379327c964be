-- All that has to be known to change a draft: the columns of intake_context up to the version, of
-- which there never is one here, and the draft that is there.
-- No row: there is no such round; inhabitants is NULL if the municipality takes no part in it.
-- $1 round, $2 municipality
SELECT round.edition,
       (extract(epoch FROM round.opens_at) * 1000000)::bigint AS opens_at,
       (extract(epoch FROM greatest(round.closes_at, extension.until)) * 1000000)::bigint
           AS closes_at,
       to_char(round.opens_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI') AS opens_berlin,
       to_char(greatest(round.closes_at, extension.until) AT TIME ZONE 'Europe/Berlin',
               'YYYY-MM-DD"T"HH24:MI') AS closes_berlin,
       participant.inhabitants,
       NULL::integer AS number, draft.sha256
FROM round
LEFT JOIN participant ON participant.round = round.id AND participant.municipality = $2
LEFT JOIN extension ON extension.round = round.id AND extension.municipality = $2
LEFT JOIN draft ON draft.round = round.id AND draft.municipality = $2
WHERE round.id = $1;
