-- An edition's file as it was published.
-- $1 edition
SELECT document, sha256 FROM edition WHERE id = $1;
