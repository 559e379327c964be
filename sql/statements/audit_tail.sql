-- From where the audit has to be read (audit_page) to get the newest lines up to a cursor: the
-- cursor before them. Only lines that the filters let through count; a chain without any is left out
-- of that, and so is read from its end or the cursor.
-- $1 cursor as in audit_page: up to there; '' is the end of every chain, $2 how many lines,
-- $3 municipality or NULL, $4 action or NULL
WITH given AS (
    SELECT split_part(place, '.', 1)::integer AS id, split_part(place, '.', 2)::bigint AS number
    FROM string_to_table(nullif($1, ''), '_') AS place),
bound AS (
    SELECT audit_chain.id, audit_chain.name,
           CASE WHEN $1 = '' THEN (SELECT max(number) FROM audit WHERE chain = audit_chain.name)
                ELSE coalesce(given.number, 0) END AS number
    FROM audit_chain LEFT JOIN given USING (id)),
line AS (
    SELECT bound.id, found.number
    FROM bound
    CROSS JOIN LATERAL (
        SELECT at, chain, number FROM audit
        WHERE chain = bound.name AND audit.number <= bound.number
          AND ($3::text IS NULL OR municipality = $3) AND ($4::text IS NULL OR action = $4)
        ORDER BY number DESC
        LIMIT $2::integer) AS found
    ORDER BY at DESC, chain DESC, number DESC
    LIMIT $2::integer)
SELECT coalesce(string_agg(bound.id || '.' || coalesce(first.number - 1, bound.number), '_'
                           ORDER BY bound.id), '') AS cursor,
       coalesce(bool_or(coalesce(first.number - 1, bound.number) > 0), false) AS has_earlier
FROM bound
LEFT JOIN (SELECT id, min(number) AS number FROM line GROUP BY id) AS first USING (id);
