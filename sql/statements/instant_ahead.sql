-- Whether an instant lies ahead.
-- $1 wall clock in Europe/Berlin
SELECT $1::timestamp AT TIME ZONE 'Europe/Berlin' > now() AS is_ahead;
