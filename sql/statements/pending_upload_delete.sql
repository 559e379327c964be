-- The file that waited was handed in, or is not wanted any more; unless it is another one by now.
-- $1 round, $2 municipality, $3 sha256
DELETE FROM pending_upload WHERE round = $1 AND municipality = $2 AND sha256 = $3
RETURNING audit_effect(NULL);
