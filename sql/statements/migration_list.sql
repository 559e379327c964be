-- The migrations that ran in this database, oldest first.
SELECT name, sha256, to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS applied
FROM migration
ORDER BY name;
