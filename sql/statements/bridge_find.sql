-- The bridge that counts for an edition. No row: none leads to it.
-- $1 to_edition
SELECT from_edition, sha256 FROM edition_bridge WHERE to_edition = $1 ORDER BY id DESC LIMIT 1;
