-- The receipt of a version as a document, the same bytes for ever. No row: there is none.
-- $1 round, $2 municipality, $3 number
SELECT '{"receipt":' || receipt || ',"jws":' || coalesce(to_json(jws)::text, 'null') || '}'
           AS document,
       audit_effect(number::text)
FROM version
WHERE round = $1 AND municipality = $2 AND number = $3::integer;
