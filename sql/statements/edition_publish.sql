-- Publishes an edition with the order of its indicators. Fails if there is one of this name.
-- $1 edition, $2 document, $3 sha256, $4 indicators: [{"indicator", "kind", "decimals"}]
WITH published AS (
    INSERT INTO edition (id, document, sha256) VALUES ($1, $2, $3) RETURNING id)
INSERT INTO edition_indicator (edition, position, indicator, kind, decimals)
SELECT published.id, entry.position, value ->> 'indicator', value ->> 'kind',
       (value ->> 'decimals')::integer
FROM published, json_array_elements($4::json) WITH ORDINALITY AS entry (value, position);
