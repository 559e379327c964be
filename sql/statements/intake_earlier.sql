-- What a municipality answered last, to tell large jumps by: its current version in the round, or
-- else the one of the last earlier round that it handed in for. No row: there is none.
-- links: where that version is of another edition, what goes on unchanged from it to the round's, as
-- [[position now, position then, decimals then], ...]; else NULL, and all of it does.
-- $1 round, $2 municipality
WITH RECURSIVE last AS (
    SELECT here.edition AS edition_now, there.id AS round, version.edition, version.received_at,
           version."values", version.states
    FROM round AS here
    JOIN round AS there ON there.id = here.id OR there.opens_at < here.opens_at
    JOIN self_check ON self_check.round = there.id AND self_check.municipality = $2
    JOIN version ON version.round = there.id AND version.municipality = $2
         AND version.number = self_check.current
    WHERE here.id = $1
    ORDER BY there.id = here.id DESC, there.opens_at DESC, there.id DESC LIMIT 1),
way AS (
    SELECT now.position, now.edition, now.indicator AS id
    FROM last JOIN edition_indicator AS now ON now.edition = last.edition_now
    WHERE last.edition <> last.edition_now
    UNION ALL
    SELECT way.position, link.from_edition, link.from_id
    FROM last, way JOIN edition_link AS link
         ON link.level = 'indicator' AND link.to_edition = way.edition AND link.to_id = way.id
    WHERE NOT link.is_break AND way.edition <> last.edition)
SELECT last.round,
       to_char(last.received_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD') AS received_on,
       array_to_string(last."values", ',') AS "values",
       array_to_string(last.states, ',') AS states, cardinality(last.states) AS count,
       CASE WHEN last.edition <> last.edition_now THEN
           (SELECT coalesce(json_agg(json_build_array(way.position, past.position, past.decimals)),
                            '[]')
            FROM way JOIN edition_indicator AS past
                 ON past.edition = way.edition AND past.indicator = way.id
            WHERE way.edition = last.edition) END AS links
FROM last;
