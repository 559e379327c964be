-- What a form is made of: the round, whose it is, and what it can be filled in with: the current
-- version, or else the latest one of an earlier round. No row: no such round, or the municipality
-- takes no part in it.
-- links: where that earlier one is of another edition, what goes on unchanged from it to the round's,
-- as {indicator now: indicator then}; else NULL, and all of it does.
-- $1 round, $2 municipality
SELECT round.edition, participant.name,
       extract(epoch FROM round.opens_at)::bigint AS opens_at,
       coalesce(own.content, earlier.content) AS content,
       own.content IS NULL AND earlier.content IS NOT NULL AS is_carried,
       CASE WHEN own.content IS NULL AND earlier.edition <> round.edition THEN
           (SELECT coalesce(json_object_agg(indicator_now, indicator_then), '{}')
            FROM edition_way(earlier.edition, round.edition)) END AS links,
       audit_effect(NULL)
FROM round
JOIN participant ON participant.round = round.id AND participant.municipality = $2
LEFT JOIN LATERAL (
    SELECT version.content
    FROM self_check
    JOIN version ON version.round = self_check.round
         AND version.municipality = self_check.municipality
         AND version.number = self_check.current
    WHERE self_check.round = $1 AND self_check.municipality = $2) AS own ON true
LEFT JOIN LATERAL (
    SELECT version.edition, version.content
    FROM self_check
    JOIN round AS before ON before.id = self_check.round AND before.opens_at < round.opens_at
    JOIN version ON version.round = self_check.round
         AND version.municipality = self_check.municipality
         AND version.number = self_check.current
    WHERE self_check.municipality = $2 AND version.content IS NOT NULL
    ORDER BY before.opens_at DESC, before.id DESC LIMIT 1) AS earlier ON true
WHERE round.id = $1;
