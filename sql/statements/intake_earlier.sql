-- What a municipality answered last, to tell large jumps by: its current version in the round, or
-- else the one of the last earlier round that it handed in for. No row: there is none.
-- links: where that version is of another edition, what goes on unchanged from it to the round's, as
-- [[position now, position then, decimals then], ...]; else NULL, and all of it does.
-- $1 round, $2 municipality
WITH last AS (
    SELECT here.edition AS edition_now, there.id AS round, version.edition, version.received_at,
           version."values", version.states
    FROM round AS here
    JOIN round AS there ON there.id = here.id OR there.opens_at < here.opens_at
    JOIN self_check ON self_check.round = there.id AND self_check.municipality = $2
    JOIN version ON version.round = there.id AND version.municipality = $2
         AND version.number = self_check.current
    WHERE here.id = $1
    ORDER BY there.id = here.id DESC, there.opens_at DESC, there.id DESC LIMIT 1)
SELECT last.round,
       to_char(last.received_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD') AS received_on,
       array_to_string(last."values", ',') AS "values",
       array_to_string(last.states, ',') AS states, cardinality(last.states) AS count,
       CASE WHEN last.edition <> last.edition_now THEN
           (SELECT coalesce(json_agg(json_build_array(now.position, past.position, past.decimals)),
                            '[]')
            FROM edition_way(last.edition, last.edition_now) AS way
            JOIN edition_indicator AS now
                 ON now.edition = last.edition_now AND now.indicator = way.indicator_now
            JOIN edition_indicator AS past
                 ON past.edition = last.edition AND past.indicator = way.indicator_then) END AS links
FROM last;
