-- Notes that a migration ran; belongs into its transaction.
-- $1 name, $2 sha256
INSERT INTO migration (name, sha256) VALUES ($1, $2);
