-- The releases of a round as a document. No row: there is no such round.
-- $1 round, $2 whether releases under embargo are seen
SELECT releases_document(id, $2::boolean)::text AS document
FROM round
WHERE id = $1;
