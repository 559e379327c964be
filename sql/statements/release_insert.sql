-- Publishes a release with the versions it was computed from and who took part. Under embargo it
-- is seen later, and never before the release in front of it.
-- $1 round, $2 number, $3 edition, $4 published_at, $5 is_final, $6 inputs_sha256, $7 run,
-- $8 method, $9 values_sha256, $10 merkle_salt, $11 merkle_root,
-- $12 versions: [{"municipality", "version"}],
-- $13 participants: [{"municipality", "name", "parent", "inhabitants"}],
-- $14 the heads of the audit: [{"chain", "number", "sha256"}]
WITH published AS (
    INSERT INTO release (round, number, edition, published_at, is_final, inputs_sha256, run,
                         method, values_sha256, merkle_salt, merkle_root,
                         audit, visible_from)
    VALUES ($1, $2::integer, $3, $4::timestamptz, $5::boolean, $6, $7::bigint, $8, $9, $10, $11, $14,
            greatest($4::timestamptz,
                     (SELECT embargo_until FROM run WHERE id = $7::bigint),
                     (SELECT max(visible_from) FROM release WHERE round = $1)))
    RETURNING round, number),
included AS (
    INSERT INTO release_version (round, number, municipality, version)
    SELECT published.round, published.number, entry.municipality, entry.version
    FROM published,
         json_to_recordset($12::json) AS entry (municipality text, version integer))
INSERT INTO release_participant (round, number, municipality, name, parent, inhabitants)
SELECT published.round, published.number, entry.*
FROM published,
     json_to_recordset($13::json)
         AS entry (municipality text, name text, parent text, inhabitants bigint);
