-- All that has to be known to judge a self-check that arrives: the round, whether the municipality
-- takes part (inhabitants is NULL if not), until when, and the current version if there is one; or
-- else the one that was withdrawn, whose content is nobody's any more.
-- No row: there is no such round. Instants are microseconds since 1970 and Berlin wall clock.
-- $1 round, $2 municipality
SELECT round.edition,
       (extract(epoch FROM round.opens_at) * 1000000)::bigint AS opens_at,
       (extract(epoch FROM greatest(round.closes_at, extension.until)) * 1000000)::bigint
           AS closes_at,
       to_char(round.opens_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI') AS opens_berlin,
       to_char(greatest(round.closes_at, extension.until) AT TIME ZONE 'Europe/Berlin',
               'YYYY-MM-DD"T"HH24:MI') AS closes_berlin,
       participant.inhabitants,
       version.number, version.sha256,
       CASE WHEN withdrawn.version IS NULL THEN version.content END AS content,
       version.content_sha256, version.receipt, version.receipt_sha256, version.jws,
       withdrawn.version IS NOT NULL AS is_withdrawn
FROM round
LEFT JOIN participant ON participant.round = round.id AND participant.municipality = $2
LEFT JOIN extension ON extension.round = round.id AND extension.municipality = $2
LEFT JOIN self_check ON self_check.round = round.id AND self_check.municipality = $2
LEFT JOIN LATERAL (
    SELECT max(version) AS version FROM withdrawal
    WHERE withdrawal.round = $1 AND withdrawal.municipality = $2
      AND self_check.current IS NULL) AS withdrawn ON true
LEFT JOIN version ON version.round = $1 AND version.municipality = $2
     AND version.number = coalesce(self_check.current, withdrawn.version)
WHERE round.id = $1;
