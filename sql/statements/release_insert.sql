-- Publishes a release with the versions it was computed from.
-- $1 round, $2 number, $3 edition, $4 published_at, $5 is_final, $6 inputs_sha256, $7 run,
-- $8 versions: [{"municipality", "version"}]
WITH published AS (
    INSERT INTO release (round, number, edition, published_at, is_final, inputs_sha256, run)
    VALUES ($1, $2::integer, $3, $4::timestamptz, $5::boolean, $6, $7::bigint)
    RETURNING round, number)
INSERT INTO release_version (round, number, municipality, version)
SELECT published.round, published.number, entry.municipality, entry.version
FROM published, json_to_recordset($8::json) AS entry (municipality text, version integer);
