-- Whether others can know this key. No row: they cannot.
-- $1 kid
SELECT kid FROM receipt_key WHERE kid = $1;
