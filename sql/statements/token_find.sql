-- Whose token it may be: those whose hash begins like this. No row for one that is unknown, expired
-- or revoked. The caller compares the whole hash.
-- $1 the first 16 digits of the sha256
SELECT id, role, municipality, sha256, is_noted FROM token_find($1);
