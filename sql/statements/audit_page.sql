-- A page of the audit as a document: of every chain the lines behind the cursor, sorted by time.
-- Times never go back within a chain, so that what is cut off is the end of each. Columns: the
-- document, the cursor behind the page, whether there is more.
-- $1 cursor: for each chain ID.NUMBER, separated by '_', $2 limit, $3 chain or NULL,
-- $4 municipality or NULL, $5 action or NULL
WITH given AS (
    SELECT split_part(place, '.', 1)::integer AS id, split_part(place, '.', 2)::bigint AS number
    FROM string_to_table(nullif($1, ''), '_') AS place),
line AS (
    SELECT audit_chain.id, found.*
    FROM audit_chain
    LEFT JOIN given USING (id)
    CROSS JOIN LATERAL (
        SELECT * FROM audit
        WHERE chain = audit_chain.name AND audit.number > coalesce(given.number, 0)
          AND ($4::text IS NULL OR municipality = $4) AND ($5::text IS NULL OR action = $5)
        ORDER BY number
        LIMIT $2::integer + 1) AS found
    WHERE $3::text IS NULL OR audit_chain.name = $3
    ORDER BY at, chain, number
    LIMIT $2::integer + 1),
page AS (SELECT * FROM line ORDER BY at, chain, number LIMIT $2::integer),
behind AS (
    SELECT coalesce(string_agg(id || '.' || number, '_' ORDER BY id), '') AS cursor
    FROM (SELECT id, max(number) AS number
          FROM (SELECT * FROM given UNION ALL SELECT id, number FROM page) AS known
          GROUP BY id) AS last)
SELECT json_build_object(
           'lines', (SELECT coalesce(json_agg(json_build_object(
               'chain', chain, 'number', number,
               'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               'actor', actor, 'action', action, 'round', round, 'municipality', municipality,
               'subject', subject, 'details', details, 'previous', previous, 'sha256', hash)
               ORDER BY at, chain, number), '[]') FROM page),
           'after', behind.cursor)::text AS document,
       behind.cursor, (SELECT count(*) FROM line) > $2::integer AS has_more
FROM behind;
