-- The releases that can be computed again, with the digests that have to come out. Strangers are
-- versions of nobody who takes part.
-- $1 round, or NULL for all, $2 number, or NULL for all
SELECT release.round, release.number, inputs_sha256, values_sha256, merkle_root,
       (SELECT count(*)
        FROM release_version AS included
        LEFT JOIN release_participant AS known USING (round, number, municipality)
        WHERE included.round = release.round AND included.number = release.number
          AND known.round IS NULL) AS strangers
FROM release
JOIN round ON round.id = release.round
WHERE ($1::text IS NULL OR release.round = $1)
  AND ($2::integer IS NULL OR release.number = $2::integer)
ORDER BY round.opens_at, round.id, release.number;
