-- Stores a release in one of its forms.
-- $1 round, $2 number, $3 form, $4 sha256, $5 body
INSERT INTO release_form (round, number, form, sha256, body)
VALUES ($1, $2::integer, $3, $4, $5::bytea);
