-- The forms of a release: the digest that was noted, and that of the bytes.
-- $1 round, $2 number
SELECT form, sha256, encode(sha256(body), 'hex') AS of_body
FROM release_form
WHERE round = $1 AND number = $2::integer
ORDER BY form;
