-- A series over rounds, oldest first: each round with its newest release and one figure of it. The
-- subject is that of the newest round whose edition has it, first of those with a release: a round
-- that has only been made must not take a series away. Bridges say what it is elsewhere, and subject
-- is NULL where none leads to. Two rounds with the same segment have no break between.
-- No row: no round has the subject. One row with NULLs: nothing is released yet.
-- $1 level, $2 id, $3 group, $4 whether releases under embargo are seen
WITH RECURSIVE home AS (
    SELECT edition.id AS edition
    FROM round JOIN edition ON edition.id = round.edition
    WHERE jsonb_path_exists(edition.document::jsonb,
                            (CASE $1 WHEN 'indicator' THEN '$.fields[*].goals[*].indicators[*]'
                                     WHEN 'goal' THEN '$.fields[*].goals[*]'
                                     WHEN 'field' THEN '$.fields[*]' END
                             || ' ? (@.id == $id)')::jsonpath, jsonb_build_object('id', $2::text))
    ORDER BY release_newest(round.id, $4::boolean) IS NULL, round.opens_at DESC, round.id DESC
    LIMIT 1),
older AS (
    SELECT edition, $2::text AS id, 0 AS segment FROM home
    UNION ALL
    SELECT link.from_edition, link.from_id, older.segment - link.is_break::integer
    FROM older JOIN edition_link AS link
         ON link.level = $1 AND link.to_edition = older.edition AND link.to_id = older.id),
newer AS (
    SELECT edition, $2::text AS id, 0 AS segment FROM home
    UNION ALL
    SELECT link.to_edition, link.to_id, newer.segment + link.is_break::integer
    FROM newer JOIN edition_link AS link
         ON link.level = $1 AND link.from_edition = newer.edition AND link.from_id = newer.id),
series AS (SELECT * FROM older UNION SELECT * FROM newer),
point AS (
    SELECT round.id AS round, round.opens_at, round.edition, release.number, release.is_final,
           release.published_at
    FROM round
    JOIN release ON release.round = round.id
         AND release.number = release_newest(round.id, $4::boolean))
SELECT point.round, point.edition, point.number, point.is_final,
       to_char(point.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
           AS published_at,
       series.id AS subject, series.segment,
       (SELECT figure
        FROM release_form AS form,
             json_array_elements(convert_from(form.body, 'UTF8')::json -> 'figures') AS figure
        WHERE form.round = point.round AND form.number = point.number AND form.form = 'json'
          AND figure ->> 'id' = series.id || '@' || $3)::text AS figure
FROM home
LEFT JOIN point ON true
LEFT JOIN series ON series.edition = point.edition
ORDER BY point.opens_at, point.round;
