-- All editions, oldest first, as a document.
SELECT json_build_object('catalogues', coalesce(json_agg(json_build_object(
           'edition', id,
           'title', document::json -> 'title',
           'indicators', (SELECT count(*) FROM edition_indicator WHERE edition = edition.id),
           'publishedAt', to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'sha256', sha256) ORDER BY published_at, id), '[]'))::text AS document
FROM edition;
