-- The releases of a round before the one to be made, oldest first: the newest as it was published,
-- of the others only what disclosure control wants to know.
-- $1 round, $2 number of the release to be computed again, or NULL for the next one
WITH earlier AS (
    SELECT number, convert_from(body, 'UTF8') AS document,
           number = max(number) OVER () AS is_newest
    FROM release_form
    WHERE round = $1 AND form = 'json' AND ($2::integer IS NULL OR number < $2::integer))
SELECT number,
       CASE WHEN is_newest THEN document
            ELSE (SELECT json_build_object('release', number, 'figures', json_agg(
                             json_strip_nulls(json_build_object(
                                 'id', figure -> 'id', 'status', figure -> 'status',
                                 'notIncluded', figure -> 'notIncluded'))))::text
                  FROM json_array_elements(document::json -> 'figures') AS figure)
       END AS document
FROM earlier
ORDER BY number;
