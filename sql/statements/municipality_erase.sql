-- Erases what a municipality wrote in its own words, and what has ended of its tokens. No row: there
-- is no such municipality.
-- $1 municipality, $2 reason
SELECT versions, withdrawals, drafts, tokens FROM municipality_erase($1, $2);
