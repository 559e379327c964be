-- Everything that is held of a municipality, as files; it was announced, and that is committed.
-- $1 the announcement
SELECT path, body FROM municipality_export($1::bigint);
