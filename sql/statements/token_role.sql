-- The role that a token has. No row: there is no such token.
-- $1 id
SELECT role FROM token WHERE id = $1::bigint;
