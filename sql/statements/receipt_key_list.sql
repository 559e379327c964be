-- All keys of receipts, newest first, in one line each.
SELECT kid AS key, to_char(created_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS made
FROM receipt_key
ORDER BY created_at DESC, kid;
