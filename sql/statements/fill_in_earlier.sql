-- What a municipality handed in for the last earlier round, to be shown beside the questions of this
-- one. No row: there is none.
-- links: where that version is of another edition, what goes on unchanged from it to the round's, as
-- {indicator now: indicator then}; else NULL, and all of it does.
-- $1 round, $2 municipality
WITH last AS (
    SELECT here.edition AS edition_now, there.id AS round, version.edition, version.content
    FROM round AS here
    JOIN round AS there ON there.opens_at < here.opens_at
    JOIN self_check ON self_check.round = there.id AND self_check.municipality = $2
    JOIN version ON version.round = there.id AND version.municipality = $2
         AND version.number = self_check.current
    WHERE here.id = $1 AND version.content IS NOT NULL
    ORDER BY there.opens_at DESC, there.id DESC LIMIT 1)
SELECT last.round, last.content,
       CASE WHEN last.edition <> last.edition_now THEN
           (SELECT coalesce(json_object_agg(indicator_now, indicator_then), '{}')
            FROM edition_way(last.edition, last.edition_now)) END AS links,
       audit_effect(last.round)
FROM last;
