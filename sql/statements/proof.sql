-- The receipts of the versions in a release, in the order of the leaves of its Merkle tree. No
-- row: there is no such release, it is under embargo, or it is older than such proofs.
-- $1 round, $2 number of the release, or NULL for the newest
SELECT included.number, included.municipality, included.version, version.receipt_sha256,
       release.merkle_salt, release.merkle_root
FROM release
JOIN release_version AS included USING (round, number)
JOIN version ON version.round = included.round
     AND version.municipality = included.municipality AND version.number = included.version
WHERE release.round = $1 AND release.merkle_root IS NOT NULL AND release.visible_from <= now()
  AND release.number = coalesce($2::integer, release_newest($1, false))
ORDER BY included.municipality COLLATE "C";
