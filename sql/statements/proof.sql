-- The receipts of the versions in a release, in the order of the leaves of its Merkle tree. No
-- row: there is no such release, it is under embargo, or it is older than such proofs.
-- $1 round, $2 number of the release, or NULL for the newest
SELECT release.number, included.municipality, included.version, included.receipt_sha256,
       release.merkle_salt, release.merkle_root, audit_effect(release.number::text)
FROM release
CROSS JOIN LATERAL release_leaves(release.round, release.number) AS included
WHERE release.round = $1 AND release.merkle_root IS NOT NULL AND release.visible_from <= now()
  AND release.number = coalesce($2::integer, release_newest($1, false))
ORDER BY included.municipality COLLATE "C";
