-- Announces that everything held of a municipality will be given out. NULL: there is no such one.
-- $1 municipality, $2 reason
SELECT municipality_export_announce($1, $2);
